"""A sheet becomes entries: columns guessed, differences shown, problems told by row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arengo.core import spreadsheets
from arengo.invitations import importing, operations
from arengo.invitations.models import AddressBookEntry, AddressBookSheet
from arengo.invitations.refusals import PreviewIsStale
from tests.factories import make_municipality
from tests.invitations.books import Kind, make_entry, make_town

pytestmark = pytest.mark.django_db


def table(text: str) -> spreadsheets.Table:
    return spreadsheets.read(text.encode())


def preview(text: str, default_kind: str = Kind.ASSOCIATION) -> importing.Preview:
    read = table(text)
    mapping = importing.guess_mapping(read.headers)
    return importing.preview(read.rows, mapping, default_kind=default_kind)


def sentences(result: importing.Preview) -> list[str]:
    return [problem.sentence for problem in result.problems]


@pytest.mark.parametrize(
    ("headers", "field", "header"),
    [
        (["Denominazione", "PEC"], "certified_email", "PEC"),
        (["Ente", "Indirizzo e-mail"], "email", "Indirizzo e-mail"),
        (["Name", "Email address", "Phone"], "phone", "Phone"),
        (["Organisation", "Type"], "kind", "Type"),
        (["Denominazione_ente", "Mail1", "Codice ISTAT"], "municipality_code", "Codice ISTAT"),
        (["Nome", "Zona omogenea"], "zone", "Zona omogenea"),
    ],
)
def test_columns_are_guessed_in_italian_and_english(headers, field, header) -> None:
    assert importing.guess_mapping(headers)[field] == header


def test_a_list_of_municipalities_needs_no_other_name() -> None:
    assert importing.guess_mapping(["Comune", "PEC"])["name"] == "Comune"


def test_each_header_is_used_once() -> None:
    mapping = importing.guess_mapping(["Ente", "Nome", "Mail", "Email"])
    assert len(set(mapping.values())) == len(mapping)


def test_a_new_body_is_new_and_knows_its_place() -> None:
    make_municipality()
    result = preview("Ente;Tipo;Email;Comune\nPro Loco;Associazione;a@example.org;Balme\n")
    draft = result.new[0]
    assert (draft.kind, draft.fields["municipality"].name) == (Kind.ASSOCIATION, "Balme")
    assert draft.fields["zone"].number == 7


@pytest.mark.parametrize("name", ["Balme", "COMUNE DI BALME", "balme", "Comune di Balme"])
def test_a_municipality_is_the_one_that_is_here_however_it_is_written(name) -> None:
    entry = make_town(email="")
    result = preview(f"Comune,Email\n{name},balme@example.org\n", Kind.MUNICIPALITY)
    assert result.new == []
    assert result.changed[0].entry == entry
    assert result.changed[0].fields == {"email": ("", "balme@example.org")}


def test_a_municipality_is_known_by_its_code_also_without_its_zeros() -> None:
    make_town()
    result = preview("Nome,Codice ISTAT\nMunicipio,1019\n", Kind.MUNICIPALITY)
    assert [draft.name for draft in result.unchanged] == ["Comune di Balme"]


def test_an_empty_cell_empties_nothing() -> None:
    make_entry("Circolo", kind=Kind.ASSOCIATION, phone="011 123")
    result = preview("Ente,Telefono\nCircolo,\n")
    assert (len(result.unchanged), result.changed) == (1, [])


def test_a_row_without_a_name_stays_out_with_its_line_of_the_file() -> None:
    result = preview("Ente,Email\n,a@example.org\nCircolo,b@example.org\n")
    assert [(p.row, p.leaves_out) for p in result.problems] == [(2, True)]
    assert len(result.new) == 1


def test_the_same_body_twice_counts_once_and_says_where() -> None:
    result = preview("Ente\nCircolo\ncircolo\n")
    assert len(result.new) == 1
    assert sentences(result) == ["«circolo» è già alla riga 2: vale quella."]


def test_what_is_not_an_address_is_skipped_and_told() -> None:
    result = preview("Ente,Email\nCircolo,non lo so\n")
    assert "email" not in result.new[0].fields
    assert sentences(result) == ["«non lo so» non è un indirizzo e-mail: lo saltiamo."]


def test_certified_mail_in_the_column_of_mail_goes_to_its_own_place() -> None:
    result = preview("Ente,Email\nCircolo,circolo@pec.example.org\n")
    assert result.new[0].fields["certified_email"] == "circolo@pec.example.org"
    assert "email" not in result.new[0].fields
    assert "sembra posta certificata" in sentences(result)[0]


def test_of_two_addresses_in_a_cell_the_first_is_taken() -> None:
    result = preview("Ente|Email\nCircolo|a@example.org; b@example.org\n")
    assert result.new[0].fields["email"] == "a@example.org"


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("Comune", "Atlantide", "Non conosciamo il comune «Atlantide»."),
        ("Zona", "99", "Non conosciamo la zona «99»."),
        ("Lingua", "klingon", "Non scriviamo in «klingon»: useremo l'italiano."),
        ("Tipo", "astronave", "Non conosciamo il tipo «astronave»: sarà «Associazione»."),
    ],
)
def test_what_is_not_known_is_told_and_the_row_stays(column, value, sentence) -> None:
    result = preview(f"Ente,{column}\nCircolo,{value}\n")
    assert sentences(result) == [sentence]
    assert len(result.new) == 1


def test_without_a_column_of_names_nothing_can_be_read() -> None:
    with pytest.raises(importing.NameColumnMissing):
        preview("Telefono\n011\n")


def keep(text: str) -> AddressBookSheet:
    return operations.keep_sheet(table=table(text), file_name="rubrica.csv")


def import_it(sheet: AddressBookSheet, fingerprint: str | None = None) -> importing.Preview:
    mapping = importing.guess_mapping(sheet.headers)
    shown = importing.preview(
        importing.rows_of(sheet), mapping, default_kind=Kind.ASSOCIATION
    ).fingerprint
    return operations.import_entries(
        sheet=sheet,
        mapping=mapping,
        default_kind=Kind.ASSOCIATION,
        fingerprint=shown if fingerprint is None else fingerprint,
        by="staff:1",
    )


def test_confirming_writes_what_the_preview_showed_and_forgets_the_sheet() -> None:
    make_entry("Circolo", kind=Kind.ASSOCIATION)
    import_it(keep("Ente,Email\nCircolo,nuova@example.org\nGruppo,gruppo@example.org\n"))
    emails = dict(AddressBookEntry.objects.values_list("name", "email"))
    assert emails == {"Circolo": "nuova@example.org", "Gruppo": "gruppo@example.org"}
    assert not AddressBookSheet.objects.exists()


def test_importing_the_same_sheet_twice_changes_nothing() -> None:
    text = "Ente,Email\nCircolo,circolo@example.org\n"
    import_it(keep(text))
    again = import_it(keep(text))
    assert (again.new, again.changed, len(again.unchanged)) == ([], [], 1)


def test_another_effect_than_the_one_shown_is_refused_and_nothing_is_written() -> None:
    sheet = keep("Ente\nCircolo\n")
    with pytest.raises(PreviewIsStale):
        import_it(sheet, fingerprint="another")
    assert not AddressBookEntry.objects.exists()
    assert AddressBookSheet.objects.exists()


def test_a_sheet_is_forgotten_after_a_day() -> None:
    keep("Ente\nCircolo\n")
    AddressBookSheet.objects.update(uploaded_at=timezone.now() - timedelta(days=2))
    keep("Ente\nGruppo\n")
    assert operations.forget_sheets() == 1
    assert AddressBookSheet.objects.count() == 1


def test_reading_many_rows_asks_the_database_as_often_as_few(django_assert_num_queries) -> None:
    few, many = "Ente\nA\n", "Ente\n" + "".join(f"Ente {n}\n" for n in range(300))
    for text in (few, many):
        with django_assert_num_queries(4):
            preview(text)


def test_a_workbook_and_an_exported_sheet_are_read_alike() -> None:
    data = spreadsheets.write_xlsx(["Ente", "PEC"], [["Circolo", "c@pec.example.org"]])
    read = spreadsheets.read(data)
    result = importing.preview(
        read.rows, importing.guess_mapping(read.headers), default_kind=Kind.ASSOCIATION
    )
    assert result.new[0].fields["certified_email"] == "c@pec.example.org"
