"""The desk's addresses, under /ufficio/, grouped by what they are about. docs/access.md lists them."""

from django.urls import path

from arengo.web.desk import conduct_urls, editor_urls
from arengo.web.desk.invitation_urls import urlpatterns as invitations
from arengo.web.desk.paper_urls import urlpatterns as paper
from arengo.web.desk.views import (
    dashboard,
    journal,
    meeting_acts,
    outbox,
    personal_data,
    registering,
    registration,
    registrations,
    sign_in,
    staff,
    today,
    writing,
)
from arengo.web.desk.voice_urls import urlpatterns as voices

app_name = "desk"

daily = [
    path("", today.today, name="today"),
    path("entra-demo/<str:token>/", sign_in.demo_link, name="demo-sign-in"),
    path("messaggi/", outbox.outbox, name="outbox"),
    path("messaggi/riprova/", outbox.retry_all, name="outbox-retry-all"),
    path("messaggi/<int:pk>/", outbox.message, name="outbox-message"),
    path("messaggi/<int:pk>/riprova/", outbox.retry, name="outbox-retry"),
    path("registro/", journal.journal, name="journal"),
    path("impostazioni/", staff.settings, name="settings"),
    path("persone/", staff.people, name="staff"),
    path("persone/nuova/", staff.new, name="staff-new"),
    path("persone/<int:pk>/", staff.person, name="staff-person"),
    path("persone/<int:pk>/accesso/", staff.access, name="staff-access"),
]
meetings = [
    path("incontri/", dashboard.meetings, name="meetings"),
    path("incontri/<slug:slug>/", dashboard.dashboard, name="meeting"),
    path("incontri/<slug:slug>/rinvia/", meeting_acts.postpone, name="meeting-postpone"),
    path("incontri/<slug:slug>/solo-online/", meeting_acts.online_only, name="meeting-online-only"),
    path("incontri/<slug:slug>/annulla/", meeting_acts.cancel, name="meeting-cancel"),
    path("incontri/<slug:slug>/posti/<int:pk>/", meeting_acts.capacity, name="meeting-capacity"),
]
of_a_meeting = [
    path("incontri/<slug:slug>/iscrizioni/", registrations.registrations, name="registrations"),
    path("incontri/<slug:slug>/iscrizioni/nuova/", registering.new, name="registration-new"),
    path(
        "incontri/<slug:slug>/iscrizioni/esporta/",
        registrations.export,
        name="registrations-export",
    ),
    path("incontri/<slug:slug>/iscrizioni/scrivi/", writing.write, name="registrations-write"),
    path(
        "incontri/<slug:slug>/iscrizioni/ingresso/",
        registrations.door_list_pdf,
        name="registrations-door-list",
    ),
]
of_a_person = [
    path("iscrizioni/", dashboard.all_registrations, name="all-registrations"),
    path("iscrizioni/<str:code>/", registration.registration, name="registration"),
    path("iscrizioni/<str:code>/dati/", registration.details, name="registration-details"),
    path("iscrizioni/<str:code>/recapito/", registration.contact, name="registration-contact"),
    path("iscrizioni/<str:code>/modo/", registration.mode, name="registration-mode"),
    path("iscrizioni/<str:code>/annulla/", registration.cancel, name="registration-cancel"),
    path("iscrizioni/<str:code>/conferma/", registration.confirm, name="registration-confirm"),
    path("iscrizioni/<str:code>/riprendi/", registration.come_back, name="registration-come-back"),
    path("iscrizioni/<str:code>/link/", registration.resend_link, name="registration-resend-link"),
    path("iscrizioni/<str:code>/nota/", registration.note, name="registration-note"),
    path("iscrizioni/<str:code>/biglietto/", registration.ticket, name="registration-ticket"),
    path("iscrizioni/<str:code>/tutti-i-dati/", personal_data.data, name="registration-data"),
    path(
        "iscrizioni/<str:code>/tutti-i-dati/file/",
        personal_data.data_file,
        name="registration-data-file",
    ),
    path("iscrizioni/<str:code>/cancella-dati/", personal_data.erase, name="registration-erase"),
]

urlpatterns = [
    *editor_urls.urlpatterns,
    *daily,
    *meetings,
    *conduct_urls.urlpatterns,
    *of_a_meeting,
    *of_a_person,
    *invitations,
    *voices,
    *paper,
]
