"""The invitation, kept: every sentence has its page, every page its words; and one evening of it.

docs/announcement.md is walked here row by row, against the real process file.
"""

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.core.clock import process_time
from arengo.invitations.models import AddressBookEntry
from arengo.meetings.models import Meeting
from tests.conftest import SIXTH_OF_SEPTEMBER
from tests.invitations.books import make_invitation
from tests.journeys.table import ROOT, Row, rows, sentences
from tests.registrations.acts import ONLINE, take_part
from tests.web.public.reading import words
from tests.web.public.steps import page_of

# Alone in a run, too, its database is made.
pytestmark = pytest.mark.django_db
# The invitation is not ours to copy: this is the digest of its words, spaces made one.
INVITATION = "e0a85680a98a20c815bbf0f75e538c8c77ae6fb4c4bb168c45f689d6c6a230b3"
SOURCE = ROOT.parent / "shared" / "data" / "psm" / "announcement.it.txt"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SHOWN = [row for row in rows() if not row.is_to_come]
TO_COME = [row for row in rows() if row.is_to_come]
LANGUAGES = ["it", "en"]


def in_one_line(text: str) -> str:
    return " ".join(re.sub(r"[*<>]", "", text).split())


# The table and the invitation


def test_no_word_of_the_invitation_is_missing_and_none_is_altered() -> None:
    told = " ".join(sentences())
    assert hashlib.sha256(told.encode()).hexdigest() == INVITATION
    if SOURCE.exists():
        assert told == in_one_line(SOURCE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_every_row_has_words_in_italian_and_in_english_and_a_test_that_exists(row: Row) -> None:
    assert row.italian
    assert row.english or not row.is_public
    file, name = row.test.split("::")
    functions = ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    assert name in {f.name for f in functions if isinstance(f, ast.FunctionDef)}


def test_nothing_of_the_evening_is_still_to_come() -> None:
    assert TO_COME == []


# The pages


@dataclass(frozen=True)
class Page:
    status: int
    words: str


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> dict[tuple[str, str], Page]:
    """Every page of the table as it stands on 6 September 2023, by address and language.

    The process file is applied once; the pages are read, and the database is as before.
    """
    day = process_time.frozen_at(SIXTH_OF_SEPTEMBER)
    with django_db_blocker.unblock(), day, transaction.atomic():
        cache.clear()
        apply_file(bundled())
        read = _read_all()
        transaction.set_rollback(True)
    return read


def _read_all() -> dict[tuple[str, str], Page]:
    meeting = Meeting.objects.get(slug="lancio")
    balme = AddressBookEntry.objects.create(
        key="comune-di-balme", kind="municipality", name="Comune di Balme", email="b@example.org"
    )
    ada = take_part(meeting, "Ada Conti")
    there = {
        "/i/<hall>/": page_of(ada),
        "/i/<hall>/sala/": f"{page_of(ada)}sala/",
        "/i/<online>/": page_of(take_part(meeting, "Carla Bosio", ONLINE)),
        "/invito/<body>/": f"/invito/{make_invitation(meeting, balme).code}/",
    }
    office = Client()
    dario = get_user_model().objects.create(email="d@example.org", name="Dario", role="office")
    office.force_login(dario, backend=BACKEND)
    read = {}
    for row in SHOWN:
        address = row.page
        for placeholder, real in there.items():
            address = address.replace(placeholder, real)
        client = Client() if row.is_public else office
        for language, prefix in zip(LANGUAGES, ["", "/en"], strict=True):
            response = client.get(f"{prefix}{address}")
            read[row.page, language] = Page(response.status_code, words(response))
    return read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_the_page_answers_and_says_what_the_table_says(
    pages: dict[tuple[str, str], Page], row: Row, language: str
) -> None:
    page = pages[row.page, language]
    assert page.status == 200
    for said in row.italian if language == "it" else row.english:
        assert said in page.words


def announced() -> dict[str, Any]:
    """The meeting of 27 September as the process file has it, without the examples of voices."""
    file = yaml.safe_load(bundled().read_text(encoding="utf-8"))
    meeting = next(meeting for meeting in file["meetings"] if meeting["slug"] == "lancio")
    speakers = [each for each in meeting["speakers"] if not each.get("is_example")]
    return {**meeting, "speakers": speakers}


def texts(value: Any, language: str) -> Iterator[str]:
    """Every text in `language` within a part of the process file."""
    if isinstance(value, dict):
        if language in value:
            yield from (in_one_line(part) for part in value[language].split("\n\n"))
        else:
            for inner in value.values():
                yield from texts(inner, language)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_announced_meeting_is_on_its_page(
    pages: dict[tuple[str, str], Page], language: str
) -> None:
    page = pages["/incontri/lancio/", language].words
    said = list(texts(announced(), language))
    assert len(said) > 20
    assert [text for text in said if text not in page] == []
    assert all(speaker["name"] in page for speaker in announced()["speakers"])


@pytest.mark.parametrize(
    ("language", "people", "tag", "hours"),
    [
        ("it", "Chi partecipa", "Esempio", "orario d'esempio"),
        ("en", "Who takes part", "Example", "example time"),
    ],
)
def test_what_nobody_announced_says_so_and_is_not_among_the_people(
    pages: dict[tuple[str, str], Page], language: str, people: str, tag: str, hours: str
) -> None:
    programme, _people, rest = pages["/incontri/lancio/", language].words.rpartition(people)
    assert programme.count(hours) == 5
    for axis in range(1, 7):
        assert f"Una voce per l'asse {axis} (esempio) {tag}" in programme
    assert "Una voce per l'asse" not in rest
