"""What the desk changed since is shown as a conflict, and kept unless --overwrite names it."""

import pytest

from arengo.blueprint.operations import apply_file
from arengo.meetings.models import Meeting, Speaker
from arengo.people.models import Body
from arengo.process.models import Stage
from arengo.registrations.models import Hall
from tests.blueprint.files import changed, write
from tests.factories import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    """The small file, applied; then the desk gives the meeting another title."""
    path = write(tmp_path)
    apply_file(path)
    meeting = Meeting.objects.get()
    meeting.title["it"] = "Dalla scrivania"
    meeting.save()
    return path


def title() -> dict[str, str]:
    return dict(Meeting.objects.get().title)


def test_a_desk_change_is_kept_and_shown_with_both_values(path) -> None:
    difference = apply_file(path)
    (conflict,) = difference.conflicts
    assert conflict.address == "meetings.lancio.title.it"
    assert (conflict.old, conflict.new, conflict.last) == (
        "Dalla scrivania",
        "Il lancio",
        "Il lancio",
    )
    assert not difference.has_changes
    assert title()["it"] == "Dalla scrivania"


def test_it_stays_a_conflict_however_often_the_file_is_applied(path) -> None:
    for _time in range(3):
        assert len(apply_file(path).conflicts) == 1


def test_another_language_of_the_same_text_still_follows_the_file(path, tmp_path) -> None:
    apply_file(write(tmp_path, changed(("en: The launch", "en: The start"))))
    assert title() == {"it": "Dalla scrivania", "en": "The start"}


def test_a_language_added_at_the_desk_is_not_a_conflict(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    meeting = Meeting.objects.get()
    meeting.title["fr"] = "Le lancement"
    meeting.save()
    assert apply_file(path).conflicts == []
    assert title()["fr"] == "Le lancement"


@pytest.mark.parametrize(
    "named",
    [
        "meetings.lancio.title.it",
        "meetings.lancio.title",
        "meetings.lancio",
        "meetings",
        "meetings.*",
        "*",
    ],
)
def test_overwrite_names_a_field_a_text_an_object_or_a_pattern(path, named) -> None:
    difference = apply_file(path, overwrite=[named])
    assert [change.address for change in difference.overwritten] == ["meetings.lancio.title.it"]
    assert title()["it"] == "Il lancio"
    assert not apply_file(path).conflicts


@pytest.mark.parametrize(
    "named", ["meetings.lancio.titl", "meeting", "title", "meetings.lancio.title.en"]
)
def test_what_overwrite_names_and_is_not_in_conflict_is_told(path, named) -> None:
    difference = apply_file(path, overwrite=[named])
    assert difference.needless_overwrites == [named]
    assert len(difference.conflicts) == 1
    assert title()["it"] == "Dalla scrivania"


def test_the_desk_and_the_file_that_agree_again_are_no_conflict(path, tmp_path) -> None:
    agreed = write(tmp_path, changed(("it: Il lancio", "it: Dalla scrivania")))
    assert not apply_file(agreed).conflicts
    # From now on the file is followed again.
    apply_file(write(tmp_path, changed(("it: Il lancio", "it: Nel file"))))
    assert title()["it"] == "Nel file"


def test_what_the_desk_emptied_stays_empty(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    Stage.objects.filter(key="lancio").update(planned_end=None)
    assert [c.address for c in apply_file(path).conflicts] == [
        "process.percorso.stages.lancio.planned_end"
    ]
    assert Stage.objects.get(key="lancio").planned_end is None


def test_a_form_that_only_changed_line_ends_is_no_conflict(tmp_path) -> None:
    text = changed(("it: Il lancio", 'it: "Il\\nlancio"'))
    path = write(tmp_path, text)
    apply_file(path)
    meeting = Meeting.objects.get()
    meeting.title["it"] = "Il\r\nlancio"
    meeting.save()
    assert apply_file(path).conflicts == []


def test_what_the_desk_removed_is_not_made_again_unless_named(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    Meeting.objects.all().delete()
    difference = apply_file(path)
    assert [item.address for item in difference.removed_at_desk] == ["meetings.lancio"]
    assert not Meeting.objects.exists()
    apply_file(path, overwrite=["meetings.lancio"])
    assert Speaker.objects.get().meeting == Meeting.objects.get()
    assert not apply_file(path).has_changes


def test_what_stood_before_the_first_apply_is_kept_and_its_gaps_are_filled(tmp_path) -> None:
    Body.objects.create(key="ente", name={"it": "Ente che c'era"})
    difference = apply_file(write(tmp_path))
    assert [change.address for change in difference.conflicts] == ["body.ente.name.it"]
    assert [change.address for change in difference.changed] == ["body.ente.name.en"]
    assert Body.objects.get().name == {"it": "Ente che c'era", "en": "Body"}


def test_the_closing_of_a_stage_is_never_touched(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    Stage.objects.filter(key="lancio").update(closed_at=moment("2023-09-27 19:00"))
    difference = apply_file(path, overwrite=["*"])
    assert not difference.has_changes
    assert Stage.objects.get(key="lancio").closed_at == moment("2023-09-27 19:00")


def test_a_capacity_of_the_hall_that_the_desk_changed_is_kept(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    Hall.objects.update(safety_capacity=11)
    assert [c.address for c in apply_file(path).conflicts] == [
        "meetings.lancio.venues.sede.safety_capacity"
    ]
    assert Hall.objects.get().safety_capacity == 11
