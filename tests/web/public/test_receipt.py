"""The receipt of an act: in words, without personal data, with the proof for the browser."""

import json
import re
import uuid
from pathlib import Path

import pytest

from arengo import registrations
from arengo.core.ledger import operations as ledger
from arengo.core.ledger.models import Entry
from arengo.core.ledger.receipts import check
from arengo.web.public.receipts import KINDS
from tests.factories import make_meeting
from tests.registrations.acts import take_part
from tests.web.public.steps import page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return take_part(make_meeting(), "Ada Rossi")


def entry_of(kind):
    return Entry.objects.get(kind=kind)


def receipt_in(page):
    block = re.search(
        r'<script id="receipt" type="application/json">(.*?)</script>', (page.content.decode())
    )
    return json.loads(block.group(1))


def test_it_says_what_when_and_who_in_words(client, ada):
    page = client.get(f"/ricevuta/{entry_of('registration.confirmed').pk}/")
    words = text_of(page)
    assert "Iscrizione confermata" in words
    assert "mercoledì 6 settembre 2023, ore 09:00:00" in words
    assert "la persona stessa" in words
    assert "Registrata, in attesa di sigillo." in words
    assert check(receipt_in(page)) == "waiting"


def test_once_sealed_it_carries_the_proof(client, ada):
    ledger.seal()
    page = client.get(f"/ricevuta/{entry_of('registration.confirmed').pk}/")
    assert "Registrata e sigillata" in text_of(page)
    assert check(receipt_in(page)) == "ok"
    assert "data-verify-outcome" in page.content.decode()


def test_it_holds_no_personal_data(client, ada):
    page = client.get(f"/ricevuta/{entry_of('registration.confirmed').pk}/").content.decode()
    assert "Ada" not in page
    assert "ada@" not in page


def test_ones_page_links_ones_receipts(client, ada):
    page = client.get(page_of(ada)).content.decode()
    assert f"/ricevuta/{entry_of('registration.confirmed').pk}/" in page
    assert f"/ricevuta/{entry_of('registration.registered').pk}/" in page


def test_a_receipt_that_was_never_given_is_not_found(client):
    assert client.get(f"/ricevuta/{uuid.uuid4()}/").status_code == 404


def test_an_act_without_words_of_its_own_is_still_an_act(client, db):
    entry = ledger.record(kind="something.new", by="staff:3", facts={})
    words = text_of(client.get(f"/ricevuta/{entry.pk}/"))
    assert "Atto registrato" in words
    assert "l'ufficio" in words


def test_an_erased_entry_says_so(client, ada):
    entry = entry_of("registration.confirmed")
    ledger.seal()
    ledger.erase(subject=entry.subject, by="person")
    page = client.get(f"/ricevuta/{entry.pk}/")
    assert "Il contenuto è stato cancellato" in text_of(page)
    assert receipt_in(page)["content"] is None


def test_every_kind_of_registrations_has_its_words():
    folder = Path(registrations.__path__[0])
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    kinds = set(
        re.findall(r'kind="((?:registration|line|seats?|attendance|consent)\.\w+)"', source)
    )
    assert kinds
    assert kinds - set(KINDS) == set()
