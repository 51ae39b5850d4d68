"""Similar voices while one writes, and saying that one thinks the same: an address, a mail, a button."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from arengo.contributions import supports
from arengo.contributions.links import support_token
from arengo.contributions.models import Contribution, Support
from arengo.contributions.operations import ask_support, confirm_support, hold_back, publish
from arengo.core import codes
from arengo.core.outbox.delivery import deliver_due
from arengo.people.models import Contact, Person
from arengo.process.models import Process, Stage
from arengo.suggestions.operations import embed_voices
from arengo.web.public.views import similar, supporting
from arengo.web.shared.bots import HONEYPOT, STAMP
from arengo.web.shared.limits import AddressLimit, Limit
from tests.conftest import Clock
from tests.factories import make_municipality, make_process, moment
from tests.feedback.acts import open_to_voices, send_from_the_site
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words as words_of
from tests.web.public.steps import opened, text_of

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
BUSES = "Servono più autobus la sera fra la valle e la città."
BUSES_AGAIN = "servono piu AUTOBUS la sera, tra la valle e la citta"
SIMILAR = "/scrivi/simili/"


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    open_to_voices(found)
    return found


@pytest.fixture
def voice(process: Process) -> Contribution:
    row = publish(contribution=send_from_the_site(process, text=BUSES), by="staff:1")
    embed_voices()
    return row


def page_of(row: Contribution, part: str = "") -> str:
    return f"/voce/{codes.show(row.code)}/{part}"


def own(row: Support, part: str = "") -> str:
    return f"/sostegno/{support_token(row.pk)}/{part}"


def typed(**changes: str) -> dict[str, str]:
    return {"email": ADA, STAMP: opened(), **changes}


def supported(voice: Contribution) -> Support:
    return confirm_support(support=ask_support(contribution=voice, email=ADA))


# While one types


def test_who_types_sees_what_was_said_already(client: Client, voice: Contribution) -> None:
    response = client.get(SIMILAR, {"q": BUSES_AGAIN})
    words = words_of(response)
    assert BUSES in words
    assert f"La penso così (voce {codes.show(voice.code)})" in words
    assert page_of(voice, "sostieni/") in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert "<html" not in response.content.decode()


def test_it_tells_how_many_think_the_same(client: Client, voice: Contribution) -> None:
    supported(voice)
    assert "1 persona la pensa così" in words_of(client.get(SIMILAR, {"q": BUSES_AGAIN}))


@pytest.mark.parametrize("typed", ["", "bus", "I boschi vanno curati.", "\x00" * 20, "<b>" * 2000])
def test_of_what_is_near_to_nothing_the_part_is_empty(
    client: Client, voice: Contribution, typed: str
) -> None:
    response = client.get(SIMILAR, {"q": typed})
    assert (response.status_code, response.content.strip()) == (200, b"")


def test_words_that_the_office_has_not_read_are_nobodys_to_see(
    client: Client, process: Process
) -> None:
    row = send_from_the_site(process, text=BUSES)
    embed_voices()
    assert BUSES not in words_of(client.get(SIMILAR, {"q": BUSES_AGAIN}))
    publish(contribution=row, by="staff:1")
    assert BUSES in words_of(client.get(SIMILAR, {"q": BUSES_AGAIN}))
    hold_back(contribution=row, by="staff:1")
    assert BUSES not in words_of(client.get(SIMILAR, {"q": BUSES_AGAIN}))


def test_words_are_shown_as_words(client: Client, process: Process) -> None:
    text = f"{BUSES} <img src=x onerror=alert(1)>"
    publish(contribution=send_from_the_site(process, text=text), by="staff:1")
    embed_voices()
    page = client.get(SIMILAR, {"q": BUSES}).content.decode()
    assert "<img" not in page
    assert "&lt;img" in page


def test_too_many_questions_get_no_answer(client: Client, voice: Contribution, monkeypatch) -> None:
    few = AddressLimit("few-similar", per_address=2, per_range=9, seconds=600)
    monkeypatch.setattr(similar, "TYPING", few)
    asked = [client.get(SIMILAR, {"q": BUSES}).status_code for _each in range(3)]
    assert asked == [200, 200, 429]
    assert client.post(SIMILAR).status_code == 405


def test_the_page_has_where_to_show_them_and_says_so_aloud(
    client: Client, process: Process
) -> None:
    page = client.get("/scrivi/").content.decode()
    assert f'data-similar="{SIMILAR}"' in page
    assert re.search(r'role="status" data-similar-status', page)
    assert 'data-similar="/en/scrivi/simili/"' in client.get("/en/scrivi/").content.decode()


def test_without_a_script_the_page_after_sending_shows_them(
    client: Client, process: Process, voice: Contribution
) -> None:
    fields = {"text": BUSES_AGAIN, STAMP: opened(), "number": ""}
    answer = client.post("/scrivi/", fields)
    words = text_of(client.get(answer["Location"]))
    assert "Qualcuno ha già detto una cosa simile." in words
    assert BUSES in words
    assert "una cosa simile" not in text_of(client.get(answer["Location"].partition("?")[0]))


# Supporting


def test_from_the_page_of_a_voice_by_mail_to_the_number(
    client: Client, voice: Contribution, mailoutbox
) -> None:
    assert "La penso così" in text_of(client.get(page_of(voice)))
    page = text_of(client.get(page_of(voice, "sostieni/")))
    assert BUSES in page
    answer = client.post(page_of(voice, "sostieni/"), typed())
    assert "Ti abbiamo scritto" in text_of(client.get(answer["Location"]))
    deliver_due()
    (link,) = set(re.findall(r"http://testserver(/sostegno/[\w-]+/)", mailoutbox[0].body))
    assert "La pensi così anche tu?" in text_of(client.get(link))
    assert supports.count_of(voice.code) == 0
    assert client.post(link)["Location"] == link
    assert "Il tuo sostegno è contato: per ora è il solo." in text_of(client.get(link))
    cache.clear()
    assert "1 persona la pensa così" in text_of(client.get(page_of(voice)))


def test_it_says_the_same_whoever_the_address_is(client: Client, voice: Contribution) -> None:
    supported(voice)
    known = client.post(page_of(voice, "sostieni/"), typed())
    new = client.post(page_of(voice, "sostieni/"), typed(email="bruno@example.org"))
    assert known["Location"] == new["Location"] == page_of(voice, "sostieni/?inviata")
    assert ADA not in client.get(known["Location"]).content.decode()


@pytest.mark.parametrize(
    "email", ["", "ada", "a@b", "ada@example.org\nBcc: x@example.org", "x" * 50]
)
def test_an_address_that_is_none_is_said(client: Client, voice: Contribution, email: str) -> None:
    response = client.post(page_of(voice, "sostieni/"), typed(email=email))
    assert response.status_code == 422
    assert "C'è una cosa da sistemare" in text_of(response)
    assert not Support.objects.exists()


def test_programs_are_told_to_try_again(client: Client, voice: Contribution) -> None:
    for wrong in ({HONEYPOT: "x"}, {STAMP: "forged"}):
        assert client.post(page_of(voice, "sostieni/"), typed(**wrong)).status_code == 422
    assert not Person.objects.exists()


def test_another_site_supports_nothing(voice: Contribution) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(page_of(voice, "sostieni/"), typed()).status_code == 422
    assert not Support.objects.exists()


def test_one_mailbox_is_not_flooded(client: Client, voice: Contribution, monkeypatch) -> None:
    monkeypatch.setattr(supporting, "ONE_MAILBOX", Limit("few-mails", times=1, seconds=600))
    path = page_of(voice, "sostieni/")
    assert client.post(path, typed()).status_code == 302
    response = client.post(path, typed(email=ADA.upper()))
    assert response.status_code == 429
    assert "già mandato molti messaggi" in text_of(response)


def test_what_not_everybody_reads_shows_nothing_and_takes_nothing(
    client: Client, process: Process
) -> None:
    row = send_from_the_site(process, text=BUSES)
    path = page_of(row, "sostieni/")
    assert BUSES not in text_of(client.get(path))
    assert client.post(path, typed()).status_code == 409
    assert "La penso così" not in text_of(client.get(page_of(row)))
    for code in ("0000-0000", "x", "<script>"):
        assert client.get(f"/voce/{code}/sostieni/").status_code == 404


def test_when_nobody_may_write_any_more_the_number_stays(
    client: Client, voice: Contribution
) -> None:
    supported(voice)
    Stage.objects.update(closed_at=moment("2023-10-27 09:00"))
    cache.clear()
    words = text_of(client.get(page_of(voice)))
    assert "1 persona la pensa così" in words
    assert "La penso così" not in words


def test_it_is_taken_back_by_the_same_link(client: Client, voice: Contribution) -> None:
    row = supported(voice)
    answer = client.post(own(row), {"atto": "ritira"})
    assert answer["Location"] == page_of(voice)
    assert supports.count_of(voice.code) == 0
    for response in (
        client.get(own(row)),
        client.post(own(row)),
        client.post(own(row, "i-miei-dati/")),
    ):
        assert response.status_code == 404
        assert "Questo link non vale più" in text_of(response)


def test_a_link_that_is_not_ours_opens_nothing(client: Client, voice: Contribution) -> None:
    for token in ("x", "A" * 43, support_token(supported(voice).pk)[:-2] + "xx"):
        assert client.get(f"/sostegno/{token}/").status_code == 404


def test_what_is_refused_is_said_with_the_way_to_the_voice(
    client: Client, voice: Contribution
) -> None:
    row = ask_support(contribution=voice, email=ADA)
    hold_back(contribution=voice, by="staff:1")
    assert BUSES not in text_of(client.get(own(row)))
    response = client.post(own(row))
    assert response.status_code == 409
    assert "adesso non si può sostenere" in text_of(response)


def test_ones_data_are_seen_taken_away_and_erased(client: Client, voice: Contribution) -> None:
    row = ask_support(contribution=voice, email=ADA)
    assert client.get(own(row, "i-miei-dati/"))["Location"] == own(row)
    confirm_support(support=row)
    assert ADA in text_of(client.get(own(row, "i-miei-dati/")))
    file = client.get(own(row, "i-miei-dati/dati.json"))
    assert voice.code in file.content.decode()
    client.post(own(row, "i-miei-dati/"))
    assert not Contact.objects.exists()
    words = text_of(client.get(own(row)))
    assert "Il tuo sostegno è contato" in words
    assert "I tuoi dati" not in words


def test_nobody_keeps_these_pages(client: Client, voice: Contribution) -> None:
    row = supported(voice)
    for path in (own(row), own(row, "i-miei-dati/")):
        assert client.get(path)["Cache-Control"] == "no-store, private"


def test_the_desk_reads_how_many(voice: Contribution) -> None:
    supported(voice)
    desk = signed_in()
    for path in ("/ufficio/voci/", f"/ufficio/voci/{codes.show(voice.code)}/"):
        assert "1 persona la pensa così" in text_of(desk.get(path))
