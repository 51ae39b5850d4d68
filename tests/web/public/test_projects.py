"""The pages of projects: all with filters, an axis, one, the territory, and the sheet to download."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arengo.core import spreadsheets
from arengo.projects import columns, operations
from arengo.projects.models import Project
from arengo.territory.models import Municipality
from tests.projects.portfolio import BRIDGE, SCHOOL, import_sheet, make_project, make_territory
from tests.web.public.reading import links, read, words

pytestmark = pytest.mark.django_db

LIST = "/progetti/"


@pytest.fixture(autouse=True)
def territory() -> None:
    make_territory()


def test_without_projects_the_page_says_what_will_be_here_and_the_menu_does_not_lead_to_it(
    client: Client,
) -> None:
    assert "I progetti non sono ancora pubblicati" in read(client, LIST)
    assert LIST not in links(client.get("/privacy/"))
    for path in ("territorio/", "presentazione/"):
        assert "non sono ancora pubblicati" in read(client, LIST + path)


def test_the_menu_leads_to_projects_once_there_are_some(client: Client) -> None:
    make_project()

    assert LIST in links(client.get("/privacy/"))


def test_the_page_counts_projects_and_money_once_before_it_lists_them(client: Client) -> None:
    import_sheet(source="Italia Domani")

    page = read(client, LIST)

    assert "3 progetti in 3 comuni, per 1,3 milioni di euro." in page
    assert "si conta una volta sola, anche quando il progetto riguarda più comuni" in page
    assert "Di 1 progetto il costo non è noto." in page
    assert "Fonte: Italia Domani · dati al 21 febbraio 2023" in page
    assert page.index("3 progetti, 1,3 milioni di euro") < page.index("Ponte di esempio")
    assert page.count("Ponte di esempio") == 1


def test_the_figure_says_what_it_found_and_gives_its_numbers(client: Client) -> None:
    make_project("a", axis=1, status="done", cost=Decimal(10))
    make_project("b", axis=1, status="under_way")
    make_project("c", axis=4, status="planned", cost=Decimal(2_500_000))

    page = read(client, LIST)

    assert "L'asse 1 ha più progetti (2 su 3), l'asse 4 più risorse (2,5 milioni di euro)" in page
    assert "2 1 concluso, 1 in corso 10 euro" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("asse=3", {"Ponte"}),
        ("stato=conclusi", {"Scuola"}),
        ("stato=non-dichiarati", {"Servizi"}),
        ("zona=valli-di-lanzo", {"Ponte", "Scuola"}),
        ("comune=balme", {"Ponte"}),
        ("cerca=AGLIE", {"Scuola"}),
        (f"cerca={BRIDGE.lower()}", {"Ponte"}),
        ("asse=4&stato=conclusi&zona=valli-di-lanzo&comune=aglie&cerca=scuola", {"Scuola"}),
        ("asse=boh&stato=boh&pagina=boh", {"Ponte", "Scuola", "Servizi"}),
    ],
)
def test_filters_are_in_the_address(client: Client, query: str, found: set[str]) -> None:
    import_sheet()
    Municipality.objects.filter(istat="001001").update(slug="aglie")

    rows = client.get(f"{LIST}?{query}").context["rows"]

    assert {row["title"].split()[0] for row in rows} == found


def test_every_filter_that_is_on_can_be_taken_away_and_the_others_stay(client: Client) -> None:
    import_sheet()

    page = client.get(f"{LIST}?asse=3&stato=in-corso&cerca=ponte")

    assert "1 progetto, 1,0 milioni di euro" in words(page)
    assert "?stato=in-corso&cerca=ponte#elenco" in links(page)
    assert "?asse=3&cerca=ponte#elenco" in links(page)
    assert "?asse=3&stato=in-corso#elenco" in links(page)
    assert "L'asse 3" not in words(page)


def test_a_filter_that_would_leave_nothing_is_no_link(client: Client) -> None:
    import_sheet()

    page = client.get(LIST)

    assert "?stato=conclusi#elenco" in links(page)
    assert "?stato=previsti#elenco" not in links(page)
    assert "Previsto 0" in words(page)


def test_choosing_a_zone_forgets_the_municipality(client: Client) -> None:
    import_sheet()

    assert "?zona=valli-di-lanzo#elenco" in links(client.get(f"{LIST}?comune=balme"))


def test_where_nothing_is_found_the_page_says_which_filter_to_take_away(client: Client) -> None:
    import_sheet()

    page = client.get(f"{LIST}?asse=4&cerca=ponte")

    assert "Nessun progetto con questi filtri" in words(page)
    assert "senza «Asse 4. Asse 4»" in words(page)
    assert "senza «con le parole «ponte»»" in words(page)


def test_what_somebody_typed_is_never_markup(client: Client) -> None:
    make_project(title="<b>Ponte</b>", owner="<i>Ente</i>")

    page = client.get(LIST, {"cerca": '"><script>ponte', "comune": '"><script>'})

    assert b"<script>ponte" not in page.content
    assert b'"><script>' not in page.content
    assert b"<b>Ponte" not in client.get(LIST).content


def test_long_lists_have_pages_that_keep_the_filters(client: Client) -> None:
    for number in range(45):
        make_project(f"p{number:02}", axis=1, cost=Decimal(number))

    page = client.get(f"{LIST}?asse=1&pagina=2")

    assert "Dal 21 al 40" in words(page)
    assert "?asse=1&pagina=1#elenco" in links(page)
    assert "?asse=1&pagina=3#elenco" in links(page)
    assert page.context["rows"][0]["project"].slug == "p24"
    assert "Dal 41 al 45" in read(client, f"{LIST}?asse=1&pagina=99")


def test_an_axis_says_its_figures_by_measure_and_by_zone(client: Client) -> None:
    balme = Municipality.objects.get(name="Balme")
    make_project("a", axis=2, programme="Boschi", cost=Decimal(900), municipalities=[balme])
    make_project("b", axis=2, programme="Fiumi", cost=Decimal(100), status="planned")
    make_project("c", axis=3, programme="Strade", cost=Decimal(7))

    page = read(client, f"{LIST}asse/2/")

    assert "Progetti 2 1 previsto, 1 con stato non dichiarato" in page
    assert "Costo 1.000 euro" in page
    assert "Una sola misura raccoglie il 90% delle risorse" in page
    assert "Ogni zona omogenea ha almeno un progetto" in page
    assert "Tutto l'asse: 2 progetti" in page
    assert "Strade" not in page


def test_an_axis_without_projects_says_so_and_one_that_is_not_there_is_not_found(
    client: Client,
) -> None:
    make_project("a", axis=2)

    assert "non ci sono ancora progetti" in read(client, f"{LIST}asse/5/")
    read(client, f"{LIST}asse/9/", status=404)


def test_a_project_says_what_who_where_how_much_and_from_where_we_know(client: Client) -> None:
    import_sheet(source="Italia Domani https://example.org/dati", funding_source="PNRR")

    page = client.get(f"{LIST}{BRIDGE.lower()}/")

    text = words(page)
    assert "Strade di valle Ponte di esempio COMUNE DI BALME" in text
    assert "In corso nella fonte: «Attivo»" in text
    assert "1,0 milioni di euro di cui 600.001 euro da PNRR" in text
    assert "Riguarda 2 comuni Ala di Stura Balme" in text
    assert "non è quello di ciascun comune" in text
    assert f"CUP {BRIDGE}" in text
    assert "Dati al 21 febbraio 2023" in text
    assert "https://example.org/dati" in links(page)
    assert "/progetti/?comune=balme#elenco" in links(page)


def test_the_asterisks_of_the_source_become_parts_and_its_fillers_go(client: Client) -> None:
    import_sheet()

    page = client.get(f"{LIST}{BRIDGE.lower()}/")

    assert page.context["summary"] == ["Ponte", "Balme"]
    assert "XXX" not in words(page)


def test_an_example_is_marked_in_the_list_and_on_its_page(client: Client) -> None:
    make_project("finto")
    make_project("vero", is_example=False)

    assert read(client, LIST).count("esempio") == 1
    assert "non è un progetto vero" in read(client, f"{LIST}finto/")
    assert "non è un progetto vero" not in read(client, f"{LIST}vero/")


def test_a_project_that_is_not_there_is_not_found(client: Client) -> None:
    read(client, f"{LIST}mai-esistito/", status=404)


def test_a_title_that_is_only_in_italian_is_marked_on_an_english_page(client: Client) -> None:
    make_project("ponte", title={"it": "Ponte"})
    make_project("scuola", title={"it": "Scuola", "en": "School"})

    page = client.get("/en/progetti/").content.decode()

    assert '<a href="/en/progetti/ponte/" lang="it">Ponte</a>' in page
    assert '<a href="/en/progetti/scuola/">School</a>' in page


def test_the_territory_shows_every_municipality_as_a_dot_and_in_the_list(client: Client) -> None:
    Municipality.objects.filter(name="Balme").update(latitude=45.30, longitude=7.22)
    Municipality.objects.filter(name="Agliè").update(latitude=45.36, longitude=7.77)
    make_project("a", municipalities=[Municipality.objects.get(name="Balme")])

    page = client.get(f"{LIST}territorio/")

    assert "1 comune su 3 ha almeno un progetto" in words(page)
    assert "Balme 1" in words(page)
    assert "Agliè 0" in words(page)
    assert "/progetti/?comune=balme" in links(page)
    svg = page.content.decode()
    assert svg.count("<circle") - svg.count('<circle cx="8"') >= 2
    assert 'class="dot-empty"' in svg
    balme, aglie = page.context["map"].dots
    assert (balme.x < aglie.x, balme.y > aglie.y, balme.r > aglie.r) == (True, True, True)


def test_without_coordinates_there_is_a_list_and_no_map(client: Client) -> None:
    make_project("a", municipalities=[Municipality.objects.get(name="Balme")])

    page = client.get(f"{LIST}territorio/")

    assert page.context["map"].dots == []
    assert "Balme 1" in words(page)


def test_the_sheet_holds_what_is_on_screen_and_no_formula(client: Client) -> None:
    import_sheet()
    Project.objects.filter(cup=BRIDGE).update(owner="=HYPERLINK(1)")

    response = client.get(f"{LIST}progetti.csv?asse=3")

    assert response["Content-Disposition"] == 'attachment; filename="progetti.csv"'
    (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    assert (row["CUP"], row["Comuni"], row["Codice ISTAT"]) == (
        BRIDGE,
        "Ala di Stura; Balme",
        "001003; 001019",
    )
    assert (row["Costo totale"], row["Soggetto attuatore"]) == ("1000000.50", "'=HYPERLINK(1)")
    assert row["Pagina"] == f"http://testserver/progetti/{BRIDGE.lower()}/"
    read(client, f"{LIST}progetti.exe", status=404)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_that_was_downloaded_can_be_imported_again_and_changes_nothing(
    client: Client, kind: str
) -> None:
    import_sheet(source="Italia Domani", funding_source="PNRR")

    table = spreadsheets.read(client.get(f"{LIST}progetti.{kind}").content)
    mapping = columns.guess_mapping(table.headers)
    found = operations.preview_import(table.rows, mapping)

    assert {"cup", "title", "status", "axis", "cost", "funding", "municipality_code"} <= set(
        mapping
    )
    assert found.problems == []
    assert [(change.project.slug, change.fields) for change in found.changed] == []
    assert (len(found.new), len(found.unchanged)) == (0, 3)


def test_the_presentation_goes_forward_and_back_by_links(client: Client) -> None:
    import_sheet()

    first = client.get(f"{LIST}presentazione/")
    assert "3 progetti" in words(first)
    assert "1 di 7" in words(first)
    last = client.get(f"{LIST}presentazione/7/")
    assert f"{LIST}presentazione/2/" in links(first)
    assert f"{LIST}presentazione/6/" in links(last)
    assert "Da capo" in words(last)
    read(client, f"{LIST}presentazione/8/", status=404)
    read(client, f"{LIST}presentazione/0/", status=404)


def test_the_presentation_shows_an_axis_then_its_largest_projects(client: Client) -> None:
    for number in range(5):
        make_project(f"p{number}", axis=6, cost=Decimal(number * 1000), title=f"Casa {number}")
    make_project("senza", title="Senza asse")

    assert "Asse 6" in read(client, f"{LIST}presentazione/2/")
    titles = [client.get(f"{LIST}presentazione/{n}/").context["row"]["title"] for n in (3, 4, 5)]
    assert titles == ["Casa 4", "Casa 3", "Casa 2"]
    assert "Senza asse" in read(client, f"{LIST}presentazione/6/")
    assert client.get(f"{LIST}presentazione/7/").context["row"]["title"] == "Senza asse"


@pytest.mark.parametrize("title", ["Casa", "x" * 60, "x" * 120, "x" * 250])
def test_in_the_hall_each_length_of_title_has_its_size(client: Client, title: str) -> None:
    make_project("a", axis=1, title=title)

    size = client.get(f"{LIST}presentazione/3/").context["length"]

    assert {"short": 40, "middle": 90, "long": 140, "endless": 1000}[size] >= len(title)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (LIST, 14),
        (f"{LIST}?asse=1&zona=valli-di-lanzo&cerca=p", 14),
        (f"{LIST}asse/1/", 14),
        (f"{LIST}territorio/", 8),
        (f"{LIST}p0/", 4),
        (f"{LIST}presentazione/3/", 8),
        (f"{LIST}progetti.csv", 2),
    ],
)
def test_pages_ask_the_database_as_much_for_one_project_as_for_three(
    client: Client, path: str, most: int
) -> None:
    places = list(Municipality.objects.all())
    asked = []
    client.get("/privacy/")  # the frame of the pages remembers itself
    for number in range(3):
        make_project(
            f"p{number}", axis=1, programme=f"Misura {number}", source="Fonte", cost=Decimal(5),
            municipalities=places[: number + 1],
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[2] <= most


def test_a_school_is_read_by_its_cup(client: Client) -> None:
    import_sheet()

    assert "Concluso nella fonte: «Chiuso»" in read(client, f"{LIST}{SCHOOL.lower()}/")
