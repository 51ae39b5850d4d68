"""The room's addresses: the door, who serves at a meeting, the direction's pages, everybody's own."""

from django.urls import include, path

app_name = "room"

urlpatterns = [
    path("accoglienza/", include("arengo.web.room.door_urls")),
    path("servizio/", include("arengo.web.room.duty_urls")),
    path("regia/<slug:slug>/", include("arengo.web.room.conduct_urls")),
    path("i/<str:token>/sala/", include("arengo.web.room.stage_urls")),
]
