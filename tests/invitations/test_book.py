"""The address book: bodies, persons by consent, the territory's own entries."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.invitations import operations, queries
from arengo.invitations.models import AddressBookEntry, AddressBookPerson
from arengo.invitations.refusals import AlreadyInTheBook, ConsentNotTold
from arengo.people.models import Contact, Person
from arengo.territory.models import Zone
from tests.factories import make_municipality
from tests.invitations.books import Kind, make_entry, make_town

pytestmark = pytest.mark.django_db


def new(name: str = "Circolo", **fields) -> AddressBookEntry:
    values = {"kind": Kind.ASSOCIATION, "name": name, **fields}
    return operations.save_entry(entry=AddressBookEntry(**values), by="staff:1")


def test_an_entry_is_known_by_kind_and_name() -> None:
    assert new().key == "association-circolo"
    assert Entry.objects.get(kind="address_book.added").subject == "entry:association-circolo"


def test_the_same_name_twice_is_refused_also_in_capitals() -> None:
    new()
    with pytest.raises(AlreadyInTheBook):
        new("CIRCOLO")


def test_an_entry_cannot_take_the_name_of_another() -> None:
    new()
    other = new("Gruppo")
    other.name = "Circolo"
    with pytest.raises(AlreadyInTheBook):
        operations.save_entry(entry=other, by="staff:1")


def test_an_entry_keeps_its_key_when_its_name_changes() -> None:
    entry = new()
    entry.name = "Circolo nuovo"
    assert operations.save_entry(entry=entry, by="staff:1").key == "association-circolo"


def test_out_of_use_and_back_are_acts_and_twice_is_once() -> None:
    entry = new()
    for _time in range(2):
        operations.change_state(entry=entry, is_active=False, by="staff:1")
    assert Entry.objects.filter(kind="address_book.put_out_of_use").count() == 1
    operations.change_state(entry=entry, is_active=True, by="staff:1")
    assert AddressBookEntry.objects.get().is_active


def add_person(entry, **changes):
    fields = {"name": "Ada Rossi", "email": "ada@example.org", "role": "Portavoce"}
    fields |= {"consent_how": "per e-mail, il 4 settembre", **changes}
    return operations.add_person(entry=entry, by="staff:1", **fields)


def test_a_person_stands_beside_a_body_with_when_and_how_they_agreed() -> None:
    person = add_person(make_entry())
    assert person.consent_how == "per e-mail, il 4 settembre"
    assert person.consent_at is not None
    facts = Entry.objects.get(kind="address_book.person_added").facts
    assert "ada" not in str(facts).lower()


def test_a_person_without_consent_is_refused() -> None:
    with pytest.raises(ConsentNotTold):
        add_person(make_entry(), consent_how="  ")
    assert not Person.objects.exists()


def test_taking_a_person_out_erases_name_and_address() -> None:
    entry = make_entry()
    operations.remove_person(person=add_person(entry), by="staff:1")
    assert not AddressBookPerson.objects.exists()
    assert not Contact.objects.exists()
    assert not Person.objects.exists()
    assert AddressBookEntry.objects.filter(pk=entry.pk).exists()


def test_the_territory_gets_its_entries_without_invented_addresses() -> None:
    make_municipality("Balme", "001019")
    make_municipality("Ala di Stura", "001003")
    assert operations.make_territory_entries(by="staff:1") == 3
    town = AddressBookEntry.objects.get(name="Comune di Balme")
    assert (town.email, town.certified_email, town.zone.number) == ("", "", 7)
    assert AddressBookEntry.objects.get(kind=Kind.ZONE).zone == Zone.objects.get()


def test_making_the_territory_again_adds_only_what_is_missing() -> None:
    make_town()
    make_municipality("Ala di Stura", "001003")
    assert queries.territory_without_entry() == (1, 1)
    assert operations.make_territory_entries(by="staff:1") == 2
    assert operations.make_territory_entries(by="staff:1") == 0
    assert queries.territory_without_entry() == (0, 0)
    assert Entry.objects.filter(kind="address_book.territory_added").count() == 1


def test_entries_are_found_by_kind_zone_text_and_lack_of_address() -> None:
    make_town(email="")
    make_entry("Circolo", kind=Kind.ASSOCIATION)
    assert [e.name for e in queries.entries(kind="association")] == ["Circolo"]
    assert [e.name for e in queries.entries(zone="7")] == ["Comune di Balme"]
    assert [e.name for e in queries.entries(text="balme")] == ["Comune di Balme"]
    assert [e.name for e in queries.entries(state="without")] == ["Comune di Balme"]
