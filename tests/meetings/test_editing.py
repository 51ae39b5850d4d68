"""What the verbs of a meeting refuse, whatever page asks."""

import pytest
from django.db import IntegrityError

from arengo.core.editing import ChangedMeanwhile, FieldRefused, GoneMeanwhile, version_of
from arengo.core.ledger.models import Entry
from arengo.meetings.models import AgendaItem, Meeting, Sitting
from arengo.meetings.operations import (
    CannotBeRemoved,
    NeedsAnAct,
    change_meeting,
    copy_sitting,
    make_meeting as make,
    mark_copied,
    move_sitting,
    remove_document,
    remove_sitting,
    remove_speaker,
    save_agenda_item,
    save_sitting,
    save_speaker,
    save_venue,
)
from arengo.process.models import Document
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


@pytest.fixture
def item(meeting) -> AgendaItem:
    """An item with everything the running order needs."""
    sitting = save_sitting(
        meeting=meeting, values={"title": "Uno", "kind": "plenary", "part": 1}, by=DARIO
    )
    speaker = save_speaker(
        meeting=meeting, values={"name": "Una voce", "role": "Voce", "is_example": True}, by=DARIO
    )
    slides = Document.objects.create(process=meeting.process, key="slide", title="Slide")
    values = {
        "title": "Linee",
        "minutes": 20,
        "speakers": [speaker],
        "documents": [slides],
        "microphone": "leggio",
        "direction": "luci basse",
    }
    return save_agenda_item(sitting=sitting, values=values, by=DARIO)


def test_an_item_says_who_speaks_with_which_slides_at_which_microphone(item):
    item.refresh_from_db()

    assert [speaker.name for speaker in item.speakers.all()] == ["Una voce"]
    assert [document.key for document in item.documents.all()] == ["slide"]
    assert (item.microphone, item.direction) == ("leggio", "luci basse")
    entry = Entry.objects.get(kind="agenda_item.saved")
    assert {"speakers", "documents", "microphone", "direction"} <= set(entry.facts["fields"])
    assert "luci basse" not in str(entry.facts)


def test_the_same_people_again_are_no_act(item):
    before = Entry.objects.count()
    values = {"speakers": list(item.speakers.all()), "documents": list(item.documents.all())}

    save_agenda_item(
        sitting=item.sitting, item=item, values=values, version=version_of(item, values), by=DARIO
    )

    assert Entry.objects.count() == before


def test_who_saves_over_the_people_that_somebody_else_wrote_is_told(item):
    version = version_of(item, ["speakers"])
    save_agenda_item(sitting=item.sitting, item=item, values={"speakers": []}, by="staff:8")

    with pytest.raises(ChangedMeanwhile):
        save_agenda_item(
            sitting=item.sitting,
            item=item,
            values={"speakers": list(item.sitting.meeting.speakers.all())},
            version=version,
            by=DARIO,
        )


@pytest.mark.parametrize("field", ["speakers", "documents"])
def test_an_item_takes_nobody_and_nothing_of_another_meeting(item, field):
    other = make_meeting(slug="altro")
    process = make_process()
    process.pk, process.key = None, "altro"
    process.save()
    foreign = {
        "speakers": save_speaker(meeting=other, values={"name": "B", "role": "R"}, by=DARIO),
        "documents": Document.objects.create(process=process, key="x", title="X"),
    }
    with pytest.raises(FieldRefused) as refused:
        save_agenda_item(
            sitting=item.sitting, item=item, values={field: [foreign[field]]}, by=DARIO
        )

    assert refused.value.field == field


def test_a_copied_sitting_keeps_who_speaks_and_the_slides(item):
    copy = copy_sitting(sitting=item.sitting, by=DARIO).items.get()

    assert list(copy.speakers.all()) == list(item.speakers.all())
    assert list(copy.documents.all()) == list(item.documents.all())


def test_in_a_copied_meeting_its_own_speakers_stand_beside_the_items(item):
    copy, _venues = mark_copied(
        meeting=item.sitting.meeting,
        title="Di nuovo",
        slug="di-nuovo",
        starts_at=moment("2023-11-10 16:00"),
        ends_at=moment("2023-11-10 18:00"),
    )
    [speaker] = copy.sittings.get().items.get().speakers.all()

    assert (speaker.meeting, speaker.name, speaker.is_example) == (copy, "Una voce", True)


@pytest.fixture
def table(item) -> Sitting:
    """A round table that the announced voice moderates."""
    meeting = item.sitting.meeting
    values = {"title": "Tavola", "kind": "round_table", "part": 1}
    values["moderator"] = meeting.speakers.get()
    return save_sitting(meeting=meeting, values=values, by=DARIO)


def test_a_round_table_says_who_moderates_and_nothing_else_does(table):
    assert table.moderator.name == "Una voce"
    for values in ({"kind": "plenary"}, {"kind": "presentation"}, {"kind": "work_tables"}):
        with pytest.raises(FieldRefused, match="solo una tavola rotonda") as refused:
            save_sitting(meeting=table.meeting, sitting=table, values=values, by=DARIO)
        assert refused.value.field == "moderator"
    values = {"kind": "plenary", "moderator": None}
    save_sitting(meeting=table.meeting, sitting=table, values=values, by=DARIO)


def test_who_moderates_is_announced_at_that_meeting(table):
    other = make_meeting(slug="altro", state="draft")
    values = {"name": "Un'altra", "role": "Voce"}
    stranger = save_speaker(meeting=other, values=values, by=DARIO)

    with pytest.raises(FieldRefused, match="altro incontro"):
        save_sitting(meeting=table.meeting, sitting=table, values={"moderator": stranger}, by=DARIO)


def test_only_a_round_table_has_a_moderator(table):
    with pytest.raises(IntegrityError, match="only_a_round_table_has_a_moderator"):
        Sitting.objects.filter(pk=table.pk).update(kind="plenary")


def test_who_moderated_nothing_yet_is_taken_off_and_the_table_stays(table):
    remove_speaker(speaker=table.moderator, by=DARIO)

    table.refresh_from_db()
    assert table.moderator is None


def test_a_copied_round_table_is_moderated_by_who_stands_for_them_there(table):
    again = copy_sitting(sitting=table, by=DARIO)
    assert again.moderator == table.moderator

    copy, _venues = mark_copied(
        meeting=table.meeting,
        title="Di nuovo",
        slug="di-nuovo",
        starts_at=moment("2023-11-10 16:00"),
        ends_at=moment("2023-11-10 18:00"),
    )
    moderator = copy.sittings.get(key=table.key).moderator
    assert (moderator.meeting, moderator.name) == (copy, "Una voce")


def test_slides_in_the_programme_of_a_public_meeting_are_not_taken_away(item):
    with pytest.raises(CannotBeRemoved, match="programma"):
        remove_document(document=item.documents.get(), by=DARIO)
