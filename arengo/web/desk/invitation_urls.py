"""The desk's addresses of the address book, of invitations and of quiet periods."""

from django.urls import path

from arengo.web.desk.views import (
    address_book,
    address_book_import,
    invitation_texts,
    invitations,
    notices,
    quiet,
    waves,
)

MEETING = "incontri/<slug:slug>/inviti/"

book = [
    path("rubrica/", address_book.book, name="address-book"),
    path("rubrica/nuova/", address_book.new_entry, name="address-book-new"),
    path("rubrica/territorio/", address_book.make_territory, name="address-book-territory"),
    path("rubrica/rubrica.<str:kind>", address_book.export, name="address-book-export"),
    path("rubrica/importa/", address_book_import.upload, name="address-book-import"),
    path("rubrica/importa/<uuid:number>/", address_book_import.sheet, name="address-book-sheet"),
    path("rubrica/enti/<slug:key>/", address_book.entry, name="address-book-entry"),
    path("rubrica/enti/<slug:key>/uso/", address_book.entry_state, name="address-book-state"),
    path(
        "rubrica/enti/<slug:key>/persone/", address_book.add_person, name="address-book-person-add"
    ),
    path(
        "rubrica/persone/<int:number>/togli/",
        address_book.remove_person,
        name="address-book-person-remove",
    ),
]
of_a_meeting = [
    path(MEETING, invitations.overview, name="invitations"),
    path(f"{MEETING}a-chi-tace/", invitations.write_to_silent, name="invitation-silent"),
    path(f"{MEETING}testi/", invitation_texts.announcement, name="invitation-texts"),
    path(f"{MEETING}testi/lettera.pdf", invitation_texts.letter_file, name="invitation-letter"),
    path(f"{MEETING}testi/stampa.txt", invitation_texts.press_file, name="invitation-press"),
    path(
        f"{MEETING}testi/locandina-<str:paper_format>.pdf",
        invitation_texts.poster_file,
        name="invitation-poster",
    ),
    path(f"{MEETING}elenco.<str:kind>", invitations.export, name="invitation-export"),
    path(f"{MEETING}lettere/", invitations.letters, name="invitation-letters"),
    path(f"{MEETING}lettere/prepara/", invitations.ask_letters, name="invitation-letters-ask"),
    path(
        f"{MEETING}lettere/<uuid:number>.pdf",
        invitations.letters_file,
        name="invitation-letters-file",
    ),
    path(f"{MEETING}avviso/", notices.notices, name="notices"),
    path(f"{MEETING}avviso/prova/", notices.test, name="notices-test"),
    path(f"{MEETING}avviso/spedisci/", notices.send, name="notices-send"),
    path(f"{MEETING}spedizioni/nuova/", waves.new_wave, name="wave-new"),
    path(f"{MEETING}spedizioni/<int:number>/", waves.wave, name="wave"),
    path(f"{MEETING}spedizioni/<int:number>/prova/", waves.test_wave, name="wave-test"),
    path(f"{MEETING}spedizioni/<int:number>/spedisci/", waves.send_wave, name="wave-send"),
    path(f"{MEETING}spedizioni/<int:number>/lascia/", waves.drop_wave, name="wave-drop"),
    path(f"{MEETING}enti/<str:code>/", invitations.body, name="invitation-body"),
    path(f"{MEETING}enti/<str:code>/risposta/", invitations.answer, name="invitation-answer"),
    path(f"{MEETING}enti/<str:code>/lettera.pdf", invitations.body_letter, name="invitation-pdf"),
]
quiet_periods = [
    path("silenzio/", quiet.periods, name="quiet-periods"),
    path("silenzio/<int:number>/togli/", quiet.end_period, name="quiet-period-end"),
]

urlpatterns = [*book, *of_a_meeting, *quiet_periods]
