"""What the program says beside a voice at the desk: a suggestion to take, voices that are near."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from arengo.contributions.models import Contribution
from arengo.core import codes
from arengo.people.models import User
from arengo.process.models import Process
from arengo.suggestions.models import LexiconEntry, Suggestion
from arengo.suggestions.operations import add_words, embed_voices
from arengo.suggestions.teaching import Teacher
from tests.conftest import Clock
from tests.factories import make_process
from tests.feedback.acts import open_to_voices
from tests.suggestions.voices import axis, decide, label, read_some, write
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
BUS = "Servono più autobus la sera fra la valle e la città."
AGAIN = "servono piu AUTOBUS la sera, tra la valle e la citta"
LEXICON = "/ufficio/voci/parole/"
SUGGESTS = "Il programma suggerisce"


@pytest.fixture
def process(clock: Clock) -> Process:
    cache.clear()
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    add_words(axis=axis(3), words=["autobus"], by="staff:1")
    return found


def at(row: Contribution) -> str:
    return f"/ufficio/voci/{codes.show(row.code)}/"


def helped() -> None:
    embed_voices()
    Teacher().suggest_axes()


def test_it_suggests_says_why_and_ticks_nothing_by_itself(process: Process) -> None:
    row = write(process, BUS)
    helped()
    response = signed_in().get(at(row))
    page = words(response)
    assert f"Forse parla di questo asse: {axis(3)}" in page
    assert "Ci sono queste parole: «autobus»." in page
    assert not re.search(r'value="axis:3"[^>]*checked', response.content.decode())


def test_taken_its_box_is_ticked_and_nothing_saved(process: Process) -> None:
    row = write(process, BUS)
    helped()
    desk = signed_in()
    (link,) = re.findall(r'href="(\?segna=[^"#]+)', desk.get(at(row)).content.decode())
    page = desk.get(at(row) + link).content.decode()
    assert re.search(r'value="axis:3"[^>]*checked', page)
    assert not row.codes.exists()
    assert desk.get(f"{at(row)}?segna=%22%3E<script>").status_code == 200


def test_learned_it_says_from_how_many_and_how_sure(process: Process) -> None:
    read_some(process, 90)
    row = write(process, "Servono autobus e treni la sera")
    helped()
    page = words(signed_in().get(at(row)))
    assert "Lo ha imparato da 90 voci che avete letto." in page
    said = {0.97: "Quasi di sicuro", 0.85: "Molto probabilmente", 0.6: "Probabilmente"}
    for confidence, sentence in said.items():
        Suggestion.objects.filter(contribution=row).update(confidence=confidence)
        assert f"{sentence} parla di questo asse" in words(signed_in().get(at(row)))


def test_not_sure_it_says_so_and_offers_nothing(process: Process) -> None:
    row = write(process, "Sono d'accordo.")
    helped()
    page = words(signed_in().get(at(row)))
    assert "Non riconosce di quale asse parla." in page
    assert "Spuntalo nel modulo" not in page
    candidates = [{"label": label(3), "confidence": 0.4, "because": []}]
    Suggestion.objects.update(candidates=candidates)
    assert f"Non è abbastanza sicuro. I più vicini: {axis(3)}." in words(signed_in().get(at(row)))


def test_once_read_it_suggests_no_more(process: Process) -> None:
    row = write(process, BUS)
    helped()
    decide(row, 3)
    assert SUGGESTS not in words(signed_in().get(at(row)))


def test_who_only_looks_takes_nothing(process: Process) -> None:
    row = write(process, BUS)
    helped()
    assert SUGGESTS not in words(signed_in(User.Role.VIEWER).get(at(row)))


def test_an_axis_that_is_gone_is_not_suggested(process: Process) -> None:
    row = write(process, BUS)
    helped()
    Suggestion.objects.update(label="999999")
    assert "Spuntalo nel modulo" not in words(signed_in().get(at(row)))


def test_near_ones_stand_beside_with_how_near(process: Process) -> None:
    row, again = write(process, BUS), write(process, AGAIN)
    write(process, "I boschi abbandonati vanno curati.")
    helped()
    page = words(signed_in().get(at(row)))
    assert f"{AGAIN} {codes.show(again.code)} · molto vicina · forse dice lo stesso" in page
    assert "boschi" not in page


def test_what_somebody_wrote_is_shown_as_words(process: Process) -> None:
    row = write(process, BUS)
    write(process, f"{BUS} <script>alert(1)</script>")
    helped()
    page = signed_in().get(at(row)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# The words of the axes


def test_the_office_adds_words_and_takes_them_away(process: Process) -> None:
    desk = signed_in()
    answer = desk.post(LEXICON, {"asse": "3", "parole": "Treni, pista ciclabile,\nautobus,"})
    assert answer["Location"] == f"{LEXICON}#asse-3"
    page = words(desk.get(LEXICON))
    assert "2 parole aggiunte." in page
    assert "Togli pista ciclabile" in page
    desk.post(LEXICON, {"asse": "3", "togli": "pista ciclabile"})
    assert "pista ciclabile" not in words(desk.get(LEXICON))
    assert LexiconEntry.objects.count() == 2


def test_a_word_too_short_comes_back_with_its_sentence(process: Process) -> None:
    response = signed_in().post(LEXICON, {"asse": "3", "parole": "treni, a*"})
    assert response.status_code == 422
    assert "«a*» è troppo corto" in words(response)
    assert 'value="treni, a*"' in response.content.decode()
    assert LexiconEntry.objects.count() == 1


@pytest.mark.parametrize("number", ["", "9", "x", "²", "-1", "9" * 30])
def test_an_axis_that_is_none_is_not_found(process: Process, number: str) -> None:
    assert signed_in().post(LEXICON, {"asse": number, "parole": "treni"}).status_code == 404


def test_who_only_looks_reads_the_words_and_changes_none(process: Process) -> None:
    viewer = signed_in(User.Role.VIEWER)
    assert "autobus" in words(viewer.get(LEXICON))
    assert viewer.post(LEXICON, {"asse": "3", "parole": "treni"}).status_code == 403


def test_the_page_says_how_often_the_office_agreed(process: Process) -> None:
    row, other = write(process, BUS), write(process, AGAIN)
    helped()
    decide(row, 3)
    decide(other, 1)
    page = words(signed_in().get(LEXICON))
    assert "su 2 voci per cui suggeriva un asse, l'ufficio ha detto lo stesso per 1." in page


def test_nobody_else_opens_it(process: Process) -> None:
    assert Client().get(LEXICON).status_code == 302
