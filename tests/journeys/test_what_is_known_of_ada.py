"""What is known of Ada, from the form to the day on which nobody knows her: read aloud."""

import json
import re

import pytest
from django.core import mail
from django.test import Client

from arengo.cli.worker import work_once
from arengo.core.ledger import operations as ledger
from arengo.core.ledger.receipts import check
from arengo.core.ledger.verification import verify
from arengo.core.outbox.delivery import deliver_due
from arengo.people.models import Contact, Person
from arengo.registrations import figures
from tests.factories import make_meeting, make_municipality
from tests.web.public.reading import words
from tests.web.public.steps import typed

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/incontri/lancio/iscrizione/"


@pytest.fixture
def meeting():
    make_municipality()
    return make_meeting(hall=1)


def test_ada_asks_to_be_forgotten_and_bruno_takes_her_seat(meeting, clock) -> None:
    # Ada registers for the last seat and tells what she needs; Bruno waits.
    ada = register("Ada Conti", "ada@example.org", access_needs="LIS", access_consent="on")
    press(ada, "conferma/")
    bruno = register("Bruno Rota", "bruno@example.org", participation="sala:lista")
    press(bruno, "conferma/")

    # At the bottom of her page is all that is known of her, and a file of it with proofs.
    ledger.seal()
    assert "I tuoi dati" in page_at(ada)
    assert "LIS" in page_at(f"{ada}i-miei-dati/")
    taken = json.loads(Client().get(f"{ada}i-miei-dati/dati.json").content)
    assert taken["person"][0]["name"] == "Ada Conti"
    assert {check(act["receipt"]) for act in taken["acts"]} == {"ok"}

    # A page says what goes and what stays. One button, and the seat is offered to Bruno.
    assert "Lasci il tuo posto" in page_at(f"{ada}cancella-i-miei-dati/")
    assert "I tuoi dati sono stati cancellati" in press(ada, "cancella-i-miei-dati/")
    deliver_due()
    assert "C'è un posto in sala per te" in mails_to("bruno@example.org")[-1]
    before = len(mails_to("ada@example.org"))

    # Her link says so and no more, nobody writes to her, and the ledger is whole.
    assert Client().get(ada).status_code == 410
    work_once()
    assert len(mails_to("ada@example.org")) == before
    assert not Contact.objects.filter(name="Ada Conti").exists()
    assert verify() == []

    # What she took with her still holds: the blocks are the same.
    assert {check(act["receipt"]) for act in taken["acts"]} == {"ok"}

    # She thinks better of it: from the same mailbox she is somebody new.
    again = register("Ada Conti", "ada@example.org", participation="online")
    assert "alle 16, online" in press(again, "conferma/")
    assert Person.objects.filter(erased_at__isnull=True).count() == 2


def test_a_year_later_nobody_knows_who_was_there_but_how_many(meeting, clock) -> None:
    # Ada comes online; Carla wrote somebody's address in the form and never confirmed.
    ada = register("Ada Conti", "ada@example.org", participation="online")
    press(ada, "conferma/")
    register("Carla Bosio", "carla@example.org", participation="online")
    clock.to("2023-09-27 15:50")
    press(ada, "entra/")

    # A month after she registered the stranger's address is gone.
    clock.to("2023-10-06 09:00")
    work_once()
    assert list(Contact.objects.values_list("name", flat=True)) == ["Ada Conti"]

    # A year after the meeting so is Ada, and the figures are those of the evening.
    counted = figures.totals(meeting)
    clock.to("2024-09-27 18:30")
    work_once()
    assert not Contact.objects.exists()
    assert figures.totals(meeting) == counted
    assert "I tuoi dati sono stati cancellati" in page_at(ada)
    assert verify() == []


def register(name: str, email: str, **fields: str) -> str:
    """The form filled in, and the path of the link in the mail that comes."""
    sent = Client().post(FORM, typed(name=name, email=email, **fields), follow=True)
    assert "controlla la posta" in words(sent)
    deliver_due()
    newest = [message for message in mail.outbox if message.to == [email]][-1]
    return re.search(r"http://testserver(/i/[\w-]+/)", newest.body).group(1)


def mails_to(address: str) -> list[str]:
    return [message.subject for message in mail.outbox if message.to == [address]]


def page_at(path: str) -> str:
    return words(Client().get(path))


def press(page: str, section: str) -> str:
    """A button of the personal page, and what is read after it."""
    return words(Client().post(f"{page}{section}", follow=True))
