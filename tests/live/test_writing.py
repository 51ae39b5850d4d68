"""Perspectives and priorities: written by who is there, for an axis that is on or was."""

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import operations
from arengo.live.models import Horizon, Room, Statement
from arengo.live.refusals import (
    MeetingIsClosed,
    NoSuchLine,
    NothingWritten,
    NotInTheRoom,
    NotYetOn,
)
from arengo.live.said import axes_to_write, written_now
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, seen, told
from tests.live.test_speaking import come
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db
PRIORITY, PERSPECTIVE = Statement.Kind.PRIORITY, Statement.Kind.PERSPECTIVE


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    """The first axis of the round table is on."""
    meeting = make_evening(hall=10)
    clock.to("2023-09-27 16:30")
    go_to(meeting, "tavola/asse-1")
    return meeting


def go_to(meeting: Meeting, line: str) -> None:
    operations.begin(meeting=meeting, key=line, seen=seen(meeting), by=REGIA)


def write(who: Registration, text: str = "Treni di sera", **fields: object) -> Statement:
    values = {"line": "tavola/asse-1", "kind": PRIORITY, "horizon": Horizon.MEDIUM, **fields}
    return operations.write_statement(registration=who, text=text, **values)


def test_a_priority_has_its_code_and_its_axis_from_the_moment_it_is_saved(
    evening: Meeting,
) -> None:
    row = write(come(evening, "Bruno B", ONLINE))
    assert len(row.code) == 8
    assert (row.axis.number, row.mode, row.is_hidden) == (1, "online", False)
    entry = Entry.objects.get(kind="statement.written")
    assert entry.subject == f"statement:{row.code}"
    assert "Treni" not in str(entry.facts)
    assert told()[-1] == "written"


def test_written_again_the_words_change_and_the_code_stays(evening: Meeting, clock: Clock) -> None:
    ada = come(evening, "Ada A")
    first = write(ada)
    clock.to("2023-09-27 16:40")
    second = write(ada, "Treni anche di notte", horizon=Horizon.LONG)
    assert (second.pk, second.code) == (first.pk, first.code)
    row = Statement.objects.get()
    assert (row.text, row.horizon) == ("Treni anche di notte", "long")
    assert row.changed_at is not None


def test_the_same_words_twice_are_once(evening: Meeting) -> None:
    ada = come(evening, "Ada A")
    write(ada)
    write(ada)
    assert Statement.objects.get().changed_at is None
    assert Entry.objects.filter(kind__startswith="statement.").count() == 1


def test_a_perspective_and_a_priority_for_each_axis(evening: Meeting) -> None:
    ada = come(evening, "Ada A")
    go_to(evening, "tavola/asse-2")
    for line in ("tavola/asse-1", "tavola/asse-2"):
        write(ada, line=line, kind=PERSPECTIVE)
        write(ada, line=line)
    assert Statement.objects.count() == 4


def test_also_after_its_axis_until_the_closing(evening: Meeting) -> None:
    ada = come(evening, "Ada A")
    go_to(evening, "tavola/asse-2")
    assert write(ada).axis.number == 1
    operations.close_meeting(meeting=evening, by=REGIA)
    with pytest.raises(MeetingIsClosed):
        write(ada, "Altro")


def test_not_before_its_axis_begins(evening: Meeting) -> None:
    with pytest.raises(NotYetOn):
        write(come(evening, "Ada A"), line="tavola/asse-2")


@pytest.mark.parametrize("line", ["plenaria", "tavola", "tavola/asse-9", "linee", "", "altro/x"])
def test_only_for_an_axis_of_the_round_table(evening: Meeting, line: str) -> None:
    with pytest.raises(NoSuchLine):
        write(come(evening, "Ada A"), line=line)


def test_only_who_entered_writes(evening: Meeting) -> None:
    with pytest.raises(NotInTheRoom):
        write(take_part(evening, "Bruno B", HALL))


def test_nothing_is_not_a_statement(evening: Meeting) -> None:
    with pytest.raises(NothingWritten):
        write(come(evening, "Ada A"), " \n ")


def test_one_taken_off_the_screen_stays_for_who_serves(evening: Meeting) -> None:
    row = write(come(evening, "Ada A"))
    operations.hide_statement(statement=row, by=REGIA)
    operations.hide_statement(statement=row, by=REGIA)
    written = written_now(evening)
    assert (len(written.statements), len(written.on_screen)) == (1, 0)
    operations.unhide_statement(statement=row, by=REGIA)
    assert len(written_now(evening).on_screen) == 1
    assert [entry.by for entry in Entry.objects.filter(kind__contains="hidden")] == [REGIA] * 2


def test_what_is_shown_is_of_the_axis_that_is_on_or_was_last(evening: Meeting) -> None:
    write(come(evening, "Ada A"))
    assert written_now(evening).by_kind == {"priority": 1}
    go_to(evening, "tavola/asse-2")
    assert written_now(evening).statements == ()
    go_to(evening, "plenaria")
    assert written_now(evening).item.key == "asse-2"


def test_before_the_round_table_there_is_nothing_to_show(clock: Clock) -> None:
    meeting = make_evening()
    assert written_now(meeting) is None


def test_on_ones_page_stands_what_oneself_wrote_the_last_axis_first(
    evening: Meeting, django_assert_num_queries
) -> None:
    ada, bruno = come(evening, "Ada A"), come(evening, "Bruno B", ONLINE)
    write(ada)
    write(bruno, "Piste ciclabili")
    with django_assert_num_queries(2):
        second, first = axes_to_write(ada)
    assert (first.key, first.is_on, first.has_begun) == ("tavola/asse-1", True, True)
    assert first.mine["priority"].text == "Treni di sera"
    assert (second.has_begun, dict(second.mine)) == (False, {})


def test_the_screen_can_show_what_people_write(evening: Meeting) -> None:
    operations.show(meeting=evening, showing=Room.Showing.WRITTEN, by=REGIA)
    assert Room.objects.get().showing == "written"


def test_one_writes_one_of_a_kind_for_an_axis(evening: Meeting) -> None:
    row = write(come(evening, "Ada A"))
    row.pk, row.code = None, "ANOTHER1"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_statement_says_something(evening: Meeting) -> None:
    write(come(evening, "Ada A"))
    with pytest.raises(IntegrityError, match="a_statement_says_something"), transaction.atomic():
        Statement.objects.update(text="")
