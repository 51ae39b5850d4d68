"""Projects in the database, and what is asked of them: each counts once."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from arengo.plan.models import Axis, Plan
from arengo.projects import queries
from arengo.projects.models import Project
from arengo.projects.queries import Filters
from arengo.territory.models import Membership, Municipality, Zone
from tests.factories import make_municipality
from tests.projects.portfolio import BRIDGE, make_project, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory() -> None:
    make_territory()


def slugs(**filters) -> list[str]:
    return [project.slug for project in queries.find(Filters(**filters))]


def test_a_cup_belongs_to_one_project_and_many_may_have_none() -> None:
    make_project("uno", cup=BRIDGE)
    make_project("due")
    make_project("tre")

    with pytest.raises(IntegrityError, match=r"project_cup_is_unique|projects_project.cup"):
        make_project("quattro", cup=BRIDGE)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"cost": Decimal(-1)}, "project_money_is_not_negative"),
        ({"funding": Decimal(-1)}, "project_money_is_not_negative"),
        ({"cost": Decimal(1), "funding": Decimal(2)}, "project_funding_is_within_cost"),
    ],
)
def test_money_that_cannot_be_is_refused_by_the_database(fields, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_project("uno", **fields)
    make_project("uno", funding=Decimal(2))


def test_a_project_in_two_municipalities_of_a_zone_is_found_and_summed_once() -> None:
    places = list(Municipality.objects.all())
    make_project("ponte", cost=Decimal("10.10"), municipalities=places)
    make_project("altro", cost=Decimal("5.00"))

    assert slugs(zone="valli-di-lanzo") == ["ponte"]
    totals = queries.totals(queries.find(Filters(zone="valli-di-lanzo")))
    assert (totals.projects, totals.cost) == (1, Decimal("10.10"))
    assert queries.zone_counts(Filters())[0][1] == 1
    assert [place.projects for place in queries.municipality_counts(Filters())] == [1, 1, 1]


def test_a_municipality_that_left_a_zone_is_no_longer_counted_there() -> None:
    balme = Municipality.objects.get(name="Balme")
    new = Zone.objects.create(number=6, name="Valli di Susa", slug="susa")
    old = Membership.objects.get(municipality=balme)
    old.until = "2023-01-01"
    old.save()
    Membership.objects.create(municipality=balme, zone=new, since="2023-01-01")
    make_project("ponte", municipalities=[balme])

    assert (slugs(zone="valli-di-lanzo"), slugs(zone="susa")) == ([], ["ponte"])
    assert [number for _zone, number in queries.zone_counts(Filters())] == [1, 0]


def test_a_municipality_without_a_zone_is_in_none() -> None:
    Membership.objects.all().delete()
    make_project("ponte", municipalities=[make_municipality()])

    assert [number for _zone, number in queries.zone_counts(Filters())] == [0]
    assert queries.municipalities_by_zone(queries.every_municipality()) == []


def test_filters_narrow_together_and_a_search_ignores_accents_and_order() -> None:
    make_project("a", axis=1, status="done", title="Città in rete", owner="Comune di Agliè")
    make_project("b", axis=1, status="planned", title="Rete di sentieri")
    make_project("c", title="Altro")

    assert slugs(axis=1) == ["a", "b"]
    assert slugs(axis=0) == ["c"]
    assert slugs(axis=1, status="planned") == ["b"]
    assert slugs(text="RETE citta") == ["a"]
    assert slugs(text="aglie") == ["a"]
    assert slugs(text="rete%") == ["a", "b"]
    assert slugs(text="niente") == []


def test_the_most_expensive_come_first_and_unknown_costs_last() -> None:
    make_project("a", cost=None)
    make_project("b", cost=Decimal(5))
    make_project("c", cost=Decimal(50))

    assert slugs() == ["c", "b", "a"]


def test_counts_by_axis_and_status_do_not_follow_their_own_filter() -> None:
    make_project("a", axis=1, status="done")
    make_project("b", axis=2, status="done")
    make_project("c", status="planned")

    assert queries.axis_counts(Filters(axis=1, status="done")) == {1: 1, 2: 1}
    assert queries.axis_counts(Filters()) == {1: 1, 2: 1, 0: 1}
    assert queries.status_counts(Filters(axis=1, status="planned")) == {"done": 1}


def test_figures_by_axis_leave_out_axes_without_projects() -> None:
    make_project("a", axis=2, status="done", cost=Decimal("1.10"), funding=Decimal("0.10"))
    make_project("b", axis=2, status="planned", cost=Decimal("2.20"))
    make_project("c")

    green, none = queries.axis_figures(queries.plan_of_projects())

    assert (green.axis.number, green.projects) == (2, 2)
    assert green.by_status == {"done": 1, "planned": 1}
    assert (green.cost, green.funding) == (Decimal("3.30"), Decimal("0.10"))
    assert (none.axis, none.projects) == (None, 1)


def test_the_plan_of_the_projects_is_that_which_they_name() -> None:
    in_force = Plan.objects.get(state=Plan.State.IN_FORCE)
    old = Plan.objects.create(
        key="vecchio", title="Vecchio", first_year=2018, last_year=2020, state=Plan.State.CLOSED
    )
    assert queries.plan_of_projects() == in_force

    make_project("a", axis=Axis.objects.create(plan=old, number=1, name="Uno"))
    assert queries.plan_of_projects() == old

    make_project("b", axis=1)
    assert queries.plan_of_projects() == in_force


def test_shares_by_measure_are_in_order_of_money() -> None:
    make_project("a", programme="Scuole", cost=Decimal(5))
    make_project("b", programme="Ponti", cost=Decimal(7))
    make_project("c", programme="Scuole", cost=Decimal(1))

    shares = queries.by_programme(queries.find(Filters()))

    assert [(share.name, share.projects, share.cost) for share in shares] == [
        ("Ponti", 1, Decimal(7)),
        ("Scuole", 2, Decimal(6)),
    ]


def test_each_source_is_named_once_with_its_latest_day() -> None:
    make_project("a", source="Italia Domani", source_date="2023-02-20")
    make_project("b", source="Italia Domani", source_date="2023-02-21")
    make_project("c")

    ((name, day),) = queries.sources(queries.find(Filters()))

    assert (name, day.isoformat()) == ("Italia Domani", "2023-02-21")


def test_a_status_that_nobody_stated_is_not_guessed() -> None:
    assert make_project("a").status == Project.Status.NOT_STATED
