"""One project at the desk: made, changed, taken out; money, axis and CUP hold together."""

from decimal import Decimal

import pytest

from arengo.core.editing import ChangedMeanwhile, FieldRefused, version_of
from arengo.core.ledger.models import Entry
from arengo.plan.models import Axis, Strategy
from arengo.projects import operations, queries
from arengo.projects.models import Project
from arengo.projects.operations import PROJECT_FIELDS
from arengo.projects.queries import Filters
from tests.factories import make_municipality, make_process

pytestmark = pytest.mark.django_db
DARIO = "staff:7"
CUP = "C81F22003040001"


@pytest.fixture(autouse=True)
def plan():
    return make_process().plan_in_force


def save(project: Project | None = None, **values) -> Project:
    if project is None:
        values = {"title": "Una scuola nuova", "owner": "Comune di Balme", **values}
    return operations.save_project(project=project, values=values, by=DARIO)


def axis(number: int) -> Axis:
    return Axis.objects.get(number=number)


def strategy(of: int) -> Strategy:
    return Strategy.objects.create(axis=axis(of), number=1, name="Una strategia")


def test_a_project_is_made_with_its_places_and_found_by_their_names() -> None:
    balme = make_municipality("Balmè")
    made = save(municipalities=[balme], cost=Decimal("10.50"), axis=axis(2))
    assert (made.slug, list(made.municipalities.all())) == (
        "una-scuola-nuova-comune-di-balme",
        [balme],
    )
    assert list(queries.find(Filters(text="balme scuola", axis=2))) == [made]
    assert Entry.objects.get().facts == {
        "fields": ["axis", "cost", "owner", "title", "municipalities"],
        "is_new": True,
    }


def test_a_project_with_a_cup_is_known_by_it() -> None:
    made = save(cup="c81f 2200 3040 001")
    assert (made.cup, made.slug) == (CUP, CUP.lower())


def test_it_keeps_its_address_and_is_found_by_its_new_words() -> None:
    made = save()
    save(made, title={"it": "Un asilo nuovo", "en": "A new nursery"})
    again = Project.objects.get()
    assert again.slug == "una-scuola-nuova-comune-di-balme"
    assert [list(queries.find(Filters(text=word))) for word in ("nursery", "scuola")] == [
        [again],
        [],
    ]


def test_two_projects_of_one_name_and_owner_have_two_addresses() -> None:
    assert [save().slug for _time in range(2)] == [
        "una-scuola-nuova-comune-di-balme",
        "una-scuola-nuova-comune-di-balme-2",
    ]


@pytest.mark.parametrize("title", ["Nuovo", "Importa", "Territorio"])
def test_no_project_takes_the_address_of_a_page(title) -> None:
    assert save(title=title, owner="").slug not in ("nuovo", "importa", "territorio")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"cup": "C81F"}, "cup"),
        ({"cost": Decimal(-1)}, "cost"),
        ({"funding": Decimal(10) ** 13}, "funding"),
        ({"cost": Decimal(1), "funding": Decimal(2)}, "funding"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(values, field) -> None:
    with pytest.raises(FieldRefused) as refused:
        save(**values)
    assert refused.value.field == field
    assert not Project.objects.exists()


def test_a_cup_is_of_one_project_and_the_sentence_says_of_which() -> None:
    save(cup=CUP)
    with pytest.raises(FieldRefused, match="«Una scuola nuova»") as refused:
        save(title="Altro", cup=CUP)
    assert refused.value.field == "cup"


def test_a_strategy_brings_its_axis_and_is_not_of_another() -> None:
    of_two = strategy(2)
    assert save(strategy=of_two).axis == axis(2)
    with pytest.raises(FieldRefused, match="di un altro asse") as refused:
        save(strategy=of_two, axis=axis(1))
    assert refused.value.field == "strategy"


def test_what_changes_nothing_is_no_act() -> None:
    made = save(municipalities=[make_municipality()])
    save(made, municipalities=[make_municipality()], owner="Comune di Balme")
    assert Entry.objects.count() == 1


def test_who_saves_over_somebody_else_is_told_also_of_its_places() -> None:
    made = save()
    version = version_of(made, PROJECT_FIELDS)
    save(made, municipalities=[make_municipality()])
    values = {name: getattr(made, name) for name in PROJECT_FIELDS if name != "municipalities"}
    with pytest.raises(ChangedMeanwhile):
        operations.save_project(
            project=made, values={**values, "municipalities": []}, version=version, by=DARIO
        )


def test_a_sheet_that_comes_later_finds_the_project_made_by_hand() -> None:
    save()
    rows = [{"Titolo": "Una scuola nuova", "Ente": "Comune di Balme", "Costo": "10"}]
    mapping = {"title": "Titolo", "owner": "Ente", "cost": "Costo"}
    preview = operations.preview_import(rows, mapping)
    assert (len(preview.new), len(preview.changed)) == (0, 1)


def test_a_project_is_taken_out_with_one_entry() -> None:
    made = save()
    assert operations.remove_projects(slugs=[made.slug], by=DARIO) == 1
    assert operations.remove_projects(slugs=[made.slug], by=DARIO) == 0
    assert Entry.objects.filter(kind="project.removed").count() == 1
