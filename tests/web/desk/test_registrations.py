"""The list of registrations: search, filters, pages, what is taken away from it."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from arengo.core.ledger.models import Entry
from arengo.people.models import User
from arengo.registrations import operations
from arengo.registrations.models import Registration
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import ONLINE, ask, fill, take_part
from tests.web.desk.cast import dario, signed_in
from tests.web.public.reading import read

pytestmark = pytest.mark.django_db
LIST = "/ufficio/incontri/lancio/iscrizioni/"
NAMES = ["Niccolò D'Angelo", "Bruno Rossi", "Carla Neri"]


@pytest.fixture
def meeting():
    return make_meeting(hall=5)


def shown(client: Client, query: str = "") -> list[str]:
    """The names on the list, in its order."""
    page = client.get(LIST + query).context["page"]
    return [row.person.contact.name for row in page]


@pytest.mark.parametrize(
    "typed", ["niccolo", "NICCOLÒ", "angelo nicc", "d'angelo", "niccolò@example.org"]
)
def test_the_search_finds_a_name_however_it_is_typed(meeting, typed: str) -> None:
    for name in NAMES:
        take_part(meeting, name)
    assert shown(dario(), f"?q={typed}") == ["Niccolò D'Angelo"]


def test_the_search_finds_a_code_as_it_is_read_aloud(meeting) -> None:
    ada = take_part(meeting, "Ada Rossi")
    take_part(meeting, "Bruno Rossi")
    assert shown(dario(), f"?q={str(ada).lower().replace('-', ' ')}") == ["Ada Rossi"]


def test_filters_are_addresses_and_add_up(meeting) -> None:
    take_part(meeting, "Ada Rossi")
    take_part(meeting, "Bruno Rossi", ONLINE)
    operations.cancel(registration=take_part(meeting, "Carla Neri"))
    client = dario()
    assert shown(client, "?modo=online") == ["Bruno Rossi"]
    assert shown(client, "?stato=cancelled") == ["Carla Neri"]
    assert shown(client, "?stato=attive&ordine=nome") == ["Ada Rossi", "Bruno Rossi"]
    assert shown(client, "?stato=attive&modo=online&q=ada") == []


def test_the_zone_of_the_dashboard_is_a_filter(meeting) -> None:
    town = make_municipality()
    take_part(meeting, "Ada Rossi", municipality=town)
    take_part(meeting, "Bruno Rossi")
    zone = town.memberships.get().zone_id
    assert shown(dario(), f"?zona={zone}") == ["Ada Rossi"]


def test_nonsense_in_the_address_is_no_fault(meeting) -> None:
    take_part(meeting, "Ada Rossi")
    query = "?stato=x&modo=y&zona=zz&sede=-1&ordine=%27&pagina=99&per=%00&recapito=1"
    assert shown(dario(), query) == ["Ada Rossi"]


def test_a_viewer_sees_no_name_and_cannot_search_for_one(meeting) -> None:
    ada = take_part(meeting, "Ada Rossi")
    viewer = signed_in(User.Role.VIEWER)
    text = read(viewer, LIST)
    assert "Ada" not in text
    assert "ada@example.org" not in text
    assert str(ada) in text
    assert viewer.get(LIST + "?q=ada").context["page"].paginator.count == 0


def test_an_empty_list_teaches(meeting) -> None:
    assert "Chi telefona si può iscrivere da qui" in read(dario(), LIST)
    take_part(meeting, "Ada Rossi")
    assert "togli un filtro" in read(dario(), LIST + "?q=zzz")


def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    meeting, django_assert_num_queries
) -> None:
    client = dario()
    take_part(meeting, "Ada Rossi", municipality=make_municipality())
    client.get(LIST)
    with CountQueries() as one:
        client.get(LIST)
    for name in NAMES:
        take_part(meeting, name, municipality=make_municipality())
    with CountQueries() as many:
        client.get(LIST)
    assert one.number == many.number


class CountQueries:
    """How many queries were asked."""

    def __enter__(self):
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        self._captured = CaptureQueriesContext(connection)
        self._captured.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._captured.__exit__(*error)
        self.number = len(self._captured)


def rows_of(response) -> list[list[str]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return workbook.get_sheet_by_index(0).to_python()


def test_the_export_holds_the_rows_of_the_filters_and_stands_in_the_ledger(meeting) -> None:
    take_part(meeting, "Ada Rossi")
    take_part(meeting, "Bruno Rossi", ONLINE)
    response = dario().post(f"{LIST}esporta/?modo=online", {"formato": "xlsx"})
    names = [row[1] for row in rows_of(response)[1:]]
    assert names == ["Bruno Rossi"]
    entry = Entry.objects.get(kind="registrations.exported")
    assert entry.facts["count"] == 1
    assert entry.by.startswith("staff:")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_cell_of_an_export_is_a_formula(meeting, kind: str) -> None:
    evil = '=HYPERLINK("http://evil.example","x")'
    take_part(meeting, "Ada Rossi", representing="company", delegate_of=evil)
    response = dario().post(f"{LIST}esporta/", {"formato": kind})
    if kind == "csv":
        assert f"\"'{evil}".replace('"', '""')[1:] in response.content.decode("utf-8-sig")
        return
    assert b"<f>" not in response.content
    assert evil in [cell for row in rows_of(response) for cell in row]


def test_needs_are_in_the_export_only_when_asked_for(meeting) -> None:
    take_part(meeting, "Ada Rossi", access_needs="sedia a rotelle", access_consent=True)
    client = dario()
    without = client.post(f"{LIST}esporta/", {"formato": "csv"}).content.decode("utf-8-sig")
    with_them = client.post(f"{LIST}esporta/", {"formato": "csv", "esigenze": "si"})
    assert "sedia" not in without
    assert "sedia a rotelle" in with_them.content.decode("utf-8-sig")
    facts = [entry.facts["needs"] for entry in Entry.objects.filter(kind="registrations.exported")]
    assert sorted(facts) == [False, True]


def test_a_get_exports_nothing(meeting) -> None:
    assert dario().get(f"{LIST}esporta/").status_code == 405
    assert not Entry.objects.filter(kind="registrations.exported").exists()


@pytest.mark.django_db(transaction=True)
def test_the_list_for_the_door_has_names_by_surname_with_those_who_wait_apart(meeting) -> None:
    for name in ["Zoe Abate", "Ada Rossi"]:
        take_part(meeting, name)
    take_part(meeting, "Bruno Online", ONLINE)
    ask(meeting, "Carla Neri")
    fill(meeting)
    take_part(meeting, "Dario Aspetta")
    response = dario().post(f"{LIST}ingresso/")
    assert response["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert text.index("Abate Zoe") < text.index("Rossi Ada") < text.index("Aspetta Dario")
    assert "Neri Carla" in text
    assert "Online Bruno" not in text
    assert Entry.objects.filter(kind="registrations.printed").exists()


def test_iscrizioni_goes_to_the_next_meeting(meeting) -> None:
    make_next = dario().get("/ufficio/iscrizioni/")
    assert make_next["Location"] == LIST
    assert Registration.objects.count() == 0
