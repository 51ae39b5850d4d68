"""The verbs of a plan: numbers stand once, what is named stays, a copy begins the next plan."""

import pytest
from django.db import IntegrityError, transaction

from arengo.core.editing import ChangedMeanwhile, FieldRefused, GoneMeanwhile, version_of
from arengo.core.ledger.models import Entry
from arengo.core.pointing import StillNamed
from arengo.meetings.models import AgendaItem, Sitting
from arengo.plan import operations, queries
from arengo.plan.models import Action, Axis, Plan, Strategy
from tests.factories import make_meeting, make_process
from tests.projects.portfolio import make_project
from tests.registrations.acts import take_part

pytestmark = pytest.mark.django_db
DARIO = "staff:7"
NEXT = {"title": {"it": "Piano nuovo", "en": "New plan"}, "first_year": 2024, "last_year": 2026}


@pytest.fixture
def plan() -> Plan:
    """The plan in force, with six axes."""
    return make_process().plan_in_force


def axis(plan: Plan, number: int = 1) -> Axis:
    return plan.axes.get(number=number)


def strategy(of: Axis, name: str = "Una strategia", **more) -> Strategy:
    return operations.save_strategy(axis=of, values={"name": name, **more}, by=DARIO)


def action(of: Strategy, name: str = "Un'azione", **more) -> Action:
    return operations.save_action(strategy=of, values={"name": name, **more}, by=DARIO)


def kinds() -> list[str]:
    return list(Entry.objects.order_by("recorded_at").values_list("kind", flat=True))


# The plan


def test_a_plan_is_written_and_keeps_its_address(plan) -> None:
    made = operations.save_plan(values=NEXT, by=DARIO)
    assert (made.key, made.state) == ("piano-nuovo-2024-2026", "to_write")
    operations.save_plan(plan=made, values={"title": {"it": "Un altro titolo"}}, by=DARIO)
    made.refresh_from_db()
    assert (made.key, str(made.title)) == ("piano-nuovo-2024-2026", "Un altro titolo")
    assert kinds() == ["plan.saved", "plan.saved"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"first_year": None}, "first_year"),
        ({"last_year": 26}, "last_year"),
        ({"last_year": 2023}, "last_year"),
        ({"state": "wished"}, "state"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_its_field(values, field) -> None:
    with pytest.raises(FieldRefused) as refused:
        operations.save_plan(values={**NEXT, **values}, by=DARIO)
    assert refused.value.field == field
    assert not Plan.objects.exists()


def test_two_plans_are_not_put_in_force(plan) -> None:
    made = operations.save_plan(values=NEXT, by=DARIO)
    with pytest.raises(FieldRefused, match="È già vigente «Piano vigente»"):
        operations.save_plan(plan=made, values={"state": "in_force"}, by=DARIO)
    operations.save_plan(plan=plan, values={"state": "closed"}, by=DARIO)
    assert operations.save_plan(plan=made, values={"state": "in_force"}, by=DARIO).state == (
        "in_force"
    )


def test_who_saves_a_plan_over_somebody_else_is_told(plan) -> None:
    version = version_of(plan, ["subtitle"])
    operations.save_plan(plan=plan, values={"subtitle": "Di Elena"}, by="staff:8")
    with pytest.raises(ChangedMeanwhile):
        operations.save_plan(plan=plan, values={"subtitle": "Di Dario"}, version=version, by=DARIO)


def test_the_next_plan_begins_from_the_axes_of_the_one_in_force(plan) -> None:
    action(strategy(axis(plan)))
    copy = operations.copy_plan(plan=plan, by=DARIO, **NEXT)
    assert [str(each) for each in copy.axes.all()] == [str(each) for each in plan.axes.all()]
    assert (copy.state, Strategy.objects.filter(axis__plan=copy).count()) == ("to_write", 0)
    assert plan.axes.count() == 6


def test_a_plan_may_be_copied_with_all_it_holds(plan) -> None:
    action(strategy(axis(plan, 2), number=4), number=3)
    copy = operations.copy_plan(plan=plan, depth=operations.Depth.EVERYTHING, by=DARIO, **NEXT)
    row = Action.objects.get(strategy__axis__plan=copy)
    assert (row.strategy.axis.number, row.strategy.number, row.number) == (2, 4, 3)


def test_a_copy_costs_as_many_queries_whatever_it_holds(plan, django_assert_max_num_queries):
    def copied():
        operations.copy_plan(plan=plan, depth=operations.Depth.EVERYTHING, by=DARIO, **NEXT)

    action(strategy(axis(plan)))
    with django_assert_max_num_queries(14) as few:
        copied()
    for number in range(1, 7):
        for _time in range(3):
            action(strategy(axis(plan, number)))
    with django_assert_max_num_queries(len(few)):
        copied()


def test_a_plan_that_a_process_names_stays(plan) -> None:
    take_part(make_meeting(), "Ada Rossi").axes.add(axis(plan))
    with pytest.raises(StillNamed) as refused:
        operations.remove_plan(plan=plan, by=DARIO)
    assert refused.value.holders == {"process.Process": 1, "registrations.Registration": 1}
    assert Plan.objects.count() == 1


def test_a_plan_that_nothing_names_goes_with_all_it_holds(plan) -> None:
    copy = operations.copy_plan(plan=plan, by=DARIO, **NEXT)
    operations.remove_plan(plan=copy, by=DARIO)
    assert (Plan.objects.get(), Axis.objects.count()) == (plan, 6)
    assert kinds()[-1] == "plan.removed"


# Its parts


def test_parts_are_numbered_in_turn_or_as_is_said(plan) -> None:
    seventh = operations.save_axis(plan=plan, values={"name": "Settimo"}, by=DARIO)
    first, fifth = strategy(seventh), strategy(seventh, number=5)
    assert [p.number for p in (seventh, first, fifth, strategy(seventh), action(fifth))] == [
        *(7, 1, 5, 6, 1)
    ]
    assert kinds()[0] == "plan.axis_saved"


@pytest.mark.parametrize("verb", ["axis", "strategy", "action"])
def test_a_number_stands_once_and_the_sentence_says_who_has_it(plan, verb) -> None:
    of = strategy(axis(plan), "Che c'era", number=1)
    action(of, "Che c'era", number=1)
    acts = {
        "axis": lambda: operations.save_axis(
            plan=plan, values={"name": "X", "number": 1}, by=DARIO
        ),
        "strategy": lambda: strategy(axis(plan), number=1),
        "action": lambda: action(of, number=1),
    }
    name = "Asse 1" if verb == "axis" else "Che c'era"
    with pytest.raises(FieldRefused, match=f"ce l'ha già «{name}»") as refused:
        acts[verb]()
    assert refused.value.field == "number"


def test_the_database_keeps_numbers_apart(plan) -> None:
    of = strategy(axis(plan))
    action(of)
    for make in (
        lambda: Axis.objects.create(plan=plan, number=1, name="X"),
        lambda: Strategy.objects.create(axis=of.axis, number=1, name="X"),
        lambda: Action.objects.create(strategy=of, number=1, name="X"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_without_a_name_nothing_is_kept(plan) -> None:
    with pytest.raises(FieldRefused) as refused:
        strategy(axis(plan), name="")
    assert refused.value.field == "name"
    assert not Strategy.objects.exists()


def test_who_saves_a_part_over_somebody_else_is_told(plan) -> None:
    of = strategy(axis(plan))
    version = version_of(of, ["name"])
    save = operations.save_strategy
    save(axis=of.axis, strategy=of, values={"name": "Di Elena"}, by="staff:8")
    with pytest.raises(ChangedMeanwhile):
        save(axis=of.axis, strategy=of, values={"name": "Di Dario"}, version=version, by=DARIO)


@pytest.mark.parametrize(("up", "order"), [(True, [2, 1, 3]), (False, [1, 3, 2])])
def test_parts_that_change_places_change_numbers(plan, up, order) -> None:
    rows = [strategy(axis(plan), f"S{n}") for n in (1, 2, 3)]
    operations.move_part(part=rows[1], up=up, by=DARIO)
    found = axis(plan).strategies.order_by("number")
    assert [str(each.name) for each in found] == [f"S{n}" for n in order]
    assert [each.number for each in found] == [1, 2, 3]
    assert kinds()[-1] == "plan.strategy_moved"


def test_a_gap_in_the_numbers_stays_where_it_is(plan) -> None:
    first, third = strategy(axis(plan), number=1), strategy(axis(plan), number=3)
    operations.move_part(part=third, up=True, by=DARIO)
    first.refresh_from_db(), third.refresh_from_db()
    assert (third.number, first.number) == (1, 3)


def test_who_is_first_stays_first_and_no_act_is_written(plan) -> None:
    operations.move_part(part=axis(plan), up=True, by=DARIO)
    assert (axis(plan).name["it"], kinds()) == ("Asse 1", [])


def test_a_strategy_passes_to_another_axis_while_no_project_names_it(plan) -> None:
    of = strategy(axis(plan))
    save = operations.save_strategy
    save(axis=of.axis, strategy=of, values={"axis": axis(plan, 2)}, by=DARIO)
    of.refresh_from_db()
    assert of.axis.number == 2
    make_project("ponte", axis=2, strategy=of)
    with pytest.raises(FieldRefused, match="Qualche progetto la nomina") as refused:
        save(axis=of.axis, strategy=of, values={"axis": axis(plan, 3)}, by=DARIO)
    assert refused.value.field == "axis"


def test_a_part_does_not_pass_to_another_plan(plan) -> None:
    other = operations.copy_plan(plan=plan, by=DARIO, **NEXT)
    of = strategy(axis(plan))
    with pytest.raises(FieldRefused, match="di un altro piano"):
        operations.save_strategy(axis=of.axis, strategy=of, values={"axis": axis(other)}, by=DARIO)


def test_an_action_passes_to_another_strategy(plan) -> None:
    one, other = strategy(axis(plan)), strategy(axis(plan, 2))
    row = action(one)
    operations.save_action(strategy=one, action=row, values={"strategy": other}, by=DARIO)
    assert other.actions.get() == row


def test_an_axis_that_something_names_stays_and_says_what(plan) -> None:
    meeting = make_meeting()
    make_project("ponte", axis=1, strategy=strategy(axis(plan)))
    make_project("strada", axis=1)
    take_part(meeting, "Ada Rossi").axes.add(axis(plan))
    sitting = Sitting.objects.create(meeting=meeting, key="tavola", title="Tavola")
    AgendaItem.objects.create(sitting=sitting, key="asse-1", title="Asse 1", axis=axis(plan))
    with pytest.raises(StillNamed) as refused:
        operations.remove_part(part=axis(plan), by=DARIO)
    assert refused.value.holders == {
        "projects.Project": 2,
        "registrations.Registration": 1,
        "meetings.AgendaItem": 1,
    }


def test_a_part_that_nothing_names_goes_with_what_it_holds(plan) -> None:
    action(strategy(axis(plan)))
    operations.remove_part(part=axis(plan), by=DARIO)
    assert (plan.axes.count(), Strategy.objects.exists(), Action.objects.exists()) == (
        *(5, False, False),
    )
    assert Entry.objects.get(kind="plan.axis_removed").facts == {"number": 1}


def test_what_somebody_else_took_away_is_gone(plan) -> None:
    gone = axis(plan)
    operations.remove_part(part=gone, by=DARIO)
    gone.pk = 10_000
    for act in (operations.remove_part, operations.move_part):
        with pytest.raises(GoneMeanwhile):
            act(part=gone, by=DARIO, **({"up": True} if act is operations.move_part else {}))


def test_a_plan_is_read_in_four_queries(plan, django_assert_num_queries) -> None:
    for _time in range(3):
        action(strategy(axis(plan)))
    with django_assert_num_queries(4):
        tree = queries.tree("vigente")
        names = [
            a.name for x in tree.axes.all() for s in x.strategies.all() for a in s.actions.all()
        ]
    assert len(names) == 3
    counted = queries.plans().get()
    assert (counted.axes_number, counted.strategies_number, counted.actions_number) == (6, 3, 3)
