"""The addresses of what is said and written: on one's own page, under /i/<token>/sala/, and under /regia/<slug>/."""

from django.urls import path

from arengo.web.room import noting, own_writing, written

own_urls = [
    path("prospettive/", own_writing.write, name="evening-statement"),
    path("frasi/<slug:code>/giusta/", own_writing.confirm, name="evening-note-confirm"),
    path("frasi/<slug:code>/correggi/", own_writing.correct, name="evening-note-correct"),
]

conduct_urls = [
    path("appunti/", noting.notes, name="notes"),
    path("appunti/<int:turn>/<int:place>/", noting.write, name="notes-write"),
    path("appunti/riordino/", noting.tidy_up, name="notes-tidy-up"),
    path("appunti/riordino/<uuid:number>/", noting.tidy, name="notes-tidy"),
    path("scritto/<slug:code>/nascondi/", written.hide, name="statement-hide"),
    path("scritto/<slug:code>/mostra/", written.unhide, name="statement-unhide"),
]
