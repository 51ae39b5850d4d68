"""The addresses of who makes the evening, under /regia/<slug>/."""

from django.urls import path

from arengo.web.room import console, screens

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

urlpatterns = [*console_urls, *screen_urls]
