"""The addresses of everybody's page of the evening, under /i/<token>/sala/."""

from django.urls import include, path

from arengo.web.room import asking, stage, writing
from arengo.web.room.writing_urls import own_urls

stage_urls = [
    path("", stage.stage, name="evening"),
    path("scrivi/", writing.write, name="evening-write"),
    path("mio/", stage.mine, name="evening-mine"),
    path("qui/", stage.here, name="evening-here"),
    path("via/", stage.gone, name="evening-gone"),
    path("parola/", stage.ask_to_speak, name="evening-speak"),
    path("parola/ritira/", stage.withdraw_request, name="evening-speak-withdraw"),
    path("aiuto/", stage.ask_help, name="evening-help"),
    path("aiuto/ritira/", stage.withdraw_help, name="evening-help-withdraw"),
    *own_urls,
]

asking_urls = [
    path("domande/", asking.ask, name="evening-ask"),
    path("domande/anche-per-me/", asking.support, name="evening-support"),
    path("vota/<uuid:number>/", asking.vote, name="evening-vote"),
]

urlpatterns = [
    *stage_urls,
    *asking_urls,
    path("conferenza/", include("arengo.web.room.conference_urls")),
]
