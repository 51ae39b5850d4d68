"""Voices near to another, or to what somebody types: what is in memory follows what is in the database."""

import subprocess
import sys
import threading

import pytest
from django.db import connection

from arengo.contributions.models import Contribution
from arengo.contributions.operations import cover, hold_back, publish, take_back
from arengo.gateways.embedder.letters import LETTERS
from arengo.process.models import Process
from arengo.suggestions import neighbours
from arengo.suggestions.neighbours import (
    PUBLISHED,
    Kept,
    neighbours_of,
    published_near,
    published_near_voice,
)
from arengo.suggestions.operations import embed_voices, forget_suggestions
from tests.conftest import Clock
from tests.factories import make_process
from tests.feedback.acts import open_to_voices
from tests.suggestions.voices import write

pytestmark = pytest.mark.django_db
BUSES = "Servono più autobus la sera fra la valle e la città."
BUSES_AGAIN = "servono piu AUTOBUS la sera, tra la valle e la citta"
WOODS = "I boschi abbandonati vanno curati prima che brucino."
ALIKE = "Servono più autobus la mattina per chi va a scuola."


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


def shown(process: Process, text: str) -> Contribution:
    """A voice that everybody reads, with its vector."""
    row = publish(contribution=write(process, text), by="staff:1")
    embed_voices()
    return row


def test_the_nearest_are_found_and_which_may_say_the_same(process: Process) -> None:
    row = write(process, BUSES)
    again, alike, _woods = (write(process, text) for text in (BUSES_AGAIN, ALIKE, WOODS))
    assert neighbours_of(row) == []
    embed_voices()
    found = neighbours_of(row)
    assert [each.voice for each in found] == [again, alike]
    assert [each.may_be_same for each in found] == [True, False]
    assert found[0].is_very_near
    assert found[0].cosine > LETTERS.duplicate_from > found[1].cosine > LETTERS.similar_from


def test_no_more_than_five_of_this_process_and_not_itself(process: Process) -> None:
    rows = [write(process, f"{BUSES} {number}") for number in range(8)]
    embed_voices()
    found = neighbours_of(rows[0])
    assert len(found) == 5
    assert rows[0] not in [each.voice for each in found]


def test_a_letter_that_many_sent_leads_to_itself(process: Process) -> None:
    rows = [write(process, BUSES) for _each in range(3)]
    embed_voices()
    assert {each.voice for each in neighbours_of(rows[1])} == {rows[0], rows[2]}


def test_who_types_sees_what_is_published_and_nothing_else(process: Process) -> None:
    waiting = write(process, BUSES_AGAIN)
    row = shown(process, BUSES)
    assert published_near(BUSES_AGAIN, process) == [row]
    hold_back(contribution=row, by="staff:1")
    assert published_near(BUSES_AGAIN, process) == []
    publish(contribution=waiting, by="staff:1")
    assert published_near(BUSES_AGAIN, process) == [waiting]


def test_at_most_three_and_not_ones_own(process: Process) -> None:
    rows = [shown(process, f"{BUSES} {number}") for number in range(5)]
    assert len(published_near(BUSES, process)) == 3
    assert rows[0] not in published_near_voice(rows[0])


@pytest.mark.parametrize(
    "text", ["", "   ", "bus", "\x00\x00\x00", "🚌" * 40, "%' or 1=1 -- abcde"]
)
def test_of_nothing_nothing_is_near(process: Process, text: str) -> None:
    shown(process, BUSES)
    assert published_near(text, process) == []


def test_what_was_covered_is_found_by_what_everybody_reads(process: Process) -> None:
    row = shown(process, "Chiamate la signora Giuseppina Bianchi di via Lanzo.")
    cover(contribution=row, words="Chiamate la signora […] di via Lanzo.", by="staff:1")
    assert published_near("signora Giuseppina Bianchi", process) == []
    embed_voices()
    assert published_near("signora Giuseppina Bianchi", process) == []
    assert published_near("Chiamate la signora di via Lanzo", process) == [row]


def test_words_taken_back_are_near_to_nothing(process: Process) -> None:
    row, other = write(process, BUSES), write(process, BUSES_AGAIN)
    embed_voices()
    assert [each.voice for each in neighbours_of(other)] == [row]
    take_back(contribution=row)
    assert neighbours_of(other) == []
    forget_suggestions()
    assert neighbours_of(other) == []


def test_while_nothing_changes_it_asks_three_short_questions(
    process: Process, django_assert_num_queries
) -> None:
    row = shown(process, BUSES)
    vector = LETTERS.embed([BUSES])[0]
    PUBLISHED.near(LETTERS, vector, 3)
    with django_assert_num_queries(3):
        assert [one.key[0] for one in PUBLISHED.near(LETTERS, vector, 3)] == [row.pk]


def test_only_what_is_new_is_read(process: Process, monkeypatch) -> None:
    read: list[int] = []
    original = neighbours._read
    monkeypatch.setattr(neighbours, "_read", lambda new: read.append(len(new)) or original(new))
    kept, vector = Kept(), LETTERS.embed([BUSES])[0]
    for number in range(3):
        write(process, f"{BUSES} {number}")
    embed_voices()
    kept.near(LETTERS, vector, 9)
    write(process, BUSES)
    embed_voices()
    assert len(kept.near(LETTERS, vector, 9)) == 4
    assert read == [3, 1]


def test_another_embedder_begins_anew(process: Process, monkeypatch) -> None:
    row = shown(process, BUSES)
    kept, vector = Kept(), LETTERS.embed([BUSES])[0]
    assert [one.key[0] for one in kept.near(LETTERS, vector, 9)] == [row.pk]
    monkeypatch.setattr(LETTERS, "version", "2")
    assert kept.near(LETTERS, vector, 9) == []
    embed_voices()
    assert [one.key[0] for one in kept.near(LETTERS, vector, 9)] == [row.pk]


@pytest.mark.django_db(transaction=True)
def test_many_may_ask_at_once(process: Process) -> None:
    row = shown(process, BUSES)
    found: list[list[Contribution]] = []

    def ask() -> None:
        found.append(published_near(BUSES_AGAIN, process))
        connection.close()

    threads = [threading.Thread(target=ask) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[row]] * 8


def test_neither_pages_nor_the_first_mail_wait_for_scikit_learn() -> None:
    script = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; "
        "django.setup(); import arengo.urls, arengo.cli.serve, arengo.cli.worker; "
        "from django.urls import reverse; reverse('desk:voices'); "
        "print([name for name in ('sklearn', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
