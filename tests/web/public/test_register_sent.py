"""After sending: where the mail went, send again, wrong address; never a dead end."""

import random
import re
import string

import pytest
from django.http import QueryDict
from django.test import Client

from arengo.core.outbox.models import Message
from arengo.registrations.models import Registration
from arengo.web.public.forms import draft
from arengo.web.public.forms.mail_advice import hidden
from arengo.web.shared.bots import STAMP
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import mail_leaves, take_part
from tests.web.public.steps import form_page, is_ticked, text_of, typed, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    make_municipality()
    return make_meeting()


def send(client, meeting, **changes):
    return client.post(form_page(meeting), typed(**changes))["Location"]


def test_it_says_where_the_mail_went_without_the_whole_address(client, meeting):
    address = send(client, meeting, email="ada.rossi@example.org")
    page = client.get(address)
    assert "a•••••i@example.org" in text_of(page)
    assert "ada.rossi@" not in page.content.decode()
    assert "ada" not in address


def test_short_addresses_are_hidden_altogether():
    assert hidden("ab@example.org") == "•••@example.org"


def test_registering_twice_looks_the_same_and_stays_one(client, meeting):
    first = text_of(client.get(send(client, meeting)))
    second = text_of(client.get(send(client, meeting)))
    assert first == second
    assert Registration.objects.count() == 1


def test_a_stranger_cannot_tell_who_is_registered(client, meeting):
    take_part(meeting, "Bruno Neri", municipality=None)
    known = text_of(client.get(send(client, meeting, name="Bruno Neri", email="bruno@example.org")))
    new = text_of(client.get(send(client, meeting, name="Carla Blu", email="carla@example.org")))
    assert known.replace("b•••••o@", "c•••••a@") == new


def test_the_address_can_be_put_right_with_everything_still_there(client, meeting):
    address = send(client, meeting, axes=["4"], access_needs="LIS", access_consent="on")
    sent = client.get(address).content.decode()
    back = re.search(r'href="([^"]*\?bozza=[^"#]*)#id_email"', sent).group(1)
    page = client.get(back)
    assert value_of(page, "name") == "Ada Rossi"
    assert value_of(page, "email") == "ada@example.org"
    assert value_of(page, "municipality") == "Balme"
    assert is_ticked(page, "axes", "4")
    assert is_ticked(page, "participation", "sala")
    assert is_ticked(page, "access_consent")
    assert "LIS</textarea>" in page.content.decode()
    assert "is-wrong" not in page.content.decode()


def test_send_again_owes_another_mail(client, meeting, clock):
    address = send(client, meeting)
    mail_leaves()
    clock.to("2023-09-06 09:10")
    token = address.partition("bozza=")[2]
    answer = client.post(address.partition("?")[0], {"bozza": token})
    assert answer.status_code == 302
    assert "Te l'abbiamo mandato di nuovo." in text_of(client.get(answer["Location"]))
    assert Message.objects.filter(state="owed").count() == 1


def test_send_again_has_a_limit_and_says_so(client, meeting):
    address = send(client, meeting)
    token = address.partition("bozza=")[2]
    for _turn in range(4):
        answer = client.post(address.partition("?")[0], {"bozza": token})
    assert "Aspetta qualche minuto" in text_of(client.get(answer["Location"]))


def test_looking_at_the_page_sends_nothing(client, meeting):
    address = send(client, meeting)
    before = Message.objects.count()
    client.get(address)
    client.get(f"{address}&esito=di-nuovo")
    assert Message.objects.count() == before


def test_send_again_from_an_old_page_asks_to_press_again(client, meeting):
    address = send(client, meeting)
    before = Message.objects.count()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address.partition("?")[0], {"bozza": address.partition("bozza=")[2]})
    assert "Premi di nuovo" in text_of(strict.get(answer["Location"]))
    assert Message.objects.count() == before


def test_no_cache_keeps_what_was_typed(client, meeting):
    address = send(client, meeting)
    back = f"{form_page(meeting)}?{address.partition('?')[2]}"
    for page in (client.get(address), client.get(back)):
        assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("token", ["", "inventato", "gAAAAABlsomething"])
def test_without_a_good_token_the_page_still_helps(client, meeting, token):
    page = client.get(f"{form_page(meeting)}inviata/", {"bozza": token})
    assert "Farti rimandare il link" in text_of(page)


def test_a_draft_is_forgotten_after_half_an_hour(client, meeting, monkeypatch):
    token = send(client, meeting).partition("bozza=")[2]
    assert draft.read(token)
    monkeypatch.setattr(draft, "LIVES_SECONDS", -1)
    assert draft.read(token) is None


def test_a_very_long_text_is_left_out_of_the_address():
    # Random signs stand for dense text: they do not compress.
    dense = random.Random(1)
    data = QueryDict(mutable=True)
    data.update({"name": "Ada", STAMP: "x"})
    for number in range(3):
        data[f"domanda-{number}"] = "".join(dense.choices(string.ascii_letters, k=2000))
    token = draft.write(data, [1])
    assert len(token) <= draft.LONGEST
    assert draft.read(token).typed == {"name": ["Ada"]}
