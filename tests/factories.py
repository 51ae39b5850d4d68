"""The worked example in small: a body, a process, six axes, the meeting of 27 September 2023."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from arengo.meetings.models import Meeting, Venue
from arengo.people.models import Body
from arengo.plan.models import Axis, Plan
from arengo.process.models import Process
from arengo.registrations.models import Hall, Mode, SeatPool
from arengo.territory.models import Membership, Municipality, Zone

ROME = ZoneInfo("Europe/Rome")


def moment(text: str) -> datetime:
    """A local time in Rome: moment("2023-09-27 16:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME)


def make_process() -> Process:
    body, _ = Body.objects.get_or_create(
        key="cm", defaults={"name": "Città metropolitana", "email": "piano@example.org"}
    )
    plan, _ = Plan.objects.get_or_create(
        key="vigente",
        defaults={
            "title": "Piano vigente",
            "first_year": 2021,
            "last_year": 2023,
            "state": Plan.State.IN_FORCE,
        },
    )
    for number in range(1, 7):
        Axis.objects.get_or_create(plan=plan, number=number, defaults={"name": f"Asse {number}"})
    process, _ = Process.objects.get_or_create(
        key="torino",
        defaults={"title": "Verso il nuovo piano", "body": body, "plan_in_force": plan},
    )
    return process


def make_municipality(
    name: str = "Balme", istat: str = "001019", population: int = 110
) -> Municipality:
    zone, _ = Zone.objects.get_or_create(
        number=7, defaults={"name": "Ciriacese-Valli di Lanzo", "slug": "valli-di-lanzo"}
    )
    municipality, made = Municipality.objects.get_or_create(
        istat=istat,
        defaults={"name": name, "slug": name.lower().replace(" ", "-"), "population": population},
    )
    if made:
        Membership.objects.create(municipality=municipality, zone=zone)
    return municipality


def make_meeting(*, hall: int = 3, online: int = 100, safety: int = 10, **fields: Any) -> Meeting:
    """The announced meeting, with `hall` places in the hall and `online` places online."""
    values: dict[str, Any] = {
        "slug": "lancio",
        "kind": "Primo incontro pubblico",
        "title": {"it": "Verso il nuovo piano", "en": "Towards the new plan"},
        "state": Meeting.State.PUBLISHED,
        "starts_at": moment("2023-09-27 16:00"),
        "ends_at": moment("2023-09-27 18:30"),
        "in_person": True,
        "online": True,
    }
    values.update(fields)
    meeting = Meeting.objects.create(process=make_process(), **values)
    venue = Venue.objects.create(
        meeting=meeting,
        key="auditorium",
        name="Sede della Città metropolitana",
        room="Auditorium",
        address="Corso Inghilterra 7",
        city="Torino",
    )
    Hall.objects.create(venue=venue, safety_capacity=safety)
    SeatPool.objects.create(
        meeting=meeting, key="sala", mode=Mode.IN_PERSON, venue=venue, name="In sala", capacity=hall
    )
    SeatPool.objects.create(
        meeting=meeting, key="online", mode=Mode.ONLINE, name="Online", capacity=online
    )
    return meeting
