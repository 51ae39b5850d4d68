"""Who took part, for everybody: the numbers of the resoconto, and nothing from which a few are told."""

import pytest

from arengo.core.clock import process_time
from arengo.live import operations
from arengo.live.figures import By
from arengo.live.participants import Group, TookPart, together, who_took_part
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from arengo.registrations.operations import cancel
from arengo.territory.models import Zone
from tests.conftest import Clock
from tests.factories import make_municipality, moment
from tests.live.acts import REGIA, make_evening, present
from tests.live.report import hold_evening, shared
from tests.registrations.acts import HALL, ONLINE, ask, take_part

pytestmark = pytest.mark.django_db


def crowd(meeting: Meeting, many: int, **fields: object) -> None:
    """So many more who came."""
    for number in range(many):
        row = present(meeting, f"Ospite{number}-{fields['representing']}", ONLINE)
        Registration.objects.filter(pk=row.pk).update(**fields)


def groups(part: TookPart, by: By) -> list[tuple[str, int]]:
    return [(group.key, group.people) for group in part.groups[by]]


def test_before_the_closing_nobody_took_part(clock: Clock) -> None:
    assert who_took_part([make_evening()]) == {}


def test_the_few_are_one_and_cannot_be_told_from_the_whole(clock: Clock) -> None:
    meeting = make_evening(hall=10)
    crowd(meeting, 9, representing="company")
    crowd(meeting, 6, representing="union")
    present(meeting, "Ada Rossi", HALL)
    clock.to("2023-09-27 18:30")
    operations.close_meeting(meeting=meeting, by=REGIA)
    part = who_took_part([meeting])[meeting.pk]
    assert (part.registered, part.came) == (16, 16)
    assert groups(part, By.REPRESENTING) == [("company", 9), ("others", 7)]
    assert groups(part, By.MODE) == [("others", 16)]


def test_registered_is_who_had_a_place_or_came_and_not_who_cancelled(clock: Clock) -> None:
    meeting = make_evening(hall=1)
    with process_time.frozen_at(moment("2023-09-20 10:00")):
        take_part(meeting, "Ada Rossi", HALL)
        for name in ("Bruno Verdi", "Franca Villa"):
            cancel(registration=take_part(meeting, name, ONLINE))
        take_part(meeting, "Carla Neri", HALL)
        in_line = take_part(meeting, "Dario Bianchi", HALL)
        ask(meeting, "Elena Gallo", ONLINE)
    # Who waits is let in at the door, on a seat that nobody claimed, and never had one before.
    Registration.objects.filter(pk=in_line.pk).update(state="attended")
    clock.to("2023-09-27 18:30")
    operations.close_meeting(meeting=meeting, by=REGIA)
    part = who_took_part([meeting])[meeting.pk]
    assert (part.registered, part.came) == (2, 1)


def test_it_says_what_the_resoconto_says_also_when_rows_change_later(clock: Clock) -> None:
    meeting = hold_evening(clock)
    here = who_took_part([meeting])[meeting.pk]
    shared(meeting, clock)
    Registration.objects.filter(meeting=meeting).update(representing="union")
    told = who_took_part([meeting])[meeting.pk]
    assert (told.came, told.groups) == (here.came, here.groups)


def test_the_zones_from_which_nobody_came_are_named(clock: Clock) -> None:
    town = make_municipality()
    other = Zone.objects.create(number=8, name="Canavese occidentale", slug="canavese")
    meeting = hold_evening(clock)
    assert [z.number for z in who_took_part([meeting])[meeting.pk].absent] == [7, 8]
    Registration.objects.filter(pk=Registration.objects.first().pk).update(municipality=town)
    assert who_took_part([meeting])[meeting.pk].absent == (other,)


def test_several_meetings_tell_no_more_than_each_of_them() -> None:
    here, there = Zone(number=1, name="Qui", pk=1), Zone(number=2, name="Là", pk=2)
    one = part_of(Group("citizen", "", 7), Group("others", "", 6), absent=(here, there))
    two = part_of(Group("union", "", 20), Group("citizen", "", 9), absent=(there,))
    both = together([one, two])
    assert groups(both, By.MODE) == [("union", 20), ("citizen", 16), ("others", 6)]
    assert (both.came, both.absent) == (42, (there,))


def part_of(*rows: Group, absent: tuple[Zone, ...]) -> TookPart:
    came = sum(row.people for row in rows)
    return TookPart(came, came, 0, dict.fromkeys(By, rows), absent)
