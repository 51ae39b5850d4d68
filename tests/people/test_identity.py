"""Who is the same person: by keyed digests of mailbox and name, never by the words themselves."""

import pytest
from django.db import IntegrityError

from arengo.people import identity
from arengo.people.identity import find_in, find_or_make_person, make_person, people_of_mailbox
from arengo.people.models import Contact, Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Niccolò D'Angelo", "n.dangelo@example.org"),
        ("  niccolo   d’angelo ", "N.DAngelo@Example.org "),
        ("D'ANGELO NICCOLÒ", "n.dangelo@example.org"),
        ("D'Angelo, Niccolo\u0300", "n.dangelo@example.org"),
    ],
)
def test_one_person_however_it_is_typed(name, email):
    first = find_or_make_person(name="Niccolò D'Angelo", email="n.dangelo@example.org")

    assert find_or_make_person(name=name, email=email) == first
    assert Contact.objects.get().name == "Niccolò D'Angelo"


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Nicola D'Angelo", "n.dangelo@example.org"),
        ("Niccolò D'Angelo", "dangelo@example.org"),
        ("Niccolò D'Angelo jr", "n.dangelo@example.org"),
    ],
)
def test_another_name_or_mailbox_is_another_person(name, email):
    first = find_or_make_person(name="Niccolò D'Angelo", email="n.dangelo@example.org")

    assert find_or_make_person(name=name, email=email) != first


def test_names_in_other_alphabets_are_told_apart():
    email = "casa@example.org"

    assert find_or_make_person(name="Олена Коваль", email=email) != find_or_make_person(
        name="Іван Коваль", email=email
    )
    assert identity.normal_name("محمد") != ""


def test_a_mailbox_gives_everybody_in_it():
    ada = find_or_make_person(name="Ada Conti", email="casa@example.org")
    bruno = find_or_make_person(name="Bruno Rota", email="CASA@example.org")
    find_or_make_person(name="Ada Conti", email="altra@example.org")

    people = people_of_mailbox(" casa@Example.ORG")
    assert set(people) == {ada, bruno}
    assert find_in(people, name="rota bruno", email="casa@example.org") == bruno
    assert find_in(people, name="Carla Bosio", email="casa@example.org") is None


def test_people_without_an_address_are_never_the_same():
    first = make_person(name="Ada Conti", phone="011 0000000")
    second = make_person(name="Ada Conti")

    assert first != second
    assert people_of_mailbox("") == []
    assert {first.identity_digest, first.email_digest} == {None}
    assert first.contact.phone == "011 0000000"


def test_the_digests_do_not_hold_the_words_and_need_the_key(settings):
    person = find_or_make_person(name="Ada Conti", email="ada@example.org")
    digest = identity.email_digest("ada@example.org")
    assert bytes(Person.objects.get().email_digest) == digest
    assert len(digest) == len(bytes(person.identity_digest)) == 32

    settings.SECRET_KEY = "another installation"
    assert identity.email_digest("ada@example.org") != digest


def test_a_person_is_written_to_in_the_language_used_last():
    find_or_make_person(name="Ada Conti", email="ada@example.org", language="it")
    find_or_make_person(name="Ada Conti", email="ada@example.org", language="en")

    assert Contact.objects.get().language == "en"


def test_two_people_cannot_have_one_identity():
    make_person(name="Ada Conti", email="ada@example.org")

    with pytest.raises(IntegrityError, match="identity_digest"):
        make_person(name="conti ada", email="ada@example.org")
