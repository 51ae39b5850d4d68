"""What the verbs of a meeting refuse, whatever page asks."""

import pytest

from arengo.core.editing import ChangedMeanwhile, FieldRefused, GoneMeanwhile, version_of
from arengo.core.ledger.models import Entry
from arengo.meetings.models import Meeting
from arengo.meetings.operations import (
    NeedsAnAct,
    change_meeting,
    make_meeting as make,
    move_sitting,
    remove_sitting,
    save_sitting,
    save_venue,
)
from tests.factories import make_meeting, make_process, moment

pytestmark = pytest.mark.django_db
DARIO = "staff:7"


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_at", moment("2023-09-27 15:00")),
        ("ends_at", moment("2023-09-27 19:00")),
        ("in_person", False),
        ("online", False),
        ("slug", "altro"),
    ],
)
def test_what_the_registered_must_be_told_of_is_not_rewritten_in_public(meeting, field, value):
    with pytest.raises(NeedsAnAct) as refused:
        change_meeting(meeting=meeting, values={field: value}, by=DARIO)

    assert refused.value.field == field
    assert not Entry.objects.exists()


def test_a_mode_may_be_added_in_public(db):
    meeting = make_meeting(online=False)

    assert change_meeting(meeting=meeting, values={"online": True}, by=DARIO).online


def test_the_address_of_a_public_venue_is_not_rewritten(meeting):
    with pytest.raises(NeedsAnAct):
        save_venue(meeting=meeting, venue=meeting.venues.get(), values={"city": "Ivrea"}, by=DARIO)


def test_who_saves_over_somebody_elses_version_is_told(meeting):
    values = {"summary": "Di Dario"}
    version = version_of(meeting, values)
    change_meeting(meeting=meeting, values={"summary": "Di Elena"}, version=version, by="staff:8")

    with pytest.raises(ChangedMeanwhile):
        change_meeting(meeting=meeting, values=values, version=version, by=DARIO)
    meeting.refresh_from_db()
    assert str(meeting.summary) == "Di Elena"


def test_the_same_again_is_no_act(meeting):
    change_meeting(meeting=meeting, values={"title": meeting.title}, by=DARIO)

    assert not Entry.objects.exists()


def test_an_invented_field_is_a_mistake_of_ours(meeting):
    with pytest.raises(TypeError):
        change_meeting(meeting=meeting, values={"state": "published"}, by=DARIO)


def test_titles_that_are_the_same_get_addresses_that_are_not(db):
    values = {
        "title": {"it": "Nuovo"},
        "starts_at": moment("2023-10-01 10:00"),
        "ends_at": moment("2023-10-01 12:00"),
    }
    slugs = [make(process=make_process(), values=values, by=DARIO).slug for _each in range(2)]

    assert slugs == ["nuovo-2", "nuovo-3"]


def test_registrations_do_not_close_before_they_open(meeting):
    values = {
        "registration_opens_at": moment("2023-09-10 10:00"),
        "registration_closes_at": moment("2023-09-09 10:00"),
    }
    with pytest.raises(FieldRefused, match="prima di aprire"):
        change_meeting(meeting=meeting, values=values, by=DARIO)


def test_what_somebody_took_away_is_not_moved(meeting):
    sitting = save_sitting(
        meeting=meeting, values={"title": "Uno", "kind": "plenary", "part": 1}, by=DARIO
    )
    remove_sitting(sitting=sitting, by=DARIO)
    sitting.pk = 999

    with pytest.raises(GoneMeanwhile):
        move_sitting(sitting=sitting, up=True, by=DARIO)
