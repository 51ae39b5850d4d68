"""A voice followed by its code: from the hall to the reply, with its proof."""

import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from arengo.contributions.links import author_token
from arengo.contributions.models import Contribution
from arengo.contributions.operations import receive_evenings
from arengo.core import codes
from arengo.core.ledger import operations as ledger
from arengo.core.ledger.receipts import check
from arengo.feedback.models import Insistence
from arengo.live import operations as live
from arengo.live.models import InvitationToWrite, Note
from arengo.live.speakers import turn_now
from arengo.meetings.models import Meeting
from arengo.process.models import Guideline, GuidelineSection
from arengo.registrations.links import token_for
from tests.conftest import Clock
from tests.factories import make_process
from tests.feedback.acts import published, read_all
from tests.live.acts import REGIA, make_evening, seen
from tests.live.test_speaking import ask, call, come
from tests.registrations.acts import ONLINE
from tests.web.public.steps import text_of
from tests.web.public.test_receipt import receipt_in

pytestmark = pytest.mark.django_db
WORDS = "Un treno ogni mezz'ora anche dopo le ventuno"


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    cache.clear()


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening()
    clock.to("2023-09-27 17:30")
    live.begin(meeting=meeting, key="plenaria", seen=seen(meeting), by=REGIA)
    return meeting


@pytest.fixture
def bruno(evening: Meeting):
    return come(evening, "Bruno Bo", ONLINE)


@pytest.fixture
def said(evening: Meeting, bruno) -> Note:
    ask(bruno)
    call(evening)
    turn = turn_now(evening)
    assert turn is not None
    return live.write_note(turn=turn, number=uuid.uuid4(), text=WORDS, by=REGIA)


def page(client: Client, code: str):
    return client.get(f"/voce/{codes.show(code)}/")


def test_before_its_part_is_over_it_is_there_and_says_what_is_to_come(
    client: Client, said: Note
) -> None:
    answer = page(client, said.code)
    words = text_of(answer)
    assert WORDS in words
    assert "Detta, e messa per iscritto: Discussione in plenaria, online" in words
    assert "Ricevuta dall'ufficio ancora da fare" in words
    assert "La risposta ancora da fare" in words
    assert check(receipt_in(answer)) == "waiting"


def test_received_and_read_it_says_so_with_its_receipts_and_its_proof(
    client: Client, evening: Meeting, said: Note
) -> None:
    live.tidy_note(note=said, by=REGIA, kind="need", about="process")
    live.confirm_note(note=said)
    live.close_meeting(meeting=evening, by=REGIA)
    receive_evenings()
    ledger.seal()
    answer = page(client, said.code)
    words = text_of(answer)
    assert "Confermata da chi ha parlato" in words
    assert "Ricevuta dall'ufficio È contata" in words
    assert "Voce ricevuta, e contata" in words
    assert "Bisogno · Il percorso stesso" in words
    assert check(receipt_in(answer)) == "ok"
    assert "Bruno" not in words


def test_the_first_words_stay_beside_the_correction(client: Client, said: Note) -> None:
    live.correct_note(note=said, text="Treni di sera")
    words = text_of(page(client, said.code))
    assert words.index("Treni di sera") < words.index("Come era stata scritta in sala")
    assert WORDS in words


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}"])
def test_a_code_is_found_however_it_is_typed(client: Client, said: Note, typed: str) -> None:
    shown = codes.show(said.code)
    answer = client.get("/voce/", {"codice": typed.format(shown, lower=shown.lower())})
    assert answer.headers["Location"] == f"/voce/{shown}/"


def test_what_is_no_code_and_what_is_nobodys_get_a_sentence_and_keep_what_was_typed(
    client: Client,
) -> None:
    wrong = client.get("/voce/", {"codice": "pippo<b>"})
    assert wrong.status_code == 422
    assert "otto fra lettere e cifre" in text_of(wrong)
    assert "pippo&lt;b&gt;" in wrong.content.decode()
    nobody = page(client, codes.new_code())
    assert nobody.status_code == 404
    assert "Nessuna voce ha questo codice" in text_of(nobody)
    assert client.get("/voce/").status_code == 200


def test_who_tries_code_after_code_is_told_to_wait(client: Client) -> None:
    statuses = [page(client, codes.new_code()).status_code for _time in range(61)]
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {404}


def test_who_tries_the_receipts_of_codes_is_told_to_wait_also_where_there_is_one(
    client: Client, said: Note
) -> None:
    receipt = reverse("public:voice-receipt", args=[codes.show(said.code)])
    assert client.get(receipt).status_code == 200
    for _time in range(60):
        client.get(reverse("public:voice-receipt", args=[codes.new_code()]))
    assert client.get(receipt).status_code == 429


def test_it_is_kept_by_nobody_and_indexed_by_nobody(client: Client, said: Note) -> None:
    answer = page(client, said.code)
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()


def test_one_s_own_page_leads_to_each_voice(
    client: Client, evening: Meeting, bruno, said: Note, clock: Clock
) -> None:
    live.close_meeting(meeting=evening, by=REGIA)
    clock.to("2023-09-28 10:00")
    mine = client.get(f"/i/{token_for(bruno)}/dopo/").content.decode()
    assert f'href="/voce/{codes.show(said.code)}/"' in mine


def test_what_was_written_instead_gets_its_code_when_it_is_received(
    client: Client, evening: Meeting, bruno, clock: Clock
) -> None:
    ask(bruno)
    live.close_meeting(meeting=evening, by=REGIA)
    live.write_instead(invitation=InvitationToWrite.objects.get(), text=WORDS)
    receive_evenings()
    voice = Contribution.objects.get()
    clock.to("2023-09-28 10:00")
    mine = client.get(f"/i/{token_for(bruno)}/dopo/").content.decode()
    assert codes.show(voice.code) in mine
    assert f'href="/la-mia-voce/{author_token(voice.pk)}/"' in mine
    words = text_of(client.get(f"/voce/{codes.show(voice.code)}/"))
    assert WORDS not in words
    assert "Le parole si leggono qui appena l'ufficio le ha lette." in words
    assert WORDS in text_of(client.get(f"/la-mia-voce/{author_token(voice.pk)}/"))
    assert "Scritta: Discussione in plenaria, online" in words
    assert "Ricevuto quello che volevi dire" in words


def test_it_costs_as_many_queries_whatever_happened(
    client: Client, evening: Meeting, said: Note, django_assert_max_num_queries
) -> None:
    live.confirm_note(note=said)
    live.close_meeting(meeting=evening, by=REGIA)
    receive_evenings()
    page(client, said.code)
    with django_assert_max_num_queries(14):
        page(client, said.code)


def test_what_happened_stands_under_its_knot(client: Client, evening: Meeting, said: Note) -> None:
    row = received(evening, said)
    read_all([row])
    words = text_of(page(client, said.code))
    got, _knot, read = words.partition("Ricevuta dall'ufficio")[2].partition("Letta mercoledì 27")
    assert "Voce ricevuta, e contata" in got
    assert "l'ufficio ha detto di che cosa parla" not in got
    assert "Voce letta: l'ufficio ha detto di che cosa parla" in read


def replied(voice: Contribution, **values: object):
    """Read, and answered."""
    read_all([voice])
    voice.refresh_from_db()
    return published([voice], **values)


def received(evening: Meeting, said: Note) -> Contribution:
    live.close_meeting(meeting=evening, by=REGIA)
    receive_evenings()
    return Contribution.objects.get(code=said.code)


def test_the_reply_says_what_became_of_it_why_and_who_says_so(
    client: Client, evening: Meeting, said: Note
) -> None:
    section = GuidelineSection.objects.create(
        guideline=Guideline.objects.create(
            process=evening.process, key="linee", title={"it": "Linee"}
        ),
        key="mobilita",
        title={"it": "Mobilità"},
    )
    replied(received(evening, said), section=section)
    answer = page(client, said.code)
    words = text_of(answer)
    assert "Accolta" in words
    assert "Sta nella strategia 1.2, con il suo costo." in words
    assert "Risponde Pianificazione strategica: Una responsabile (esempio)" in words
    assert "La risposta ancora da fare" not in words
    assert 'href="/linee-di-indirizzo/linee/#mobilita"' in answer.content.decode()
    assert "Non è una risposta" not in words
    english = text_of(client.get(f"/en/voce/{codes.show(said.code)}/"))
    assert "It is in strategy 1.2." in english


def test_only_its_author_may_say_once_that_it_is_no_answer(
    client: Client, evening: Meeting, said: Note
) -> None:
    voice = received(evening, said)
    mine = f"/la-mia-voce/{author_token(voice.pk)}/"
    assert "Non è una risposta" not in text_of(client.get(mine))
    replied(voice)
    assert "Non è una risposta" in text_of(client.get(mine))
    said_so = text_of(client.post(mine, {"manca": "E la domenica?"}, follow=True))
    assert "L'abbiamo ricevuto: l'ufficio ti risponde ancora." in said_so
    assert "Chi l'ha detta dice che non è una risposta" in said_so
    assert Insistence.objects.get().text == "E la domenica?"
    assert "l'ufficio l'ha già ricevuto" in text_of(client.post(mine, follow=True))
    public = text_of(page(client, said.code))
    assert "E la domenica?" not in public
    assert "L'ufficio deve rispondere ancora" in public


def test_a_link_that_is_not_whole_asks_for_the_code(client: Client) -> None:
    answer = client.get("/la-mia-voce/pezzo/")
    assert answer.status_code == 404
    assert "Questo link non è completo" in text_of(answer)


def test_ones_own_page_has_ones_voices_and_replies_when_the_evening_has_forgotten(
    client: Client, evening: Meeting, bruno, said: Note, clock: Clock
) -> None:
    voice = received(evening, said)
    replied(voice)
    clock.to("2023-11-27 10:00")
    live.forget_speaking()
    answer = client.get(f"/i/{token_for(bruno)}/dopo/")
    assert WORDS in text_of(answer)
    assert "La risposta: Accolta" in text_of(answer)
    assert f"/la-mia-voce/{author_token(voice.pk)}/" in answer.content.decode()


def test_the_balance_is_public_and_says_how_it_is_checked(
    client: Client, evening: Meeting, said: Note
) -> None:
    assert "Ancora nessuna voce" in text_of(client.get("/le-voci/"))
    voice = received(evening, said)
    cache.clear()
    words = text_of(client.get("/le-voci/"))
    assert "1 voce ricevuta: aspetta la risposta." in words
    assert "Come si controlla" in words
    replied(voice)
    cache.clear()
    words = text_of(client.get("/le-voci/"))
    assert "1 voce ricevuta: ha la risposta." in words
    assert "Discussione in plenaria 1 1 0" in words
    home = text_of(client.get("/"))
    assert "1 voce ricevuta: ha la risposta." in home


def test_what_happens_to_what_one_says_is_told_before_one_says_it(client: Client) -> None:
    make_process()
    page = client.get(reverse("public:what-happens")).content.decode()
    for words in ("È ricevuta, e contata", "Ha una risposta", "«Non è una risposta»"):
        assert words in page
    for name in ("write", "own-meetings", "voice-find", "refused-voices", "privacy"):
        assert f'href="{reverse(f"public:{name}")}"' in page
