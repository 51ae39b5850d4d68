"""The process file of Torino: complete, in both languages, and true to its sources."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from arengo.blueprint.load import Blueprint, bundled, load
from arengo.blueprint.operations import apply_file
from arengo.core.localized import LocalizedField
from arengo.meetings.models import Meeting, Speaker, Venue
from arengo.meetings.running_order import lines_of
from arengo.people.models import Body
from arengo.plan.models import Action, Axis, Plan, Strategy
from arengo.process.models import Guideline, Process, Stage
from arengo.registrations.models import Hall, SeatPool
from arengo.territory.models import Membership, Municipality, Zone
from arengo.web.shared.stages import Progress, stages_today
from tests.factories import moment

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PER_ZONE = [1, 14, 18, 8, 45, 40, 40, 46, 54, 24, 22]
NOT_HERE = f"the real data is not beside the checkout ({DATA.name}): compared where it is"


@pytest.fixture(scope="module")
def blueprint() -> Blueprint:
    return load(bundled())


@pytest.fixture
def applied(db) -> None:
    apply_file(bundled())


def test_it_applies_and_twice_is_no_change(db) -> None:
    difference = apply_file(bundled())
    assert difference.counts["made"] == len(difference.made) > 400
    again = apply_file(bundled())
    assert again.counts == dict.fromkeys(again.counts, 0)


def test_every_text_is_in_both_languages(blueprint) -> None:
    # A field left out on purpose is left out in both: load() refuses one without the other.
    assert blueprint.items
    for item in blueprint.items:
        columns = item.section.columns.values()
        for column in (c for c in columns if isinstance(c.model_field, LocalizedField)):
            name = column.spec.name
            given = {leaf for leaf in item.values if leaf.startswith(f"{name}.")}
            assert given in (set(), {f"{name}.it", f"{name}.en"}), f"{item.address}.{name}"


def test_what_a_page_shows_is_never_left_out(blueprint) -> None:
    for item in blueprint.items:
        kind = item.section.name
        if kind in ("meetings", "process"):
            assert "summary.en" in item.values, item.address
        if kind == "stages":
            assert {"description.it", "what_is_open.it"} <= set(item.values), item.address
        if kind == "sections":
            assert "text.it" in item.values, item.address


@pytest.mark.usefixtures("applied")
def test_the_territory_has_312_municipalities_in_11_zones_as_published() -> None:
    assert Municipality.objects.count() == 312
    zones = Zone.objects.all()
    assert [zone.number for zone in zones] == list(range(1, 12))
    counts = [zone.memberships.filter(until=None).count() for zone in zones]
    assert counts == PER_ZONE
    assert all(zone.source for zone in zones)
    assert not Municipality.objects.filter(latitude=None).exists()


@pytest.mark.usefixtures("applied")
def test_what_is_derived_is_said_of_zones_and_of_their_municipalities_alike() -> None:
    derived = set(Zone.objects.filter(is_derived=True).values_list("number", flat=True))
    assert derived == {2, 6, 7, 9}
    flagged = Membership.objects.filter(is_derived=True).values_list("zone__number", flat=True)
    assert set(flagged) == derived
    assert len(flagged) == 148


@pytest.mark.skipif(not DATA.exists(), reason=NOT_HERE)
@pytest.mark.usefixtures("applied")
def test_the_municipalities_are_those_of_the_source() -> None:
    path = DATA / "territory" / "torino_municipalities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = {
        row["istat"]: (
            row["comune"],
            int(row["popolazione_2021"]),
            int(row["zona_omogenea"]),
            row["zona_confidence"] == "derived",
            float(row["lat"]),
            float(row["lon"]),
        )
        for row in rows
    }
    memberships = Membership.objects.select_related("municipality", "zone")
    found = {
        m.municipality.istat: (
            m.municipality.name,
            m.municipality.population,
            m.zone.number,
            m.is_derived,
            m.municipality.latitude,
            m.municipality.longitude,
        )
        for m in memberships
    }
    assert found == expected


@pytest.mark.usefixtures("applied")
def test_the_plan_in_force_has_six_axes_and_only_names_that_are_confirmed() -> None:
    plan = Plan.objects.get(state=Plan.State.IN_FORCE)
    assert plan.title["it"] == "Torino Metropoli Aumentata"
    assert (plan.stated_strategies, plan.stated_actions) == (24, 111)
    assert [axis.number for axis in Axis.objects.filter(plan=plan)] == [1, 2, 3, 4, 5, 6]
    numbers = [f"{s.axis.number}.{s.number}" for s in Strategy.objects.select_related("axis")]
    assert numbers == ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "3.1", "5.1"]
    assert Action.objects.count() == 6


@pytest.mark.usefixtures("applied")
def test_the_plan_to_write_has_no_axes_of_its_own() -> None:
    process = Process.objects.select_related("plan_in_force", "plan_to_write").get()
    assert process.plan_to_write.state == Plan.State.TO_WRITE
    assert not Axis.objects.filter(plan=process.plan_to_write).exists()
    assert process.plan_in_force.state == Plan.State.IN_FORCE


@pytest.mark.usefixtures("applied")
def test_the_speakers_are_the_three_of_the_invitation_in_its_roles() -> None:
    delegate = (
        "delegata a Sviluppo economico, Attività produttive, Turismo e Pianificazione strategica"
    )
    meeting = Meeting.objects.get(slug="lancio")
    assert [(s.name, s.role["it"]) for s in meeting.announced_speakers] == [
        ("Stefano Lo Russo", "Sindaco metropolitano"),
        ("Sonia Cambursano", f"Consigliera metropolitana ({delegate})"),
        ("Matteo Barbero", "Dirigente del Dipartimento Sviluppo Economico"),
    ]
    assert {speaker.meeting.slug for speaker in Speaker.objects.all()} == {"lancio"}


@pytest.mark.usefixtures("applied")
def test_what_the_invitation_does_not_say_of_the_evening_is_marked_as_an_example() -> None:
    meeting = Meeting.objects.get(slug="lancio")
    assert all(sitting.hours_are_example for sitting in meeting.sittings.all())
    lines = lines_of(meeting)
    told = [
        (line.key, f"{timezone.localtime(line.starts_at):%H:%M}", line.minutes) for line in lines
    ]
    assert told == [
        ("linee-di-indirizzo", "16:00", 20),
        ("progettualita", "16:20", 20),
        ("tappe", "16:40", 15),
        ("tavola-rotonda/asse-1", "16:55", 8),
        ("tavola-rotonda/asse-2", "17:03", 8),
        ("tavola-rotonda/asse-3", "17:11", 8),
        ("tavola-rotonda/asse-4", "17:19", 8),
        ("tavola-rotonda/asse-5", "17:27", 8),
        ("tavola-rotonda/asse-6", "17:35", 8),
        ("plenaria", "17:45", 45),
    ]
    voices = [line.speakers for line in lines if line.item]
    assert [len(each) for each in voices] == [1] * 6
    assert all(speaker.is_example and "(esempio)" in speaker.name for [speaker] in voices)
    [moderator] = {line.moderator for line in lines if line.item}
    assert moderator.is_example
    assert "(esempio)" in moderator.name
    assert not any(line.moderator for line in lines if not line.item)


@pytest.mark.usefixtures("applied")
def test_the_meeting_of_27_september_is_as_announced() -> None:
    meeting = Meeting.objects.get(slug="lancio")
    assert meeting.kind["it"] == "Primo incontro pubblico"
    assert (meeting.starts_at, meeting.ends_at) == (
        moment("2023-09-27 16:00"),
        moment("2023-09-27 18:30"),
    )
    assert (meeting.in_person, meeting.online, meeting.state) == (True, True, "published")
    venue = Venue.objects.get(meeting=meeting)
    assert (venue.room["it"], venue.address, venue.city) == (
        "sala Auditorium",
        "Corso Inghilterra 7",
        "Torino",
    )
    sittings = [(sitting.part, sitting.kind) for sitting in meeting.sittings.all()]
    assert sittings == [
        (1, "presentation"),
        (1, "presentation"),
        (1, "presentation"),
        (2, "round_table"),
        (2, "plenary"),
    ]
    round_table = meeting.sittings.get(kind="round_table")
    assert [item.axis.number for item in round_table.items.all()] == [1, 2, 3, 4, 5, 6]
    assert [item.title for item in round_table.items.all()] == [
        item.axis.name for item in round_table.items.all()
    ]


@pytest.mark.skipif(not DATA.exists(), reason=NOT_HERE)
@pytest.mark.usefixtures("applied")
def test_its_words_are_those_of_the_invitation() -> None:
    path = DATA / "psm" / "announcement.it.txt"
    invitation = " ".join(path.read_text(encoding="utf-8").replace("**", "").lower().split())
    meeting = Meeting.objects.get(slug="lancio")
    titles = [sitting.title["it"] for sitting in meeting.sittings.exclude(kind="round_table")]
    words = [meeting.title["it"], meeting.summary["it"], str(meeting.kind), *titles]
    words += [speaker.name for speaker in meeting.announced_speakers]
    words += [
        part for s in meeting.announced_speakers for part in re.split(r" \(|\)", s.role["it"])
    ]
    # "a presentare le linee", "della sede": the article joins what stands before.
    for text in words:
        said = re.sub(r"^(le|una|discussione in) ", "", text.lower()).rstrip(".")
        assert said in invitation, text


@pytest.mark.usefixtures("applied")
def test_capacities_that_no_source_gives_are_marked_as_examples() -> None:
    assert Hall.objects.count() == 8
    assert not Hall.objects.filter(capacity_is_example=False).exists()
    assert not SeatPool.objects.filter(capacity_is_example=False).exists()
    for hall in Hall.objects.all():
        assert SeatPool.objects.get(venue=hall.venue).capacity <= hall.safety_capacity


@pytest.mark.usefixtures("applied")
def test_5_december_is_held_at_six_venues_and_in_person_only() -> None:
    meeting = Meeting.objects.get(slug="dalle-strategie-alle-azioni")
    towns = ["Torino", "Pinerolo", "Condove", "Ciriè", "Strambino", "Riva presso Chieri"]
    assert [venue.city for venue in meeting.venues.all()] == towns
    assert not meeting.online
    assert meeting.sittings.filter(kind="work_tables").exists()


@pytest.mark.usefixtures("applied")
def test_the_slip_of_the_adoption_is_told_with_the_reason_that_is_not_known(clock) -> None:
    stage = Stage.objects.get(key="adozione")
    assert stage.planned_end == date(2023, 12, 31)
    revised, actual = stage.changes.all()
    assert revised.kind == "revised"
    assert (actual.kind, actual.start, actual.end) == (
        "actual",
        date(2024, 7, 19),
        date(2024, 7, 19),
    )
    for change in (revised, actual):
        assert "non è stato pubblicato nelle fonti consultate" in change.reason["it"]
        assert change.known_on
    assert not Stage.objects.exclude(closed_at=None).exists()


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2023-09-06 09:00", "done coming next next next next next"),
        ("2023-09-27 15:45", "done now next next next next next"),
        ("2023-09-28 09:00", "done done coming next next next next"),
        ("2024-02-01 09:00", "done done done done now now next"),
        ("2024-07-20 09:00", "done done done done done done next"),
    ],
)
@pytest.mark.usefixtures("applied")
def test_each_day_shows_where_the_process_was(clock, day, states) -> None:
    clock.to(day)
    progress = [today.progress for today in stages_today(Process.objects.get())]
    assert progress == [Progress(state) for state in states.split()]


@pytest.mark.usefixtures("applied")
def test_the_guidelines_are_marked_as_an_example_and_of_a_month() -> None:
    guideline = Guideline.objects.get()
    assert guideline.is_example
    assert guideline.summary["it"].startswith("Testo d'esempio, non l'atto.")
    assert (guideline.adopted_on, guideline.date_is_month) == (date(2023, 5, 1), True)
    assert guideline.sections.count() == 5


def test_no_address_or_telephone_of_anybody_is_in_the_file() -> None:
    text = bundled().read_text(encoding="utf-8")
    assert set(re.findall(r"[\w.+-]+@([\w.-]+\w)", text)) == {"example.org"}
    assert not re.search(r"\+39|\btel\b|telefono:|phone:", text)


@pytest.mark.usefixtures("applied")
def test_contacts_that_no_source_gives_are_empty_or_marked_as_examples() -> None:
    body = Body.objects.get()
    assert (body.email, body.phone) == ("", "")
    assert "ESEMPIO" in body.privacy_contact
    assert "ESEMPIO" in body.data_protection_officer
