"""The addresses of who serves at a meeting, under /servizio/."""

from django.urls import path

from arengo.web.room import duties

urlpatterns = [
    path("", duties.hub, name="duties"),
    path("<str:token>/", duties.open_link, name="duty"),
]
