"""Words as a search compares them: forms of one word, accents, apostrophes, and whatever is typed."""

import pytest

from arengo.core.full_text.asking import MOST_TERMS, Term, asked
from arengo.core.full_text.words import (
    GAP,
    MOST_LETTERS,
    MOST_PLACES,
    MOST_WORDS,
    stem,
    stems,
    words,
)


@pytest.mark.parametrize(
    "forms",
    [
        "treno treni TRENI",
        "città citta CITTÀ",
        "asse assi",
        "acqua acque",
        "lago laghi",
        "parco parchi",
        "biblioteca biblioteche",
        "partecipare partecipazione partecipiamo",
        "perché perche perchè",
        "pubblico pubblica pubblici pubbliche",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(each) for each in words(forms)}) == 1


def test_words_that_only_look_alike_stay_apart() -> None:
    assert len(set(stems("treno trenta trama tre"))) == 5  # with the gap at the end


@pytest.mark.parametrize("text", ["L'acqua", "l’acqua", "lʼacqua", "l`acqua", "l acqua"])
def test_an_apostrophe_parts_two_words(text: str) -> None:
    assert words(text) == ["l", "acqua"]


def test_other_languages_and_signs_are_words_too() -> None:
    assert words("The buses, s'il vous plaît: Straße № 5 – Київ 東京 😀 a_b") == [
        *("the", "buses", "s", "il", "vous", "plait", "strasse", "no", "5", "киів", "東京"),
        *("a", "b"),
    ]


def test_what_no_database_holds_is_cut_the_same_for_both() -> None:
    assert len(stems("acqua " * 2 * MOST_WORDS)) == MOST_WORDS
    assert stems("acqua " * 300).count("acqu") == MOST_PLACES
    assert stems("x" * 5000) == ["x" * MOST_LETTERS, GAP]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("l'acqua pubblica", [Term(("acqu",)), Term(("pubblic",), "pubblica")]),
        ('"treni della sera" bus', [Term(("tren", "dell", "ser")), Term(("bus",), "bus")]),
        ("«treni» la", [Term(("tren",))]),
        ('treni "sera', [Term(("tren",)), Term(("ser",), "sera")]),
        ("di", [Term(("di",))]),
        ("e la", [Term(("e",)), Term(("la",))]),
        ("5 g", [Term(("5",)), Term(("g",))]),
        ("", []),
        ('"" ** 😀 --', []),
    ],
)
def test_what_is_typed_says_what_must_occur(typed: str, terms: list[Term]) -> None:
    assert list(asked(typed).terms) == terms


def test_of_a_page_that_is_pasted_the_first_words_are_looked_for() -> None:
    assert len(asked(" ".join(f"parola{n}" for n in range(3000))).terms) == MOST_TERMS
