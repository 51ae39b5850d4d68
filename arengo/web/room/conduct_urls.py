"""The addresses of who makes the evening, under /regia/<slug>/."""

from django.urls import include, path

from arengo.web.room import console, floor, moderating, screens, writing_urls

# `seen` is the id of what was on, or of who had the floor, as the page showed it; 0 is nothing.
console_urls = [
    path("", console.console, name="console"),
    path("comincia/<int:seen>/", console.begin, name="console-begin"),
    path("fai/<slug:what>/<int:seen>/", console.act, name="console-act"),
    path("altri/<int:minutes>/<int:seen>/", console.extend, name="console-extend"),
    path("chiudi/", console.close, name="console-close"),
    path("riapri/", console.reopen, name="console-reopen"),
    path("schermo/mostra/<slug:showing>/", console.show, name="console-show"),
    path("schermo/messaggio/", console.show_message, name="console-message"),
    path("schermo/pagina/<int:pk>/<int:page>/", console.show_page, name="console-page"),
    path("aiuto/<uuid:number>/ci-penso/", console.take_help, name="help-take"),
    path("aiuto/<uuid:number>/risposta/", console.answer_help, name="help-answer"),
]

screen_urls = [
    path("presidenza/", screens.chair, name="chair"),
    path("schermo/", screens.projector, name="projector"),
    path("sottotitoli/", screens.captions, name="captions"),
    path("sottotitoli/scrivi/", screens.write_caption, name="captions-write"),
]

floor_urls = [
    path("parola/<slug:what>/<int:seen>/", floor.act, name="floor-act"),
    path("voce/<slug:speaker>/<int:seen>/", floor.hear, name="floor-hear"),
    path("coda/regola/<slug:rule>/", floor.rule, name="floor-rule"),
    path("coda/richieste/<slug:what>/", floor.opening, name="floor-opening"),
    path("coda/durata/<int:seconds>/", floor.length, name="floor-length"),
    path("coda/<uuid:number>/avanti/", floor.let_pass, name="floor-pass"),
    path("coda/<uuid:number>/assente/", floor.absent, name="floor-absent"),
    path("coda/<uuid:number>/ritira/", floor.withdraw, name="floor-withdraw"),
    path("in-sala/", floor.steward, name="steward"),
    path("in-sala/nuova/", floor.steward_ask, name="steward-ask"),
    path("in-sala/<str:code>/", floor.steward_ask_for, name="steward-ask-for"),
]

asking_urls = [
    path("domande/<uuid:number>/rifiuta/", moderating.question_refuse, name="question-refuse"),
    path("domande/<uuid:number>/<slug:what>/", moderating.question_act, name="question-act"),
    path("votazioni/nuova/", moderating.poll_new, name="poll-new"),
    path("votazioni/<uuid:number>/", moderating.poll_change, name="poll-change"),
    path("votazioni/<uuid:number>/fai/<slug:what>/", moderating.poll_act, name="poll-act"),
    path(
        "votazioni/<uuid:number>/risultati/<slug:what>/",
        moderating.poll_results,
        name="poll-results",
    ),
]

urlpatterns = [
    *console_urls,
    *screen_urls,
    *floor_urls,
    *asking_urls,
    *writing_urls.conduct_urls,
    path("suono/", include("arengo.web.room.technician_urls")),
    path("interprete/", include("arengo.web.room.interpreter_urls")),
]
