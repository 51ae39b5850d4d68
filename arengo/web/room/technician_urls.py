"""The technician's addresses, under /regia/<slug>/suono/."""

from django.urls import include, path

from arengo.live.models import ConferencePlace
from arengo.meetings.models import Duty
from arengo.web.room import technician
from arengo.web.room.conference import as_service, paths

Kind, Role = Duty.Kind, ConferencePlace.Role
hall = as_service(Role.HALL, Kind.TECHNICIAN, Kind.ASSISTANT)
output = as_service(Role.OUTPUT, Kind.TECHNICIAN, Kind.ASSISTANT, Kind.PROJECTOR)

urlpatterns = [
    path("", technician.technician, name="technician"),
    path("uscita/", technician.output, name="output"),
    path("prova/<slug:step>/<int:on>/", technician.check, name="sound-check"),
    path("sala/", include(paths("hall", hall))),
    path("uscita/", include(paths("output", output))),
]
