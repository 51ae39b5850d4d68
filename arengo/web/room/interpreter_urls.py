"""The addresses of who signs, under /regia/<slug>/interprete/."""

from django.urls import include, path

from arengo.live.models import ConferencePlace
from arengo.meetings.models import Duty
from arengo.web.room import technician
from arengo.web.room.conference import as_service, paths

signing = as_service(ConferencePlace.Role.INTERPRETER, Duty.Kind.INTERPRETER, Duty.Kind.ASSISTANT)

urlpatterns = [
    path("", technician.interpreter, name="interpreter"),
    path("video/", include(paths("interpreter", signing))),
]
