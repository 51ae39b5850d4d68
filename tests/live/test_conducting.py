"""The assistant conducts: what is on, its clock, its real hours."""

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import operations
from arengo.live.models import Room, Span
from arengo.live.queries import Moment, ends_at, evening_of, lasted
from arengo.live.refusals import (
    MeetingIsClosed,
    NoSuchLine,
    NothingOn,
    NotTheDay,
    ProgrammeIsOver,
    SomebodyWasFaster,
)
from arengo.meetings.models import Meeting
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import REGIA, make_evening, on, seen, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    clock.to("2023-09-27 16:02")
    return make_evening()


def go_on(meeting: Meeting) -> Span:
    return operations.go_on(meeting=meeting, seen=seen(meeting), by=REGIA)


def test_before_it_begins_the_first_line_is_next(evening: Meeting) -> None:
    today = evening_of(evening)
    assert today.moment == Moment.BEFORE
    assert today.now is None
    assert today.next is not None
    assert today.next.line.key == "linee"


def test_going_on_walks_the_programme_item_by_item(evening: Meeting, clock: Clock) -> None:
    lines = []
    for hour in ("16:02", "16:31", "16:42", "17:35"):
        clock.to(f"2023-09-27 {hour}")
        go_on(evening)
        lines.append(evening_of(evening).now.line.key)
    assert lines == ["linee", "tavola/asse-1", "tavola/asse-2", "plenaria"]
    hours = [(span.began_at, span.ended_at) for span in Span.objects.all()]
    assert hours[0] == (moment("2023-09-27 16:02"), moment("2023-09-27 16:31"))
    assert hours[3] == (moment("2023-09-27 17:35"), None)


def test_after_the_last_line_there_is_nothing_to_go_on_to(evening: Meeting) -> None:
    operations.begin(meeting=evening, key="plenaria", seen=None, by=REGIA)
    with pytest.raises(ProgrammeIsOver):
        go_on(evening)
    assert evening_of(evening).now.line.key == "plenaria"


def test_a_line_that_is_not_in_the_programme_is_refused(evening: Meeting) -> None:
    with pytest.raises(NoSuchLine):
        operations.begin(meeting=evening, key="cena", seen=None, by=REGIA)
    assert not Room.objects.exists()


def test_the_clock_counts_pauses_and_extensions(evening: Meeting, clock: Clock) -> None:
    operations.begin(meeting=evening, key="tavola/asse-1", seen=None, by=REGIA)
    assert ends_at(on(evening)) == moment("2023-09-27 16:12")
    clock.to("2023-09-27 16:05")
    operations.pause(meeting=evening, seen=seen(evening), by=REGIA)
    clock.to("2023-09-27 16:09")
    assert evening_of(evening).moment == Moment.PAUSED
    assert ends_at(on(evening)) == moment("2023-09-27 16:16")
    operations.resume(meeting=evening, seen=seen(evening), by=REGIA)
    operations.extend(meeting=evening, minutes=5, seen=seen(evening), by=REGIA)
    assert ends_at(on(evening)) == moment("2023-09-27 16:21")
    clock.to("2023-09-27 16:20")
    span = operations.stop(meeting=evening, seen=seen(evening), by=REGIA)
    assert lasted(span) == 14 * 60


def test_what_ends_while_paused_counts_the_pause(evening: Meeting, clock: Clock) -> None:
    go_on(evening)
    operations.pause(meeting=evening, seen=seen(evening), by=REGIA)
    clock.to("2023-09-27 16:30")
    go_on(evening)
    assert lasted(Span.objects.first()) == 0


def test_an_extension_is_of_a_minute_at_least_and_three_hours_at_most(evening: Meeting) -> None:
    go_on(evening)
    with pytest.raises(ValueError, match="minute"):
        operations.extend(meeting=evening, minutes=0, seen=seen(evening), by=REGIA)
    for _time in range(3):
        operations.extend(meeting=evening, minutes=90, seen=seen(evening), by=REGIA)
    assert on(evening).extended_seconds == 3 * 3600


def test_pausing_and_resuming_twice_is_once(evening: Meeting, clock: Clock) -> None:
    go_on(evening)
    first = operations.pause(meeting=evening, seen=seen(evening), by=REGIA).paused_at
    clock.to("2023-09-27 16:10")
    assert operations.pause(meeting=evening, seen=seen(evening), by=REGIA).paused_at == first
    operations.resume(meeting=evening, seen=seen(evening), by=REGIA)
    assert operations.resume(meeting=evening, seen=seen(evening), by=REGIA).paused_seconds == 480


def test_nothing_can_be_paused_while_nothing_is_on(evening: Meeting) -> None:
    for verb in (operations.pause, operations.resume, operations.stop):
        with pytest.raises(NothingOn):
            verb(meeting=evening, seen=None, by=REGIA)


def test_of_two_assistants_the_second_is_told_and_changes_nothing(evening: Meeting) -> None:
    before = seen(evening)
    go_on(evening)
    with pytest.raises(SomebodyWasFaster):
        operations.go_on(meeting=evening, seen=before, by="duty:2")
    with pytest.raises(SomebodyWasFaster):
        operations.begin(meeting=evening, key="plenaria", seen=before, by="duty:2")
    assert evening_of(evening).now.line.key == "linee"


def test_a_double_click_on_begin_begins_once(evening: Meeting) -> None:
    for _click in range(2):
        operations.begin(meeting=evening, key="linee", seen=None, by=REGIA)
    assert Span.objects.count() == 1


def test_a_line_taken_up_again_keeps_both_stretches(evening: Meeting, clock: Clock) -> None:
    go_on(evening)
    clock.to("2023-09-27 16:12")
    go_on(evening)
    clock.to("2023-09-27 16:20")
    operations.begin(meeting=evening, key="linee", seen=seen(evening), by=REGIA)
    clock.to("2023-09-27 16:25")
    line = evening_of(evening).now
    assert line.began_at == moment("2023-09-27 16:02")
    assert line.seconds == (10 + 5) * 60


def test_closing_ends_what_is_on_and_refuses_more(evening: Meeting, clock: Clock) -> None:
    go_on(evening)
    clock.to("2023-09-27 18:35")
    operations.close_meeting(meeting=evening, by=REGIA)
    assert evening_of(evening).moment == Moment.CLOSED
    assert Span.objects.get().ended_at == moment("2023-09-27 18:35")
    with pytest.raises(MeetingIsClosed):
        go_on(evening)


def test_a_closing_that_was_a_mistake_is_taken_back(evening: Meeting) -> None:
    operations.close_meeting(meeting=evening, by=REGIA)
    operations.reopen_meeting(meeting=evening, by=REGIA)
    operations.reopen_meeting(meeting=evening, by=REGIA)
    assert go_on(evening).sitting.key == "linee"
    assert Entry.objects.filter(kind="room.reopened").count() == 1


@pytest.mark.parametrize("hour", ["2023-09-27 13:59", "2023-09-28 00:30"])
def test_the_evening_is_held_on_its_day_only(evening: Meeting, clock: Clock, hour: str) -> None:
    clock.to(hour)
    with pytest.raises(NotTheDay):
        go_on(evening)


def test_a_meeting_that_is_not_published_cannot_begin(clock: Clock) -> None:
    clock.to("2023-09-27 16:00")
    draft = make_evening(state=Meeting.State.DRAFT)
    with pytest.raises(NotTheDay):
        go_on(draft)


def test_each_act_is_told_and_written_down_once(evening: Meeting) -> None:
    go_on(evening)
    assert told() == ["now", "programme", "turn", "queue", "notes", "figures"]
    entry = Entry.objects.get(kind="room.began")
    assert entry.facts == {"line": "linee"}
    assert entry.by == REGIA


def test_one_thing_is_on_at_a_time(evening: Meeting) -> None:
    span = go_on(evening)
    with pytest.raises(IntegrityError), transaction.atomic():
        Span.objects.create(room=span.room, sitting=span.sitting, began_at=span.began_at)


def test_what_was_on_ends_after_it_began(evening: Meeting) -> None:
    span = go_on(evening)
    span.ended_at = moment("2023-09-27 15:00")
    with (
        pytest.raises(IntegrityError, match="what_was_on_ends_after_it_began"),
        transaction.atomic(),
    ):
        span.save()


def test_what_is_over_is_not_paused(evening: Meeting) -> None:
    span = go_on(evening)
    span.ended_at = span.paused_at = moment("2023-09-27 17:00")
    with pytest.raises(IntegrityError, match="what_is_over_is_not_paused"), transaction.atomic():
        span.save()


def test_the_evening_is_read_in_as_many_queries_whatever_its_length(
    evening: Meeting, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(6):  # type: ignore[operator]
        evening_of(evening)
    for _line in range(3):
        go_on(evening)
    with django_assert_num_queries(7):  # type: ignore[operator]
        evening_of(evening)
