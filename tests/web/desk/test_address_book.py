"""The address book at the desk: seen, changed, imported, exported; persons by consent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from arengo.core import spreadsheets
from arengo.core.ledger.models import Entry
from arengo.invitations import operations
from arengo.invitations.models import AddressBookEntry, AddressBookPerson, AddressBookSheet
from arengo.people.models import User
from tests.factories import make_municipality
from tests.invitations.books import Kind, make_entry, make_staff, make_town
from tests.web.public.reading import read

pytestmark = pytest.mark.django_db
BOOK = "/ufficio/rubrica/"


@pytest.fixture
def desk(client: Client) -> Client:
    """Dario of the office, signed in."""
    client.force_login(make_staff())
    return client


def upload(desk: Client, text: str | bytes, name: str = "rubrica.csv"):
    content = text.encode() if isinstance(text, str) else text
    return desk.post(f"{BOOK}importa/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("role", [User.Role.DOOR, User.Role.VIEWER])
def test_other_roles_do_not_open_it(client: Client, role) -> None:
    client.force_login(make_staff(role))
    assert client.get(BOOK).status_code == 403


def test_nobody_signed_in_does_not_open_it(client: Client) -> None:
    assert client.get(BOOK).status_code in (302, 403)


def test_an_empty_book_says_how_to_begin_and_the_territory_is_one_button(desk: Client) -> None:
    make_municipality()
    assert "La rubrica è vuota" in read(desk, BOOK)
    desk.post(f"{BOOK}territorio/")
    words = read(desk, BOOK)
    assert "Comune di Balme" in words
    assert "manca" in words
    assert "Crea le voci che mancano" not in words


def test_filters_are_links_and_search_finds(desk: Client) -> None:
    make_town()
    make_entry("Circolo", kind=Kind.ASSOCIATION)
    assert "Comune di Balme" not in read(desk, f"{BOOK}?tipo=association")
    assert "Circolo" not in read(desk, f"{BOOK}?zona=7")
    assert "Circolo" in read(desk, f"{BOOK}?q=circ")
    assert "Nessun ente con questi filtri" in read(desk, f"{BOOK}?q=xyz")


def entry_form(**changes) -> dict[str, str]:
    fields = {"kind": "association", "name": "Circolo", "email": "c@example.org", "language": "it"}
    return {**fields, **changes}


def test_a_body_is_added_and_changed_by_hand(desk: Client) -> None:
    desk.post(f"{BOOK}nuova/", entry_form())
    entry = AddressBookEntry.objects.get()
    assert (entry.key, entry.email) == ("association-circolo", "c@example.org")
    desk.post(f"{BOOK}enti/{entry.key}/", entry_form(phone="011 1"))
    entry.refresh_from_db()
    assert entry.phone == "011 1"


def test_a_mistake_is_told_and_nothing_typed_is_lost(desk: Client) -> None:
    response = desk.post(f"{BOOK}nuova/", entry_form(email="non lo so", address="Via Lunga 3"))
    assert response.status_code == 422
    assert "Via Lunga 3" in response.content.decode()
    assert not AddressBookEntry.objects.exists()


def test_the_name_of_another_is_refused_beside_the_field(desk: Client) -> None:
    make_entry("Circolo", kind=Kind.ASSOCIATION)
    response = desk.post(f"{BOOK}nuova/", entry_form())
    assert "Nella rubrica c'è già «Circolo»" in response.content.decode().replace("&#x27;", "'")


def test_a_body_goes_out_of_use_and_back(desk: Client) -> None:
    entry = make_town()
    desk.post(f"{BOOK}enti/{entry.key}/uso/", {"uso": "no"})
    assert "non è più in uso" in read(desk, f"{BOOK}?q=balme")
    assert "Nessun ente" in read(desk, f"{BOOK}?q=balme")
    desk.post(f"{BOOK}enti/{entry.key}/uso/", {"uso": "si"})
    assert "Comune di Balme" in read(desk, BOOK)


def test_a_person_is_added_by_consent_and_taken_out(desk: Client) -> None:
    entry = make_town()
    page = f"{BOOK}enti/{entry.key}/"
    person = {"name": "Ada Rossi", "email": "ada@example.org", "consent_how": "a voce"}
    assert desk.post(f"{page}persone/", {**person, "consent_how": ""}).status_code == 422
    assert not AddressBookPerson.objects.exists()
    desk.post(f"{page}persone/", person)
    assert "Ada Rossi" in read(desk, page)
    desk.post(f"{BOOK}persone/{AddressBookPerson.objects.get().pk}/togli/")
    assert "Ada Rossi" not in read(desk, page)


def test_a_sheet_is_shown_before_anything_changes(desk: Client) -> None:
    make_town(email="")
    text = "Comune;Email\nBalme;balme@example.org\nAtlantide;a@example.org\n;b@example.org\n"
    response = upload(desk, text)
    words = read(desk, response.url)
    assert "Non è ancora cambiato nulla" in words
    assert "Non conosciamo il comune «Atlantide»" in words
    assert "balme@example.org" in words
    assert AddressBookEntry.objects.get().email == ""


def fields_of(response, **more) -> dict[str, str]:
    form = response.context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    preview = response.context["preview"]
    return {**values, "fingerprint": preview.fingerprint if preview else "", **more}


def test_confirming_imports_what_was_shown(desk: Client) -> None:
    page = upload(desk, "Ente,Tipo,Email\nCircolo,Associazione,c@example.org\n").url
    response = desk.post(page, fields_of(desk.get(page), conferma="1"), follow=True)
    assert "1 voce nuova" in response.content.decode()
    assert AddressBookEntry.objects.get().email == "c@example.org"
    assert not AddressBookSheet.objects.exists()


def test_columns_that_were_not_recognised_are_chosen_by_hand(desk: Client) -> None:
    page = upload(desk, "Chi,Dove scrivere\nCircolo,c@example.org\n").url
    first = desk.get(page)
    assert first.context["preview"] is None
    chosen = fields_of(first, name="Chi", email="Dove scrivere")
    second = desk.post(page, {**chosen, "guarda": "1"})
    assert second.context["preview"].new[0].fields["email"] == "c@example.org"


def test_a_choice_changed_after_the_preview_is_shown_again_before_importing(desk: Client) -> None:
    page = upload(desk, "Ente,Email\nCircolo,c@example.org\n").url
    fields = fields_of(desk.get(page), conferma="1", email="")
    response = desk.post(page, fields)
    assert "guarda di nuovo" in response.content.decode()
    assert not AddressBookEntry.objects.exists()


def test_a_sheet_can_be_left(desk: Client) -> None:
    page = upload(desk, "Ente\nCircolo\n").url
    desk.post(page, {"lascia": "1"})
    assert not AddressBookSheet.objects.exists()
    assert desk.get(page).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"%PDF-1.7 x", "Non è un foglio di calcolo"), (b"PK\x03\x04rotto", "Il file è rovinato")],
)
def test_what_is_not_a_sheet_is_told(desk: Client, content, sentence) -> None:
    response = upload(desk, content)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_what_is_exported_can_be_imported_again_without_change(desk: Client) -> None:
    make_town(certified_email="balme@pec.example.org", phone="=1+1")
    content = desk.get(f"{BOOK}rubrica.xlsx").content
    rows = spreadsheets.read(content).rows
    assert Entry.objects.get(kind="address_book.exported").facts == {"count": 1}
    assert rows[0]["PEC"] == "balme@pec.example.org"
    page = upload(desk, content, "rubrica.xlsx").url
    assert len(desk.get(page).context["preview"].new) == 0


def test_no_cell_of_the_csv_is_a_formula(desk: Client) -> None:
    make_town(phone="=1+1")
    assert b",'=1+1" in desk.get(f"{BOOK}rubrica.csv").content


@pytest.mark.parametrize("number", [1, 40])
def test_the_page_asks_the_database_as_often_for_few_as_for_many(
    desk: Client, number, django_assert_max_num_queries
) -> None:
    for place in range(number):
        make_entry(f"Ente {place}", kind=Kind.OTHER)
    operations.make_territory_entries(by="system")
    desk.get(BOOK)
    with django_assert_max_num_queries(14):
        desk.get(BOOK)
