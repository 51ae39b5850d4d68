"""The marks that verbs further down leave on a meeting: the row changes, and nothing else."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting, Sitting
from arengo.meetings.operations import (
    MeetingEndsBeforeItStarts,
    mark_cancelled,
    mark_online_only,
    mark_postponed,
    mark_published,
    mark_rescheduled,
)
from tests.factories import make_meeting, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting()


def test_a_published_meeting_says_so_and_calendars_need_not_know(db):
    draft = make_meeting(state="draft")

    mark_published(meeting=draft)

    draft.refresh_from_db()
    assert (draft.state, draft.sequence) == ("published", 0)


def test_a_mark_writes_the_row_and_nothing_else(meeting):
    mark_cancelled(meeting=meeting, notice="Allerta meteo")

    assert not Entry.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("mark", "field", "value"),
    [
        (mark_cancelled, "state", "cancelled"),
        (mark_postponed, "state", "postponed"),
        (mark_online_only, "in_person", False),
    ],
)
def test_each_mark_says_why_and_makes_calendars_older(meeting, mark, field, value):
    marked = mark(meeting=meeting, notice={"it": "Allerta meteo", "en": "Weather alert"})

    meeting.refresh_from_db()
    assert getattr(meeting, field) == getattr(marked, field) == value
    assert (meeting.sequence, str(meeting.notice)) == (1, "Allerta meteo")
    assert str(marked.notice) == "Allerta meteo"


def test_another_day_takes_its_times_and_its_programme_along(db):
    meeting = make_meeting(
        state="postponed",
        registration_closes_at=moment("2023-09-27 12:00"),
        changes_close_at=moment("2023-09-27 14:00"),
        unclaimed_after=moment("2023-09-27 15:55"),
    )
    sitting = Sitting.objects.create(
        meeting=meeting,
        key="prima",
        kind=Sitting.Kind.PRESENTATION,
        title="Prima parte",
        starts_at=moment("2023-09-27 16:00"),
        ends_at=moment("2023-09-27 17:00"),
    )
    untimed = Sitting.objects.create(meeting=meeting, key="poi", kind="plenary", title="Poi")

    mark_rescheduled(
        meeting=meeting,
        starts_at=moment("2023-10-04 17:00"),
        ends_at=moment("2023-10-04 19:00"),
        notice="Allerta meteo",
    )

    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at) == ("published", moment("2023-10-04 17:00"))
    assert meeting.ends_at == moment("2023-10-04 19:00")
    assert meeting.registration_closes_at == moment("2023-10-04 13:00")
    assert meeting.changes_close_at == moment("2023-10-04 15:00")
    assert meeting.unclaimed_after == moment("2023-10-04 16:55")
    sitting.refresh_from_db()
    untimed.refresh_from_db()
    assert (sitting.starts_at, sitting.ends_at) == (
        moment("2023-10-04 17:00"),
        moment("2023-10-04 18:00"),
    )
    assert untimed.starts_at is None


def test_hours_the_wrong_way_round_are_refused(meeting):
    with pytest.raises(MeetingEndsBeforeItStarts):
        mark_rescheduled(
            meeting=meeting,
            starts_at=moment("2023-10-04 17:00"),
            ends_at=moment("2023-10-04 17:00"),
            notice="",
        )
    meeting.refresh_from_db()
    assert meeting.sequence == 0
