"""The plans at the desk: one page as a tree, each part added, changed, moved, taken away."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from arengo.core.pointing import relations_to
from arengo.people.models import User
from arengo.plan.models import Action, Axis, Plan, Strategy
from arengo.plan.queries import PARTS
from arengo.process.models import Process, Stage, StageChange
from arengo.territory.models import Municipality, Zone
from arengo.web.desk import holders
from tests.factories import make_meeting, make_process
from tests.projects.portfolio import make_project
from tests.registrations.acts import take_part
from tests.web.desk.editors import errors, filled, send, signed_in
from tests.web.desk.test_registrations import CountQueries

pytestmark = pytest.mark.django_db
TREE = "/ufficio/piani/vigente/"


@pytest.fixture
def dario(db) -> Client:
    make_process()
    return signed_in()


def axis(number: int = 1) -> Axis:
    return Axis.objects.get(plan__key="vigente", number=number)


def add_strategy(dario: Client, number: int = 1, name: str = "Una strategia") -> Strategy:
    send(dario, "strategy-new", "vigente", axis(number).pk, name_it=name)
    return Strategy.objects.order_by("-pk").first()


def add_action(dario: Client, of: Strategy, name: str = "Un'azione") -> Action:
    send(dario, "action-new", "vigente", of.pk, name_it=name)
    return Action.objects.order_by("-pk").first()


def tree(dario: Client) -> str:
    """The page of the plan, once what was told of the last act is read."""
    dario.get(TREE)
    return dario.get(TREE).content.decode()


def test_a_plan_is_made_and_the_process_shows_it(dario, client) -> None:
    answer = send(
        dario, "plan-new", title_it="Piano 2027-2029", first_year="2027", last_year="2029"
    )
    assert answer["Location"] == "/ufficio/piani/piano-2027-2029/"
    plan = Plan.objects.get(key="piano-2027-2029")
    send(dario, "process-edit", plan_to_write=plan.pk)
    assert "il percorso lo scrive" in dario.get("/ufficio/piani/").content.decode()
    assert client.get("/piano/piano-2027-2029/").status_code == 200


def test_the_list_says_when_the_process_shows_none_of_them(dario) -> None:
    assert "il sito non lo mostra" not in dario.get("/ufficio/piani/").content.decode()
    Process.objects.update(plan_in_force=None)
    assert "il sito non lo mostra" in dario.get("/ufficio/piani/").content.decode()


def test_years_the_wrong_way_round_stand_beside_their_field(dario) -> None:
    answer = send(dario, "plan-new", title_it="Piano", first_year="2029", last_year="2027")
    assert list(errors(answer)) == ["last_year"]
    assert 'value="2029"' in answer.content.decode()


def test_the_tree_shows_axes_strategies_and_actions_and_everybody_reads_them(dario, client) -> None:
    add_action(dario, add_strategy(dario, 2, "Reti veloci"), "Fibra nelle valli")
    page = tree(dario)
    assert page.index("Asse 2") < page.index("Reti veloci") < page.index("Fibra nelle valli")
    cache.clear()
    public = client.get("/piano/vigente/").content.decode()
    assert "2.1.1</span> Fibra nelle valli" in public
    assert "Testi aggiornati" in public


def test_a_number_that_is_taken_is_told_with_the_name_of_who_has_it(dario) -> None:
    answer = send(dario, "axis-new", "vigente", number="1", name_it="Un altro")
    assert errors(answer) == {"number": ["Il numero 1 ce l'ha già «Asse 1»: scegline un altro."]}
    assert "Un altro" in answer.content.decode()


def test_parts_are_moved_with_a_button_and_change_numbers(dario) -> None:
    first, second = add_strategy(dario, 1, "Prima"), add_strategy(dario, 1, "Seconda")
    answer = dario.post(reverse("desk:strategy-move", args=["vigente", second.pk, "su"]))
    assert answer["Location"] == f"{TREE}#asse-{axis().pk}"
    assert tree(dario).index("Seconda") < tree(dario).index("Prima")
    first.refresh_from_db()
    assert first.number == 2


@pytest.mark.parametrize("what", ["axis", "strategy", "action"])
def test_a_part_is_changed_and_taken_away_after_it_was_asked(dario, what) -> None:
    strategy = add_strategy(dario)
    part = {"axis": axis(), "strategy": strategy, "action": add_action(dario, strategy)}[what]
    model = type(part)
    send(dario, what, "vigente", part.pk, name_it="Un nome nuovo")
    assert str(model.objects.get(pk=part.pk).name) == "Un nome nuovo"
    url = reverse(f"desk:{what}-remove", args=["vigente", part.pk])
    assert "Un nome nuovo" in dario.get(url).content.decode()
    assert model.objects.filter(pk=part.pk).exists()
    dario.post(url)
    assert not model.objects.filter(pk=part.pk).exists()


def test_a_strategy_passes_to_another_axis(dario) -> None:
    strategy = add_strategy(dario)
    send(dario, "strategy", "vigente", strategy.pk, axis=str(axis(3).pk))
    strategy.refresh_from_db()
    assert strategy.axis == axis(3)


def test_what_is_named_is_not_taken_away_and_the_page_says_by_what(dario) -> None:
    make_project("ponte", axis=1)
    make_project("strada", axis=1)
    take_part(make_meeting(), "Ada Rossi").axes.add(axis())
    url = reverse("desk:axis-remove", args=["vigente", axis().pk])
    page = dario.get(url).content.decode()
    assert "2 progetti e 1 iscrizione" in page
    assert "btn-danger" not in page
    refused = dario.post(url)
    assert "2 progetti e 1 iscrizione" in str(refused.context["form"].non_field_errors())
    assert axis().pk


def test_the_plan_in_force_is_not_taken_away(dario) -> None:
    url = reverse("desk:plan-remove", args=["vigente"])
    assert "finché qualcosa lo nomina: il percorso." in dario.get(url).content.decode()
    dario.post(url)
    assert Plan.objects.filter(key="vigente").exists()


def test_the_next_plan_begins_as_a_copy(dario) -> None:
    page = dario.get(reverse("desk:plan-copy", args=["vigente"]))
    assert [page.context["form"][name].value() for name in ("first_year", "last_year")] == [
        *(2024, 2026),
    ]
    answer = send(dario, "plan-copy", "vigente", title_it="Piano 2024-2026", depth="axes")
    assert Plan.objects.get(key="piano-2024-2026").axes.count() == 6
    assert "Asse 6" in dario.get(answer["Location"]).content.decode()


def test_an_empty_plan_takes_the_axes_of_another_once(dario) -> None:
    send(dario, "plan-new", title_it="Nuovo piano", first_year="2027", last_year="2029")
    key = Plan.objects.get(state="to_write").key
    assert "Parti dagli assi di un altro piano" in dario.get(f"/ufficio/piani/{key}/").content.decode()  # fmt: skip
    source = str(Plan.objects.get(key="vigente").pk)
    send(dario, "plan-begin", key, source=source, depth="everything")
    assert Axis.objects.filter(plan__key=key).count() == 6
    again = send(dario, "plan-begin", key, source=source, depth="axes")
    assert "ha già i suoi assi" in str(again.context["form"].non_field_errors())


def test_two_officials_do_not_write_over_each_other(dario) -> None:
    url = reverse("desk:axis", args=["vigente", axis().pk])
    mine = {**filled(dario, url), "name_it": "Di Dario"}
    send(signed_in(name="Carla"), "axis", "vigente", axis().pk, name_it="Di Carla")
    answer = dario.post(url, mine)
    assert [(d.theirs, d.mine) for d in answer.context["form"].differences] == [
        ("Di Carla", "Di Dario")
    ]
    assert str(axis().name) == "Di Carla"


def test_a_part_that_somebody_took_away_is_not_found(dario) -> None:
    strategy = add_strategy(dario)
    other = reverse("desk:strategy", args=["vigente", strategy.pk])
    dario.post(reverse("desk:strategy-remove", args=["vigente", strategy.pk]))
    assert dario.post(other, {"name_it": "X"}).status_code == 404
    assert dario.get("/ufficio/piani/nessuno/").status_code == 404


def queries_of(dario: Client, url: str) -> int:
    """How many queries a page asks, once the frame is kept and what was told is read."""
    dario.get(url)
    with CountQueries() as counted:
        dario.get(url)
    return counted.number


def test_the_tree_costs_the_same_queries_whatever_it_holds(dario) -> None:
    add_action(dario, add_strategy(dario))
    one = queries_of(dario, TREE)
    for number in (1, 2, 3):
        add_action(dario, add_strategy(dario, number))
    assert queries_of(dario, TREE) == one


def test_the_list_costs_the_same_queries_whatever_it_holds(dario) -> None:
    one = queries_of(dario, "/ufficio/piani/")
    for _time in range(2):
        send(dario, "plan-copy", "vigente", title_it="Ancora", depth="axes")
    assert queries_of(dario, "/ufficio/piani/") == one


def test_who_only_looks_does_not_write_plans(dario) -> None:
    viewer = signed_in(User.Role.VIEWER, "Bruno")
    assert viewer.get(TREE).status_code == 403
    url = reverse("desk:axis-move", args=["vigente", axis(2).pk, "su"])
    assert viewer.post(url).status_code == 403
    assert str(axis().name) == "Asse 1"


def test_whatever_names_a_thing_that_is_taken_away_has_words() -> None:
    models = [Plan, Axis, Strategy, Action, Zone, Stage, Municipality]
    # What goes with it.
    parts = {*PARTS, StageChange, Municipality}
    naming = {r.related_model for model in models for r in relations_to(model)} - parts
    assert {model._meta.label for model in naming} == set(holders.WORDS)
    told = holders.sentence(dict.fromkeys(holders.WORDS, 2))
    assert len(re.findall(r"\b2\b", told)) == len(holders.WORDS)
