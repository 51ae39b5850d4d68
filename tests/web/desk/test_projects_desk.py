"""The projects at the desk: searched, filtered, and written one at a time."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from arengo.people.models import User
from arengo.plan.models import Axis
from arengo.projects.models import Project
from arengo.projects.operations import PROJECT_FIELDS
from arengo.territory import operations as territory
from arengo.web.desk.forms.projects import EurosField
from tests.factories import make_municipality, make_process
from tests.projects.portfolio import make_project
from tests.web.desk.editors import errors, filled, send, signed_in
from tests.web.desk.test_plans_desk import queries_of

pytestmark = pytest.mark.django_db
LIST = "/ufficio/progetti/"


@pytest.fixture
def dario(db) -> Client:
    make_process()
    return signed_in()


def titles(client: Client, query: str = "") -> list[str]:
    return [str(each.title) for each in client.get(f"{LIST}{query}").context["page"]]


def test_an_empty_list_says_how_to_begin(dario) -> None:
    assert "Nessun progetto ancora" in dario.get(LIST).content.decode()


def test_projects_are_searched_and_filtered_by_links(dario) -> None:
    balme = make_municipality()
    make_project("ponte", axis=1, status="done", cost=Decimal(10), municipalities=[balme])
    make_project("strada", axis=2, status="planned", cost=Decimal(5))
    make_project("scuola")
    assert titles(dario) == ["Progetto ponte", "Progetto strada", "Progetto scuola"]
    assert titles(dario, "?q=SCUOLA") == ["Progetto scuola"]
    assert titles(dario, "?stato=planned") == ["Progetto strada"]
    assert titles(dario, "?asse=1") == ["Progetto ponte"]
    assert titles(dario, "?asse=0") == ["Progetto scuola"]
    assert titles(dario, "?zona=valli-di-lanzo") == ["Progetto ponte"]
    assert titles(dario, "?comune=balme&stato=done") == ["Progetto ponte"]
    assert titles(dario, "?stato=planned&asse=1") == []
    assert "Nessun progetto corrisponde" in dario.get(f"{LIST}?q=xyz").content.decode()
    assert len(titles(dario, "?asse=nessuno&stato=boh")) == 3


def test_the_list_costs_the_same_queries_whatever_it_holds(dario) -> None:
    make_project("ponte", axis=1, municipalities=[make_municipality()])
    one = queries_of(dario, LIST)
    for slug in ("strada", "scuola"):
        make_project(slug, axis=1, municipalities=[make_municipality()])
    assert queries_of(dario, LIST) == one


def test_a_project_is_made_and_everybody_reads_it(dario, client) -> None:
    balme = make_municipality()
    answer = send(
        dario,
        "project-new",
        title_it="Una scuola nuova",
        owner="Comune di Balme",
        cost="1.250.000,50",
        axis=str(Axis.objects.get(number=2).pk),
        municipalities=[str(balme.pk)],
    )
    project = Project.objects.get()
    assert answer["Location"] == f"{LIST}{project.slug}/"
    assert (project.cost, project.axis.number, project.status) == (
        *(Decimal("1250000.50"), 2, "not_stated"),
    )
    cache.clear()
    page = client.get(f"/progetti/{project.slug}/").content.decode()
    assert "Una scuola nuova" in page
    assert "Balme" in page


def test_what_is_not_touched_stays_as_it_was(dario) -> None:
    written = [name for name in PROJECT_FIELDS if name != "municipalities"]
    make_project("ponte", axis=1, cost=Decimal("10.50"), municipalities=[make_municipality()])
    before = Project.objects.values(*written).get()
    send(dario, "project", "ponte")
    assert Project.objects.values(*written).get() == before
    assert "10,50" in dario.get(f"{LIST}ponte/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("title_it", ""), ("cup", "C81F"), ("cost", "tanti"), ("cost", "-5"), ("source_date", "ieri")],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(dario, field, value) -> None:
    typed = {"title_it": "Una scuola", "owner": "Comune di Balme", field: value}
    answer = send(dario, "project-new", **typed)
    assert answer.status_code == 422
    assert list(errors(answer)) == [field.removesuffix("_it")]
    page = answer.content.decode()
    assert 'value="Comune di Balme"' in page
    assert f'value="{value}"' in page or not value
    assert not Project.objects.exists()


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.250.000,50", "1250000.50"),
        ("1,250,000.50", "1250000.50"),
        ("1250000.5", "1250000.50"),
        ("1.250", "1250"),
        ("1,250", "1250"),
        ("€ 1.250.000", "1250000"),
        ("12,5", "12.50"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_however_it_is_written(language, typed, amount) -> None:
    with translation.override(language):
        assert EurosField(required=False).clean(typed) == Decimal(amount)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("amount", ["0.00", "10.50", "1250.00", "1250000.05"])
def test_an_amount_that_is_shown_is_read_back_as_it_was(language, amount) -> None:
    field = EurosField(required=False)
    with translation.override(language):
        assert field.clean(field.prepare_value(Decimal(amount))) == Decimal(amount)
    assert field.clean("") is None


def test_municipalities_are_chosen_by_zone_and_who_closed_is_there_only_where_it_was(dario) -> None:
    balme, ala = make_municipality(), make_municipality("Ala", "001003")
    make_project("ponte", municipalities=[balme])
    for town in (balme, ala):
        territory.close_municipality(municipality=town, on=date(2023, 9, 1), by="staff:1")
    make_municipality("Lanzo", "001129")

    def groups(url: str) -> dict[str, list[str]]:
        form = dario.get(url).context["form"]
        return {zone: [box.choice_label for box in boxes] for zone, _n, boxes in form.places()}

    assert groups(f"{LIST}ponte/") == {
        "7. Ciriacese-Valli di Lanzo": ["Lanzo"],
        "Non ci sono più": ["Balme"],
    }
    assert groups(f"{LIST}nuovo/") == {"7. Ciriacese-Valli di Lanzo": ["Lanzo"]}


def test_two_officials_do_not_write_over_each_other(dario) -> None:
    make_project("ponte")
    url = f"{LIST}ponte/"
    mine = {**filled(dario, url), "owner": "Di Dario"}
    send(signed_in(name="Carla"), "project", "ponte", owner="Di Carla")
    answer = dario.post(url, mine)
    assert [(d.theirs, d.mine) for d in answer.context["form"].differences] == [
        ("Di Carla", "Di Dario")
    ]
    assert Project.objects.get().owner == "Di Carla"


def test_a_project_is_taken_out_after_it_was_asked(dario) -> None:
    make_project("ponte")
    url = reverse("desk:project-remove", args=["ponte"])
    dario.get(url)
    assert Project.objects.exists()
    assert dario.post(url)["Location"] == LIST
    assert not Project.objects.exists()
    assert dario.post(url).status_code == 404


def test_who_only_looks_reads_the_list_and_writes_nothing(dario) -> None:
    make_project("ponte")
    viewer = signed_in(User.Role.VIEWER, "Bruno")
    page = viewer.get(LIST).content.decode()
    assert "Progetto ponte" in page
    assert f"{LIST}ponte/" not in page
    assert viewer.get(f"{LIST}ponte/").status_code == 403
