"""Elena gives Dario an account of the office."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.people.models import User
from arengo.people.operations import AlreadyStaff, StaffNotComplete, create_staff

pytestmark = pytest.mark.django_db


def create(email: str = "dario@example.org", name: str = "Dario", role: str = "office") -> User:
    return create_staff(email=email, name=name, role=role, by="staff:1")


def test_a_new_member_of_the_office_has_a_role_and_no_password(clock) -> None:
    clock.to("2023-09-06 10:00")
    user = create(email=" Dario@Example.org ")
    user.refresh_from_db()
    assert (user.email, user.name, user.role) == ("dario@example.org", "Dario", "office")
    assert user.is_active
    assert not user.has_usable_password()
    assert user.created_at.isoformat() == "2023-09-06T08:00:00+00:00"


def test_the_ledger_says_who_did_it_and_holds_no_name() -> None:
    user = create()
    entry = Entry.objects.get(kind="staff.created")
    assert (entry.subject, entry.by) == (f"staff:{user.pk}", "staff:1")
    assert entry.facts == {"role": "office"}


def test_an_address_that_is_there_already_is_refused_whatever_its_capitals() -> None:
    create()
    with pytest.raises(AlreadyStaff, match="c'è già"):
        create(email="DARIO@example.org")
    assert Entry.objects.filter(kind="staff.created").count() == 1


def test_an_old_address_with_capitals_is_the_same_person() -> None:
    User.objects.create(email="Dario@Example.org", name="Dario")
    with pytest.raises(AlreadyStaff):
        create()


@pytest.mark.parametrize(
    "wrong", [{"email": "dario"}, {"email": ""}, {"name": "  "}, {"role": "mayor"}]
)
def test_what_cannot_be_used_is_refused_with_a_sentence(wrong) -> None:
    with pytest.raises(StaffNotComplete):
        create(**wrong)
    assert not User.objects.exists()
