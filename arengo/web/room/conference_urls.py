"""The conference of who takes part from home, under /i/<token>/sala/conferenza/."""

from arengo.web.room.conference import as_person, paths

urlpatterns = paths("conference", as_person)
