"""The public addresses, grouped by what they are about."""

from django.urls import path

from arengo.web.public import minutes_urls
from arengo.web.public.views import (
    components,
    delegation,
    demo,
    documents,
    home,
    invitation,
    meetings,
    my_changes,
    my_data,
    my_place,
    my_room,
    news,
    process,
    project_slides,
    projects,
    receipts,
    registering,
    taking_out,
)

app_name = "public"

home_urls = [
    path("", home.home, name="home"),
    path("privacy/", home.privacy, name="privacy"),
    path("componenti/", components.components, name="components"),
]

meeting_urls = [
    path("incontri/", meetings.meeting_list, name="meeting-list"),
    path("incontri/calendario.ics", meetings.calendar_feed, name="calendar-feed"),
    path("incontri/<slug:slug>/", meetings.meeting, name="meeting"),
]

process_urls = [
    path("percorso/", process.stages, name="stages"),
    path("linee-di-indirizzo/", process.guidelines, name="guidelines"),
    path("linee-di-indirizzo/<slug:key>/", process.guideline, name="guideline"),
    path("piano/<slug:key>/", process.plan, name="plan"),
    path("documenti/<int:pk>/", documents.document, name="document"),
    path(
        "documenti/<int:pk>/pagine/<int:number>.webp",
        documents.document_page,
        name="document-page",
    ),
]

news_urls = [
    path("notizie/", news.news_list, name="news"),
    path("notizie/atom.xml", news.feed, name="news-feed"),
    path("notizie/<slug:slug>/", news.news_item, name="news-item"),
]

project_urls = [
    path("progetti/", projects.project_list, name="projects"),
    path("progetti/asse/<int:number>/", projects.project_axis, name="project-axis"),
    path("progetti/territorio/", projects.project_territory, name="project-territory"),
    path("progetti/presentazione/", project_slides.project_slides, name="project-slides"),
    path(
        "progetti/presentazione/<int:number>/", project_slides.project_slides, name="project-slide"
    ),
    path("progetti/progetti.<str:kind>", projects.project_export, name="project-export"),
    path("progetti/<slug:slug>/", projects.project, name="project"),
]

registration_urls = [
    path("incontri/<slug:slug>/iscrizione/", registering.register, name="register"),
    path(
        "incontri/<slug:slug>/iscrizione/inviata/", registering.register_sent, name="register-sent"
    ),
    path("incontri/<slug:slug>/delegazione/", delegation.delegation, name="delegation"),
    path("invito/<str:code>/", invitation.invitation, name="invitation"),
    path("rubrica/<str:token>/", taking_out.leave_book, name="leave-book"),
    path("avvisi/<str:token>/", taking_out.notices, name="notices"),
    path("i/", my_place.lost_link, name="lost-link"),
    path("ricevuta/<uuid:number>/", receipts.receipt, name="receipt"),
]

my_place_urls = [
    path("i/<str:token>/", my_place.my_place, name="my-place"),
    path("i/<str:token>/conferma/", my_place.confirm, name="my-place-confirm"),
    path("i/<str:token>/non-posso-venire/", my_place.cancel, name="my-place-cancel"),
    path("i/<str:token>/torno/", my_place.come_back, name="my-place-come-back"),
    path("i/<str:token>/dati/", my_changes.change, name="my-place-change"),
    path("i/<str:token>/modo/", my_changes.mode, name="my-place-mode"),
    path("i/<str:token>/lista/", my_place.line, name="my-place-line"),
    path("i/<str:token>/offerta/", my_place.offer, name="my-place-offer"),
    path("i/<str:token>/sostituzione/", my_changes.substitute, name="my-place-substitute"),
    path("i/<str:token>/avvisi/", my_place.consent, name="my-consent"),
    path("i/<str:token>/i-miei-dati/", my_data.my_data, name="my-data"),
    path("i/<str:token>/i-miei-dati/dati.json", my_data.my_data_file, name="my-data-file"),
    path("i/<str:token>/cancella-i-miei-dati/", my_data.erase, name="my-erase"),
    path("i/<str:token>/calendario.ics", my_place.my_calendar, name="my-calendar"),
    path("i/<str:token>/biglietto.svg", my_place.my_qr, name="my-qr"),
    path("i/<str:token>/biglietto.pdf", my_place.my_ticket, name="my-ticket"),
    path("i/<str:token>/prova/", my_room.my_check, name="my-check"),
    path("i/<str:token>/entra/", my_room.my_room, name="my-room"),
]

demo_urls = [
    path("dimostrazione/orologio/", demo.clock, name="demo-clock"),
    path("dimostrazione/posta/", demo.messages, name="demo-mailbox"),
    path("dimostrazione/posta/<str:key>/", demo.message, name="demo-message"),
    path("dimostrazione/posta/<str:key>/<int:number>/", demo.attachment, name="demo-attachment"),
]

urlpatterns = [
    *home_urls,
    *meeting_urls,
    *process_urls,
    *news_urls,
    *project_urls,
    *registration_urls,
    *my_place_urls,
    *minutes_urls.minutes_urls,
    *minutes_urls.my_after_urls,
    *demo_urls,
]
