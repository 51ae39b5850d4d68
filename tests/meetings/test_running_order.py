"""The running order: what follows what, at which hour, and what cannot be told."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker
from arengo.meetings.running_order import Line, lines_of
from arengo.process.models import Document
from tests.factories import make_meeting, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting()


def sitting(meeting: Meeting, key: str, *hours: str, items: tuple[int | None, ...] = ()) -> Sitting:
    """A sitting with its hours, as many as are given, and an item for each of `items` minutes."""
    place = meeting.sittings.count()
    moments = [moment(f"2023-09-27 {hour}") for hour in hours] + [None, None]
    row = Sitting.objects.create(
        meeting=meeting,
        key=key,
        position=place,
        kind="plenary",
        title=key.title(),
        starts_at=moments[0],
        ends_at=moments[1],
    )
    for number, minutes in enumerate(items):
        AgendaItem.objects.create(
            sitting=row,
            key=f"punto-{number + 1}",
            position=number,
            title=f"Punto {number + 1}",
            minutes=minutes,
        )
    return row


def told(meeting: Meeting) -> list[tuple[str, str | None, int | None]]:
    """Key, hour and minutes of each line."""
    return [(line.key, _hour(line), line.minutes) for line in lines_of(meeting)]


def _hour(line: Line) -> str | None:
    offset = line.starts_at - moment("2023-09-27 00:00") if line.starts_at else None
    return None if offset is None else str(offset)[:-3]


def test_an_item_begins_when_those_before_it_are_over(meeting):
    sitting(meeting, "tavola", "16:55", items=(8, 8, 8))

    assert told(meeting) == [
        ("tavola/punto-1", "16:55", 8),
        ("tavola/punto-2", "17:03", 8),
        ("tavola/punto-3", "17:11", 8),
    ]


def test_a_sitting_without_items_is_a_line_as_long_as_its_hours(meeting):
    sitting(meeting, "plenaria", "17:45", "18:30")

    assert told(meeting) == [("plenaria", "17:45", 45)]


def test_a_sitting_without_an_end_lasts_until_the_next_has_an_hour(meeting):
    sitting(meeting, "linee", "16:00")
    sitting(meeting, "tappe", "16:20")

    assert told(meeting) == [("linee", "16:00", 20), ("tappe", "16:20", 130)]


def test_the_first_begins_with_the_meeting_and_the_last_ends_with_it(meeting):
    sitting(meeting, "plenaria")

    assert told(meeting) == [("plenaria", "16:00", 150)]


def test_after_something_of_unknown_length_no_hour_can_be_told(meeting):
    sitting(meeting, "prima", items=(None, 10))
    sitting(meeting, "poi", items=(5,))

    assert told(meeting) == [
        ("prima/punto-1", "16:00", None),
        ("prima/punto-2", None, 10),
        ("poi/punto-1", None, 5),
    ]


def test_the_next_hour_that_is_written_sets_the_clock_again(meeting):
    sitting(meeting, "prima", items=(None, None))
    sitting(meeting, "poi", "17:00", items=(5,))

    assert told(meeting) == [
        ("prima/punto-1", "16:00", None),
        ("prima/punto-2", None, None),
        ("poi/punto-1", "17:00", 5),
    ]


def test_the_last_item_takes_what_is_left_of_its_sitting(meeting):
    sitting(meeting, "prima", "16:00", "16:30", items=(10, None))

    assert told(meeting) == [("prima/punto-1", "16:00", 10), ("prima/punto-2", "16:10", 20)]


def test_a_sitting_that_is_already_too_long_leaves_no_minutes(meeting):
    sitting(meeting, "prima", "16:00", "16:10", items=(10, None))

    assert told(meeting)[1] == ("prima/punto-2", "16:10", None)


def test_a_line_says_who_speaks_with_what_and_at_which_microphone(meeting):
    row = sitting(meeting, "linee", "16:00", items=(20,))
    item = row.items.get()
    item.microphone, item.direction = "leggio", "luci basse"
    item.save()
    second = Speaker.objects.create(meeting=meeting, key="b", position=2, name="B", role="R")
    first = Speaker.objects.create(meeting=meeting, key="a", position=1, name="A", role="R")
    item.speakers.set([second, first])
    slides = Document.objects.create(process=meeting.process, key="s", title="Slide")
    item.documents.set([slides])

    [line] = lines_of(meeting)

    assert (line.speakers, line.documents) == ([first, second], [slides])
    assert (line.microphone, line.direction) == ("leggio", "luci basse")
    assert str(line.title) == "Punto 1"


def test_a_meeting_without_a_programme_has_no_line(meeting):
    assert lines_of(meeting) == []


def queries(meeting: Meeting) -> int:
    with CaptureQueriesContext(connection) as asked:
        for line in lines_of(meeting):
            assert (line.item.axis, line.title) if line.item else line.title
    return len(asked)


def test_the_length_of_an_evening_costs_no_query(meeting):
    one: Any = sitting(meeting, "prima", items=(5,))
    one.items.get().speakers.add(
        Speaker.objects.create(meeting=meeting, key="a", name="A", role="R")
    )
    short = queries(meeting)
    sitting(meeting, "poi", items=(5, 5, 5))
    sitting(meeting, "infine")

    assert queries(meeting) == short
