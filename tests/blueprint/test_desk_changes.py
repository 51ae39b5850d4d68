"""What the desk's verbs changed of body, plans and territory is a conflict, and stays."""

from datetime import date

import pytest

from arengo.blueprint.mistakes import FileRefused
from arengo.blueprint.operations import apply_file
from arengo.core import spreadsheets
from arengo.people.models import Body
from arengo.people.operations import save_body
from arengo.plan import operations as plans
from arengo.plan.models import Axis, Plan
from arengo.process.models import Process
from arengo.process.operations import save_process
from arengo.territory import importing, operations as territory
from arengo.territory.models import Municipality, Zone
from tests.blueprint.files import changed, write

pytestmark = pytest.mark.django_db
ELENA = "staff:1"
NEW_YEAR = date(2024, 1, 1)


@pytest.fixture
def path(tmp_path):
    path = write(tmp_path)
    apply_file(path)
    return path


def conflicts(path) -> dict[str, tuple[object, object]]:
    """(the desk's value, the file's) of each conflict; nothing is changed."""
    difference = apply_file(path)
    assert not difference.has_changes
    return {each.address: (each.old, each.new) for each in difference.conflicts}


def axis(number: int = 1) -> Axis:
    return Axis.objects.get(plan__key="vigente", number=number)


def balme() -> Municipality:
    return Municipality.objects.get(istat="001019")


def zone(number: int) -> Zone:
    return Zone.objects.get(number=number)


def test_the_body(path) -> None:
    body = Body.objects.get()
    save_body(body=body, values={"name": {"it": "Ente nuovo", "en": "Body"}}, by=ELENA)
    assert conflicts(path) == {"body.ente.name.it": ("Ente nuovo", "Ente")}
    assert Body.objects.get().name["it"] == "Ente nuovo"
    apply_file(path, overwrite=["body.ente.name"])
    assert Body.objects.get().name["it"] == "Ente"


def test_what_the_desk_adds_and_the_file_leaves_out_is_none(path) -> None:
    save_body(body=Body.objects.get(), values={"phone": "011 1"}, by=ELENA)
    assert conflicts(path) == {}
    assert Body.objects.get().phone == "011 1"


def test_the_process_and_the_plans_that_it_names(path) -> None:
    plan = Plan.objects.get()
    copy = plans.copy_plan(
        plan=plan, title={"it": "Nuovo"}, first_year=2024, last_year=2026, by=ELENA
    )
    values = {"plan_in_force": copy, "plan_to_write": None}
    save_process(process=Process.objects.get(), values=values, by=ELENA)
    assert conflicts(path) == {
        "process.percorso.plan_in_force": (f"plans.{copy.key}", "plans.vigente")
    }
    assert Process.objects.get().plan_in_force == copy


def test_a_plan_and_an_axis(path) -> None:
    plans.save_plan(plan=Plan.objects.get(), values={"state": "closed"}, by=ELENA)
    plans.save_axis(
        plan=Plan.objects.get(), axis=axis(), values={"name": {"it": "Idee", "en": "Innovation"}}, by=ELENA
    )  # fmt: skip
    assert conflicts(path) == {
        "plans.vigente.state": ("closed", "in_force"),
        "plans.vigente.axes.1.name.it": ("Idee", "Innovazione"),
    }
    assert str(axis().name) == "Idee"


def test_axes_that_changed_places(path) -> None:
    plans.save_axis(plan=Plan.objects.get(), values={"name": "Mobilità"}, by=ELENA)
    plans.move_part(part=axis(2), up=True, by=ELENA)
    assert conflicts(path)["plans.vigente.axes.1.name.it"] == ("Mobilità", "Innovazione")
    assert str(axis(2).name) == "Innovazione"


def test_an_axis_that_was_taken_away_is_not_made_again(path) -> None:
    plans.save_axis(plan=Plan.objects.get(), axis=axis(), values={"number": 5}, by=ELENA)
    difference = apply_file(path)
    gone = [item.address for item in difference.removed_at_desk]
    assert "plans.vigente.axes.1" in gone
    assert [each.number for each in Axis.objects.all()] == [5]


def test_a_zone_and_a_municipality(path) -> None:
    territory.save_zone(zone=zone(1), values={"name": "Valli di Lanzo"}, by=ELENA)
    values = {"population": 120}
    territory.save_municipality(municipality=balme(), values=values, by=ELENA)
    assert conflicts(path) == {
        "territory.zones.1.name": ("Valli di Lanzo", "Valli"),
        "territory.municipalities.001019.population": (120, 113),
    }
    assert (zone(1).name, zone(1).slug, balme().population) == ("Valli di Lanzo", "valli", 120)


def test_a_municipality_that_moved(path) -> None:
    territory.move_municipality(municipality=balme(), zone=zone(2), since=NEW_YEAR, by=ELENA)
    found = conflicts(path)
    assert found["territory.municipalities.001019.zone"] == (
        "territory.zones.2",
        "territory.zones.1",
    )
    rows = balme().memberships.order_by("pk").values_list("zone__number", "since", "until")
    assert list(rows) == [(1, None, NEW_YEAR), (2, NEW_YEAR, None)]


def test_a_municipality_that_merged(path) -> None:
    into = Municipality.objects.get(istat="001020")
    territory.close_municipality(municipality=balme(), on=NEW_YEAR, merged_into=into, by=ELENA)
    assert conflicts(path)["territory.municipalities.001019.zone"] == (None, "territory.zones.1")
    with pytest.raises(FileRefused, match="questo comune è chiuso"):
        apply_file(path, overwrite=["territory"])
    assert balme().merged_into == into
    assert not balme().memberships.filter(until=None).exists()


def test_a_sheet_of_municipalities(path) -> None:
    rows = spreadsheets.read(b"istat;abitanti\n001019;120\n").rows
    mapping = importing.guess_mapping(list(rows[0]))
    fingerprint = importing.preview(rows, mapping).fingerprint
    territory.import_municipalities(rows=rows, mapping=mapping, fingerprint=fingerprint, by=ELENA)
    assert conflicts(path) == {"territory.municipalities.001019.population": (120, 113)}


def test_a_file_that_moves_it_before_the_desk_did_is_refused_in_words(path, tmp_path) -> None:
    territory.move_municipality(municipality=balme(), zone=zone(2), since=NEW_YEAR, by=ELENA)
    earlier = changed(("zone: 1, is_derived: true", "zone: 1, since: 2023-01-01, is_derived: true"))
    with pytest.raises(FileRefused, match="«since» viene troppo presto"):
        apply_file(write(tmp_path, earlier), overwrite=["territory.*"])
    assert balme().memberships.count() == 2


@pytest.mark.parametrize("field", ["closed_on: 2024-01-01", 'merged_into: "001020"'])
def test_a_file_does_not_close_a_municipality(path, tmp_path, field) -> None:
    text = changed(("population: 113,", f"population: 113, {field},"))
    with pytest.raises(FileRefused, match="si chiude alla scrivania"):
        apply_file(write(tmp_path, text))


def test_the_next_apply_follows_the_file_where_the_desk_wrote_nothing(path, tmp_path) -> None:
    territory.save_zone(zone=zone(1), values={"name": "Valli di Lanzo"}, by=ELENA)
    newer = changed(("{number: 2, name: Piana}", "{number: 2, name: Pianura, slug: piana}"))
    difference = apply_file(write(tmp_path, newer))
    assert [each.address for each in difference.changed] == ["territory.zones.2.name"]
    assert (zone(1).name, zone(2).name) == ("Valli di Lanzo", "Pianura")
