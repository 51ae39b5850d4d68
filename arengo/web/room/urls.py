"""The room's addresses: the door, and who serves at a meeting."""

from django.urls import include, path

app_name = "room"

urlpatterns = [
    path("accoglienza/", include("arengo.web.room.door_urls")),
    path("servizio/", include("arengo.web.room.duty_urls")),
]
