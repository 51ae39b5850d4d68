"""Which texts are near to one another: exactly, in order, always the same."""

import subprocess
import sys
import threading

import numpy as np
import pytest

from arengo.gateways.embedder.letters import LETTERS
from arengo.suggestions import nearest as module
from arengo.suggestions.nearest import Duplicate, Near, Shelf, duplicates, nearest

BUSES = "Servono più autobus la sera fra la valle e la città."
BUSES_AGAIN = "servono piu AUTOBUS la sera, tra la valle e la citta"
WOODS = "I boschi abbandonati vanno curati prima che brucino."
DOCTOR = "Nel nostro paese manca il medico di base."
RIGHT, UP, LEFT = [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]
BETWEEN = [0.8, 0.6]


def rows(*vectors: list[float]) -> np.ndarray:
    return np.array(vectors, dtype=np.float32)


def some_vectors(count: int, seed: int = 1) -> np.ndarray:
    found = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_the_nearest_come_first_and_no_more_than_were_asked_for() -> None:
    found = nearest(rows(RIGHT)[0], rows(UP, BETWEEN, RIGHT, LEFT), 2)
    assert [one.key for one in found] == [2, 1]
    assert [one.cosine for one in found] == pytest.approx([1, 0.8])


def test_what_is_not_near_enough_is_left_out() -> None:
    here = rows(UP, BETWEEN, RIGHT, LEFT)
    assert [one.key for one in nearest(here[2], here, 9, at_least=0.5)] == [2, 1]
    assert nearest(here[2], here, 0) == []
    assert nearest(here[2], here[:0], 5) == []


def test_of_two_as_near_the_earlier_comes_first() -> None:
    found = nearest(rows(RIGHT)[0], rows(BETWEEN, UP, BETWEEN, BETWEEN), 2)
    assert [one.key for one in found] == [0, 2]


def test_it_is_the_same_as_looking_at_each() -> None:
    vectors = some_vectors(300)
    asked = some_vectors(1, seed=2)[0]
    expected = sorted(range(300), key=lambda place: -float(vectors[place] @ asked))[:20]
    assert [one.key for one in nearest(asked, vectors, 20)] == expected


def test_a_sentence_that_was_written_before_is_found() -> None:
    vectors = LETTERS.embed([WOODS, BUSES, DOCTOR])
    typed = LETTERS.embed([BUSES_AGAIN])[0]
    assert [one.key for one in nearest(typed, vectors, 3, at_least=LETTERS.similar_from)] == [1]


# Probable duplicates


def test_a_row_is_the_duplicate_of_the_nearest_before_it() -> None:
    vectors = LETTERS.embed([BUSES, WOODS, BUSES_AGAIN, DOCTOR, BUSES])
    found = duplicates(vectors, LETTERS.duplicate_from)
    assert [(one.place, one.of) for one in found] == [(2, 0), (4, 0)]
    assert found[1].cosine == pytest.approx(1, abs=0.001)


def test_a_letter_sent_by_many_gives_one_duplicate_each() -> None:
    vectors = np.repeat(rows(RIGHT), 50, axis=0)
    assert duplicates(vectors, 0.9) == [Duplicate(place, 0, 1.0) for place in range(1, 50)]


def test_blocks_change_nothing(monkeypatch) -> None:
    vectors = some_vectors(100)
    whole = duplicates(vectors, 0.7)
    assert whole
    monkeypatch.setattr(module, "BLOCK", 7)
    assert duplicates(vectors, 0.7) == whole
    assert duplicates(vectors[:0], 0.7) == duplicates(vectors[:1], 0.7) == []


def test_texts_without_words_are_no_duplicates_of_each_other() -> None:
    assert duplicates(LETTERS.embed(["", "…", ""]), LETTERS.duplicate_from) == []


# The shelf


def test_a_shelf_finds_by_key_what_was_laid_down() -> None:
    shelf: Shelf[str] = Shelf(2)
    assert shelf.nearest(rows(RIGHT)[0], 3) == []
    shelf.put(["a", "b"], rows(UP, RIGHT))
    shelf.put(["c"], rows(BETWEEN))
    assert len(shelf) == 3
    found = shelf.nearest(rows(RIGHT)[0], 2, at_least=0.5)
    assert [one.key for one in found] == ["b", "c"]
    assert found[0] == Near("b", 1.0)


def test_what_is_laid_down_again_takes_the_place_of_what_was_there() -> None:
    shelf: Shelf[int] = Shelf(2)
    shelf.put([1, 2], rows(UP, RIGHT))
    shelf.put([1], rows(RIGHT))
    assert len(shelf) == 2
    assert [one.key for one in shelf.nearest(rows(RIGHT)[0], 5, at_least=0.9)] == [2, 1]


def test_what_is_dropped_is_found_no_more_and_nobody_minds_what_was_not_there() -> None:
    shelf: Shelf[int] = Shelf(2)
    shelf.put([1, 2], rows(RIGHT, RIGHT))
    shelf.drop([1, 99])
    assert [one.key for one in shelf.nearest(rows(RIGHT)[0], 5)] == [2]
    shelf.drop([2])
    assert (len(shelf), shelf.nearest(rows(RIGHT)[0], 5)) == (0, [])


def test_as_many_keys_as_vectors_or_nothing_is_laid_down() -> None:
    shelf: Shelf[int] = Shelf(2)
    with pytest.raises(ValueError, match="2 keys, 1 vectors"):
        shelf.put([1, 2], rows(RIGHT))
    with pytest.raises(ValueError, match="twice"):
        shelf.put([1, 1], rows(RIGHT, UP))
    assert len(shelf) == 0


def test_many_who_write_and_ask_at_once_lose_nothing() -> None:
    shelf: Shelf[int] = Shelf(8)
    vectors = some_vectors(400)
    wrong: list[int] = []

    def write(start: int) -> None:
        for place in range(start, start + 100):
            shelf.put([place], vectors[place : place + 1])
            found = shelf.nearest(vectors[place], 1)
            wrong.extend(one.key for one in found if one.key != place)

    threads = [threading.Thread(target=write, args=(start,)) for start in range(0, 400, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(shelf), wrong) == (400, [])


def test_pages_that_look_for_near_texts_do_not_carry_what_learning_needs() -> None:
    program = (
        "import sys, arengo.suggestions.nearest, arengo.suggestions.lexicon;"
        "print([name for name in ('sklearn', 'scipy') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
