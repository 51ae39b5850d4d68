"""Who is erased is looked for in every column of the whole database and in every file: read aloud."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from arengo.cli.worker import work_once
from arengo.contributions.models import Contribution
from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import seal
from arengo.core.ledger.receipts import check, receipt_for
from arengo.core.ledger.verification import verify
from arengo.feedback.balance import total
from arengo.feedback.verification import differences
from arengo.meetings.models import Meeting
from arengo.process.models import Process
from arengo.registrations import figures
from arengo.registrations.operations import erase_person
from arengo.web.shared import own_data
from tests.conftest import Clock
from tests.factories import make_process
from tests.journeys.zaira import EMAIL, NAME, PHONE, SAID, TOLD, WHO, cells, found_in, hers, lives

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def process(clock: Clock, settings, tmp_path: Path) -> Process:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO, settings.HOME = True, tmp_path
    (tmp_path / "inbox").mkdir()
    cache.clear()
    return make_process()


def places_of(words: list[str], media: Path) -> dict[str, set[str]]:
    """Where each of these stands: table and column, or the file under media."""
    places: dict[str, set[str]] = {}
    for (table, column), text in cells():
        for word in found_in(text, words):
            places.setdefault(word, set()).add(f"{table}.{column}")
    for path in media.rglob("*"):
        text = path.name + (path.read_bytes().decode("latin-1") if path.is_file() else "")
        for word in found_in(text, words):
            places.setdefault(word, set()).add(f"media/{path.relative_to(media).parts[0]}")
    return places


# What she said to everybody, and where it stays: as part of what was said in public or answered.
STAYS = {
    SAID["note"]: {"live_note.text", "contributions_contribution.text", "live_minutes.content"},
    SAID["statement"]: {
        "live_statement.text",
        "contributions_contribution.text",
        "live_minutes.content",
    },
    SAID["question"]: {"live_askedquestion.text", "live_minutes.content"},
    SAID["correction"]: {"live_correction.text"},
    **{SAID[way]: {"contributions_contribution.text"} for way in ("site", "sheet", "line")},
    **{SAID[way]: {"contributions_contribution.text"} for way in ("report", "passage", "second")},
    SAID["beside"]: {"contributions_contribution.text"},
    # Divided, beside the words that everybody reads of the whole.
    SAID["rest"]: {"contributions_contribution.text", "contributions_contribution.covered"},
}


# The office's own names of files, and what stands in a file that she has: no fact about her.
NOT_HER_WORDS = {"sheet_name", "scan", "attached"}


def test_by_her_links_she_gets_all_of_it(process: Process, clock: Clock, tmp_path: Path) -> None:
    lives(process, clock, tmp_path / "inbox")
    sealed()
    taken = [
        own_data.of_person(person, act_in_words=lambda act: act.kind, with_receipts=True).as_dict()
        for person in hers()
    ]
    file = json.dumps(taken, ensure_ascii=False)
    words = [*SAID.values(), *(text for key, text in TOLD.items() if key not in NOT_HER_WORDS)]
    assert [text for text in [*words, NAME, EMAIL, PHONE] if text not in file] == []
    assert "Acacie 77" in file
    acts = {act["kind"] for each in taken for act in each["acts"]}
    assert acts >= {"contribution.received", "source.added", "registration.confirmed"}
    assert {check(act["receipt"]) for each in taken for act in each["acts"]} == {"ok"}
    mails = {mail["mail"] for each in taken for mail in each["mails"]}
    assert len(mails) > 3


def test_nothing_is_left_of_zaira(
    process: Process, clock: Clock, settings: Any, tmp_path: Path
) -> None:
    # She takes part, is heard, writes, and is written for; each word of hers stands somewhere.
    media = tmp_path / "media"
    lives(process, clock, tmp_path / "inbox")
    # The mailbox of the demo is a folder; nothing else is of the demo.
    settings.DEMO = False
    words = [*WHO, *TOLD.values()]
    assert set(words) - set(places_of(words, media)) == set()
    received, voices = total(process), Contribution.objects.count()
    evening = figures.totals(Meeting.objects.get())
    receipts = [receipt_for(entry) for entry in sealed()]

    # She is erased, by the link of each way in which she is known, and the worker runs.
    for person in hers():
        erase_person(person=person)
    work_once()

    # Neither who she is nor what she told the office stands anywhere, and none of her files is there.
    assert places_of(words, media) == {}
    assert [path for path in media.rglob("*") if path.is_file()] == []
    # What she said to everybody stays where everybody reads it, and names nobody.
    assert places_of(list(SAID.values()), media) == STAYS
    # It was counted and goes on being; the ledger is whole, and its receipts hold.
    assert (total(process), Contribution.objects.count()) == (received, voices)
    assert figures.totals(Meeting.objects.get()) == evening
    seal(1000)
    assert verify() == []
    assert list(differences()) == []
    assert {check(receipt.as_dict()) for receipt in receipts} == {"ok"}


def sealed() -> list[Entry]:
    """All that the ledger has of that time."""
    while seal(1000):
        continue
    return list(Entry.objects.exclude(block=None))
