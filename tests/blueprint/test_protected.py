"""What people did is never touched by a file."""

import pytest

from arengo.blueprint.mistakes import FileRefused
from arengo.blueprint.operations import apply_file
from arengo.blueprint.protected import CONSTRAINTS
from arengo.meetings.models import Meeting, Sitting, Venue
from arengo.people.models import Person
from arengo.registrations.models import Hall, Mode, Registration, SeatPool
from arengo.territory.models import Membership
from tests.blueprint.files import changed, write
from tests.factories import moment

pytestmark = pytest.mark.django_db


def register_ada() -> Registration:
    now = moment("2023-09-06 09:00")
    return Registration.objects.create(
        meeting=Meeting.objects.get(),
        person=Person.objects.create(created_at=now),
        mode=Mode.ONLINE,
        registered_at=now,
    )


@pytest.fixture(autouse=True)
def applied(tmp_path) -> None:
    apply_file(write(tmp_path))


def refusal(tmp_path, text: str, **options) -> str:
    with pytest.raises(FileRefused) as refused:
        apply_file(write(tmp_path, text), **options)
    return str(refused.value)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_capacity_below_the_places_taken_is_refused_with_its_line(tmp_path, dry_run) -> None:
    SeatPool.objects.filter(key="sala").update(taken=8)
    text = changed(("capacity: 10}", "capacity: 7}"))
    said = refusal(tmp_path, text, dry_run=dry_run)
    line = line_of(text, "capacity: 7")
    assert f"percorso.yaml:{line}: meetings.lancio.places.sala.capacity: almeno 8" in said
    assert SeatPool.objects.get(key="sala").capacity == 10


def test_a_capacity_down_to_the_places_taken_is_applied_and_they_stay(tmp_path) -> None:
    SeatPool.objects.filter(key="sala").update(taken=8, waiting=3)
    apply_file(write(tmp_path, changed(("capacity: 10}", "capacity: 8}"))))
    pool = SeatPool.objects.get(key="sala")
    assert (pool.capacity, pool.taken, pool.waiting) == (8, 8, 3)


def test_overwriting_everything_never_touches_who_is_in(tmp_path) -> None:
    SeatPool.objects.filter(key="sala").update(taken=8, capacity=9)
    Hall.objects.update(inside=5, safety_capacity=11)
    apply_file(write(tmp_path), overwrite=["*"])
    pool, hall = SeatPool.objects.get(key="sala"), Hall.objects.get()
    assert (pool.capacity, pool.taken) == (10, 8)
    assert (hall.safety_capacity, hall.inside) == (12, 5)


def test_a_safety_capacity_below_who_is_inside_is_refused(tmp_path) -> None:
    Hall.objects.update(inside=9)
    said = refusal(tmp_path, changed(("safety_capacity: 12", "safety_capacity: 8")))
    assert "meetings.lancio.venues.sede.safety_capacity: almeno 9" in said


def test_places_that_somebody_took_stay_in_their_mode(tmp_path) -> None:
    SeatPool.objects.filter(key="online").update(taken=1)
    text = changed(("mode: online,", "mode: in_person, venue: sede,"))
    assert "meetings.lancio.places.online.mode: ciò che era" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("starts_at: 2023-09-27 16:00", "starts_at: 2023-09-27 15:00"),
        ("state: published", "state: cancelled"),
        ("online: true", "online: false"),
        ("city: Torino", "city: Susa"),
    ],
)
def test_what_the_registered_must_be_told_is_changed_at_the_desk(tmp_path, old, new) -> None:
    ada = register_ada()
    text = changed((old, new))
    assert "c'è già 1 persona iscritta" in refusal(tmp_path, text)
    ada.state, ada.cancelled_at = Registration.State.CANCELLED, moment("2023-09-07 09:00")
    ada.save()
    assert apply_file(write(tmp_path, text)).has_changes


def test_other_fields_of_a_meeting_with_people_registered_follow_the_file(tmp_path) -> None:
    register_ada()
    assert apply_file(write(tmp_path, changed(("en: The launch", "en: The start")))).has_changes


def test_what_touches_what_people_did_is_told_all_at_once_and_nothing_is_applied(tmp_path) -> None:
    register_ada()
    SeatPool.objects.filter(key="sala").update(taken=8)
    text = changed(
        ("capacity: 10}", "capacity: 7}"), ("16:00", "15:00"), ("city: Torino", "city: Susa"),
        ("en: The launch", "en: The start"),
    )  # fmt: skip
    said = refusal(tmp_path, text)
    assert said.count("percorso.yaml:") == 3
    assert Meeting.objects.get().title["en"] == "The launch"
    assert Venue.objects.get().city == "Torino"


def test_the_named_constraints_are_those_of_the_models() -> None:
    models = [SeatPool, Hall, Meeting, Sitting, Membership, *{type(item) for item in _objects()}]
    names = {constraint.name for model in models for constraint in model._meta.constraints}
    assert set(CONSTRAINTS) <= names


def _objects() -> list[object]:
    stage = Meeting.objects.get().stage
    return [stage, stage.process.plan_in_force]
