"""Who names a row: counted once for each model, whatever the way in which it names it."""

import pytest

from arengo.core.pointing import holders, relations_to
from arengo.plan.models import Action, Axis, Strategy
from tests.factories import make_meeting, make_process
from tests.projects.portfolio import make_project
from tests.registrations.acts import take_part

pytestmark = pytest.mark.django_db


def test_what_nothing_names_has_no_holders() -> None:
    make_process()
    assert holders([Axis.objects.get(number=6)]) == {}
    assert holders([]) == {}


def test_each_model_is_counted_once_by_its_label_also_through_lists() -> None:
    axis = make_process().plan_in_force.axes.get(number=2)
    make_project("ponte", axis=2)
    make_project("strada", axis=2)
    take_part(make_meeting(), "Ada Rossi").axes.add(axis)
    Strategy.objects.create(axis=axis, number=1, name="Una")
    assert holders([axis], apart_from=[Strategy]) == {
        "projects.Project": 2,
        "registrations.Registration": 1,
    }


def test_who_names_two_of_them_is_one() -> None:
    plan = make_process().plan_in_force
    axes = list(plan.axes.all())
    take_part(make_meeting(), "Ada Rossi").axes.set(axes)
    assert holders(axes) == {"registrations.Registration": 1}


def test_a_row_without_relations_to_it_is_named_by_nobody() -> None:
    assert relations_to(Action) == []
