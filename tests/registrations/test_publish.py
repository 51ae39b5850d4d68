"""Publishing a meeting: once, and only with what people must know."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.registrations.models import Hall, SeatPool
from arengo.registrations.operations import MeetingCannotBePublished, publish_meeting
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db
ELENA = "staff:7"


def test_elena_publishes_a_draft_once(db):
    draft = make_meeting(state="draft")

    assert publish_meeting(meeting=draft, by=ELENA).state == "published"
    publish_meeting(meeting=draft, by=ELENA)

    entry = Entry.objects.get()
    assert (entry.kind, entry.subject, entry.by) == ("meeting.published", "meeting:lancio", ELENA)


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_what_was_called_off_is_not_published_again(state):
    with pytest.raises(MeetingCannotBePublished, match="annullato o rinviato"):
        publish_meeting(meeting=make_meeting(state=state), by=ELENA)


def test_what_is_missing_is_said_all_at_once():
    draft = make_meeting(state="draft", title="", online=True)
    SeatPool.objects.all().delete()
    Hall.objects.all().delete()
    draft.venues.all().delete()

    with pytest.raises(MeetingCannotBePublished, match=r"titolo.*sede.*posti online"):
        publish_meeting(meeting=draft, by=ELENA)


def test_a_day_that_has_passed_is_not_announced(clock):
    draft = make_meeting(state="draft")
    clock.to("2023-09-27 16:00")

    with pytest.raises(MeetingCannotBePublished, match="passati"):
        publish_meeting(meeting=draft, by=ELENA)


def test_an_online_meeting_needs_no_venue():
    draft = make_meeting(state="draft", in_person=False)
    SeatPool.objects.filter(mode="in_person").delete()
    Hall.objects.all().delete()
    draft.venues.all().delete()

    assert publish_meeting(meeting=draft, by=ELENA).state == "published"
