import pytest
from django.test import Client

from arengo.plan.models import Plan
from tests.web.public.reading import add_plan, read

pytestmark = pytest.mark.django_db

PAGE = "/piano/vigente/"


def test_strategies_and_actions_carry_their_numbers(client: Client):
    add_plan(strategies=2, actions=2)
    page = read(client, PAGE)
    assert "1.2 Strategia 2" in page
    assert "1.2.1 Azione 1" in page


def test_every_axis_has_number_name_icon_and_colour_together(client: Client):
    add_plan()
    page = client.get(PAGE).content.decode()
    for number in range(1, 7):
        assert f'id="asse-{number}" class="plan-axis axis-{number}"' in page
        assert f'<span class="visually-hidden">Asse </span>{number}</span>' in page
    assert page.count('<span class="axis-badge"><svg class="icon') == 12


def test_a_partial_list_says_so_and_what_the_owner_states(client: Client):
    add_plan(strategies=2, actions=1, stated_strategies=24, stated_actions=111)
    page = read(client, PAGE)
    assert "Strategie 24" in page
    assert "Azioni 111" in page
    assert "L'elenco che segue è parziale" in page
    assert "qui ci sono 2 strategie e 2 azioni" in page


def test_a_complete_list_does_not(client: Client):
    add_plan(strategies=2, actions=1, stated_strategies=2, stated_actions=2)
    assert "parziale" not in read(client, PAGE)


def test_a_plan_to_write_has_no_axes_of_its_own_yet(client: Client):
    Plan.objects.create(
        key="nuovo",
        title="Il nuovo piano",
        first_year=2024,
        last_year=2026,
        state=Plan.State.TO_WRITE,
    )
    assert "gli assi nasceranno dalla discussione" in read(client, "/piano/nuovo/")


def test_a_plan_that_does_not_exist_is_not_found(client: Client):
    read(client, PAGE, status=404)


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_asks_the_database_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries, count: int
):
    add_plan(strategies=count, actions=count)
    with django_assert_num_queries(6):
        client.get(PAGE)
