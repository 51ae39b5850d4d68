"""Bringing the database to a process file: all of it or nothing, and twice is no change."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arengo.blueprint.mistakes import FileRefused
from arengo.blueprint.models import AppliedObject
from arengo.blueprint.operations import apply_file
from arengo.core.ledger.models import Entry
from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker, Venue
from arengo.people.models import Body
from arengo.plan.models import Plan
from arengo.process.models import Guideline, Process, Stage
from arengo.registrations.models import Hall, SeatPool
from arengo.territory.models import Membership, Municipality, Zone
from tests.blueprint.files import SMALL, changed, write
from tests.factories import moment

pytestmark = pytest.mark.django_db


def fields(changes) -> list[str]:
    return [change.address for change in changes]


def test_what_the_file_says_is_made(tmp_path) -> None:
    difference = apply_file(write(tmp_path))
    assert len(difference.made) == 19
    meeting = Meeting.objects.get()
    assert meeting.title == {"it": "Il lancio", "en": "The launch"}
    assert (meeting.starts_at, meeting.state) == (moment("2023-09-27 16:00"), "published")
    assert meeting.stage == Stage.objects.get(key="lancio")
    assert [document.key for document in meeting.documents.all()] == ["invito"]
    assert AgendaItem.objects.get().axis.plan.key == "vigente"
    assert Process.objects.get().body == Body.objects.get()
    assert [stage.key for stage in Stage.objects.all()] == ["lancio", "adozione"]
    assert Guideline.objects.get().date_is_month


def test_capacities_are_set_and_what_people_take_starts_at_none(tmp_path) -> None:
    apply_file(write(tmp_path))
    hall, pool = Hall.objects.get(), SeatPool.objects.get(key="sala")
    assert (hall.safety_capacity, hall.inside) == (12, 0)
    assert (pool.capacity, pool.taken, pool.waiting) == (10, 0, 0)
    assert pool.venue == hall.venue


def test_a_municipality_is_in_its_zone(tmp_path) -> None:
    apply_file(write(tmp_path))
    membership = Membership.objects.get(municipality__istat="001019")
    assert (membership.zone.number, membership.is_derived, membership.until) == (1, True, None)
    assert Municipality.objects.get(istat="001019").slug == "balme"


def test_twice_is_no_change(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    again = apply_file(path)
    assert not again.has_changes
    assert again.counts == dict.fromkeys(again.counts, 0)


def test_a_dry_run_shows_the_same_difference_and_writes_nothing(tmp_path) -> None:
    path = write(tmp_path)
    tried = apply_file(path, dry_run=True)
    assert tried.dry_run
    assert not Body.objects.exists()
    assert not AppliedObject.objects.exists()
    assert not Entry.objects.exists()
    assert list(tried.acts()) == list(apply_file(path).acts())


def test_what_the_file_changed_is_changed_field_by_field(tmp_path) -> None:
    apply_file(write(tmp_path))
    text = changed(("en: The launch", "en: The beginning"), ("population: 113", "population: 110"))
    difference = apply_file(write(tmp_path, text))
    assert fields(difference.changed) == [
        "territory.municipalities.001019.population",
        "meetings.lancio.title.en",
    ]
    assert [(change.old, change.new) for change in difference.changed] == [
        (113, 110),
        ("The launch", "The beginning"),
    ]
    assert Meeting.objects.get().title == {"it": "Il lancio", "en": "The beginning"}
    assert Municipality.objects.get(istat="001019").population == 110


def test_a_field_that_the_file_did_not_name_before_is_taken_from_it(tmp_path) -> None:
    apply_file(write(tmp_path))
    text = changed(("in_person: true", "in_person: true\n    entry_opens_minutes: 30"))
    assert fields(apply_file(write(tmp_path, text)).changed) == [
        "meetings.lancio.entry_opens_minutes"
    ]
    assert Meeting.objects.get().entry_opens_minutes == 30


def test_order_follows_the_file(tmp_path) -> None:
    apply_file(write(tmp_path))
    first = "    - key: lancio\n      title: {it: Prima, en: Before}\n".replace("lancio", "prima")
    apply_file(write(tmp_path, SMALL.replace("  stages:\n", f"  stages:\n{first}")))
    assert [stage.key for stage in Stage.objects.all()] == ["prima", "lancio", "adozione"]


def with_a_running_order(**more: str) -> str:
    """The small file whose item has all that the running order needs, with `more` fields."""
    fields = {
        "minutes": "8",
        "speakers": "[ada]",
        "documents": "[invito]",
        "microphone": "leggio",
        "direction": "luci basse",
        **more,
    }
    said = ", ".join(f"{name}: {value}" for name, value in fields.items())
    return changed(
        ("key: asse-1, axis: 1,", f"key: asse-1, axis: 1, {said},"),
        (
            "kind: round_table",
            "kind: round_table\n        hours_are_example: true\n        moderator: ada",
        ),
        ("name: Ada Prova,", "name: Ada Prova, is_example: true,"),
    )


def test_the_running_order_is_read_from_the_file(tmp_path) -> None:
    path = write(tmp_path, with_a_running_order())
    apply_file(path)
    item = AgendaItem.objects.get()
    assert list(item.speakers.all()) == [Speaker.objects.get(is_example=True)]
    assert [document.key for document in item.documents.all()] == ["invito"]
    assert (item.minutes, item.microphone, item.direction) == (8, "leggio", "luci basse")
    assert item.sitting.hours_are_example
    assert item.sitting.moderator == Speaker.objects.get()
    assert not apply_file(path).has_changes


def test_who_moderates_is_chosen_at_the_desk_too_and_stays(tmp_path) -> None:
    path = write(tmp_path, with_a_running_order())
    apply_file(path)
    Sitting.objects.update(moderator=None)
    difference = apply_file(path)
    assert fields(difference.conflicts) == ["meetings.lancio.sittings.tavola.moderator"]
    apply_file(path, overwrite=["meetings.lancio.sittings.tavola.moderator"])
    assert Sitting.objects.get().moderator == Speaker.objects.get()


def test_a_file_does_not_leave_a_moderator_to_what_is_no_longer_a_round_table(tmp_path) -> None:
    apply_file(write(tmp_path, with_a_running_order()))
    plenary = SMALL.replace("kind: round_table", "kind: plenary")
    with pytest.raises(FileRefused, match="si modera solo una tavola rotonda"):
        apply_file(write(tmp_path, plenary))


def test_of_the_running_order_too_the_file_is_followed_and_the_desk_wins(tmp_path) -> None:
    apply_file(write(tmp_path, with_a_running_order()))
    AgendaItem.objects.update(microphone="palmare 1")
    AgendaItem.objects.get().speakers.clear()
    again = with_a_running_order(microphone="palmare 2", direction="parte un video")
    difference = apply_file(write(tmp_path, again))
    at = "meetings.lancio.sittings.tavola.items.asse-1"
    assert fields(difference.conflicts) == [f"{at}.speakers", f"{at}.microphone"]
    assert fields(difference.changed) == [f"{at}.direction"]
    item = AgendaItem.objects.get()
    assert (item.microphone, item.direction) == ("palmare 1", "parte un video")
    assert not item.speakers.exists()


def test_a_speaker_whom_the_meeting_does_not_have_is_a_mistake(tmp_path) -> None:
    with pytest.raises(FileRefused, match="speakers"):
        apply_file(write(tmp_path, with_a_running_order(speakers="[bruno]")))


def test_documents_of_a_meeting_follow_the_file(tmp_path) -> None:
    apply_file(write(tmp_path))
    more = '    - {key: altro, title: {it: Altro, en: Other}, url: "https://example.org/altro"}\n'
    text = changed(("documents: [invito]", "documents: [altro]")).replace(
        "  guidelines:\n", f"{more}  guidelines:\n"
    )
    difference = apply_file(write(tmp_path, text))
    assert fields(difference.changed) == ["meetings.lancio.documents"]
    assert [document.key for document in Meeting.objects.get().documents.all()] == ["altro"]


def test_a_municipality_put_in_the_right_zone_is_a_correction(tmp_path) -> None:
    apply_file(write(tmp_path))
    apply_file(write(tmp_path, changed(("zone: 2", "zone: 1"))))
    assert Membership.objects.get(municipality__istat="001020").zone.number == 1


def test_a_municipality_that_moves_to_another_zone_keeps_its_history(tmp_path) -> None:
    apply_file(write(tmp_path))
    path = write(
        tmp_path,
        changed(("zone: 1, is_derived: true", "zone: 2, since: 2026-01-01, is_derived: true")),
    )
    apply_file(path)
    memberships = Membership.objects.filter(municipality__istat="001019").order_by("id")
    day = date(2026, 1, 1)
    assert [(m.zone.number, m.since, m.until) for m in memberships] == [
        (1, None, day),
        (2, day, None),
    ]
    assert not apply_file(path).has_changes


def test_one_ledger_entry_tells_of_the_act_with_the_digest_of_the_file(tmp_path) -> None:
    path = write(tmp_path)
    difference = apply_file(path, by="staff:3")
    apply_file(path)
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject, entry.by) == (
        "blueprint.applied",
        "process:percorso",
        "staff:3",
    )
    assert entry.facts["file_sha256"] == difference.digest
    assert (entry.facts["made"], entry.facts["count"]) == (19, 19)


def test_what_is_no_longer_in_the_file_is_kept_and_told(tmp_path) -> None:
    apply_file(write(tmp_path))
    text = SMALL[: SMALL.index("    venues:\n")]
    difference = apply_file(write(tmp_path, text.replace("    online: true\n", "")))
    assert not difference.has_changes
    assert difference.not_in_file == [
        "meetings.lancio.online",
        "meetings.lancio.places.online",
        "meetings.lancio.places.sala",
        "meetings.lancio.sittings.tavola",
        "meetings.lancio.speakers.ada",
        "meetings.lancio.venues.sede",
    ]
    assert Venue.objects.exists()


def test_what_the_desk_made_is_not_told_as_gone(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    Zone.objects.create(number=9, name="Nuova", slug="nuova")
    assert apply_file(path).not_in_file == []


def test_nothing_is_half_applied_when_the_last_thing_fails(tmp_path) -> None:
    apply_file(write(tmp_path))
    # With the hour that the desk set, the file's new end comes before the beginning.
    Meeting.objects.update(starts_at=moment("2023-09-27 17:30"))
    more = "  - {key: nuovo, title: {it: N, en: N}, first_year: 2024, last_year: 2026, state: to_write}\n"
    text = changed(("ends_at: 2023-09-27 18:30", "ends_at: 2023-09-27 17:00")).replace(
        "process:\n", f"{more}process:\n", 1
    )
    entries = Entry.objects.count()
    with pytest.raises(FileRefused, match="un incontro finisce dopo che è cominciato"):
        apply_file(write(tmp_path, text))
    assert not Plan.objects.filter(key="nuovo").exists()
    assert not AppliedObject.objects.filter(address="plans.nuovo").exists()
    assert Meeting.objects.get().ends_at == moment("2023-09-27 18:30")
    assert Entry.objects.count() == entries


def test_a_file_with_mistakes_writes_nothing(tmp_path) -> None:
    with pytest.raises(FileRefused):
        apply_file(write(tmp_path, changed(("name: Ada Prova, ", ""))))
    assert not Body.objects.exists()
    assert not Speaker.objects.exists()


def test_a_meeting_of_another_process_is_not_taken_over(tmp_path) -> None:
    apply_file(write(tmp_path))
    with pytest.raises(FileRefused, match="di un altro percorso"):
        apply_file(write(tmp_path, changed(("  key: percorso", "  key: altro"))))
    assert Process.objects.count() == 1


def file_with(tmp_path, count: int, population: int = 9):
    """The small file with `count` more municipalities."""
    lines = "".join(
        f'    - {{istat: "00{number}", name: Comune {number}, population: {population}, zone: 1}}\n'
        for number in range(2000, 2000 + count)
    )
    return write(tmp_path, SMALL.replace("  municipalities:\n", f"  municipalities:\n{lines}"))


def queries(path, **options) -> int:
    with CaptureQueriesContext(connection) as captured:
        apply_file(path, **options)
    return len(captured)


def test_queries_do_not_grow_with_the_municipalities(tmp_path) -> None:
    apply_file(write(tmp_path))
    for options in ({"dry_run": True}, {}):
        few = queries(file_with(tmp_path, 3), **options)
        Municipality.objects.filter(name__startswith="Comune").delete()
        AppliedObject.objects.filter(address__contains="municipalities.002").delete()
        assert queries(file_with(tmp_path, 60), **options) == few
    assert Municipality.objects.count() == 62
    unchanged = queries(file_with(tmp_path, 60))
    assert queries(file_with(tmp_path, 3)) == unchanged
    assert queries(file_with(tmp_path, 3, population=8)) == queries(
        file_with(tmp_path, 60, population=7)
    )
