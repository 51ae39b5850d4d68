"""Who asked for no name beside their words is looked for on every page and in every file: read aloud."""

import io
import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.cache import cache
from django.db.models import QuerySet
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from arengo.cli.worker import work_once
from arengo.contributions.models import (
    Attachment,
    Contribution,
    SheetPrint,
    SheetScan,
    Source,
)
from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.feedback.models import PaperLetter, Reply
from arengo.feedback.operations import print_letters
from arengo.invitations.models import AddressBookEntry, Invitation
from arengo.meetings.models import Meeting, Venue
from arengo.people.models import User
from arengo.plan.models import Plan
from arengo.process.models import Document, Process, Stage
from arengo.registrations.models import Registration
from arengo.territory.models import Zone
from tests.conftest import Clock
from tests.factories import make_process
from tests.journeys.zaira import WHO, found_in, lives
from tests.live.report import OFFICE
from tests.web.desk.cast import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
# Her own pages: who has the link is she.
HER_OWN = {"token"}
# Where the office, and nobody else, reads who people are: what these pages and files are for.
FOR_THE_OFFICE = {
    # Who is registered, to confirm and to let in.
    *("registrations", "registration", "registration-details", "registration-contact"),
    *("registration-mode", "registration-cancel", "registration-note", "registration-ticket"),
    *("registration-data", "registration-erase"),
    # Who speaks for a body, by their own consent.
    "address-book-entry",
    # What came in one piece, as it came; and where the answer by letter goes.
    *(
        "source",
        "sources",
        "source-file",
        "source-set-aside",
        "source-undo",
        "source-edit",
        "sheet",
    ),
    *("letters-file", "letters-sheet"),
    # What is written in a voice, also beneath what everybody reads: to read it, to cover it, to answer.
    *("voice", "voices", "voice-appeal", "voice-drop", "voice-read-again", "voice-split"),
    *("reply", "reply-edit"),
}


@pytest.fixture
def process(clock: Clock, settings: Any, tmp_path: Path) -> Process:
    """Zaira did all that one can and signed nothing; the evening is a month ago."""
    settings.MEDIA_ROOT, settings.HOME, settings.DEMO = tmp_path / "media", tmp_path, True
    (tmp_path / "inbox").mkdir()
    cache.clear()
    process = make_process()
    lives(process, clock, tmp_path / "inbox", signs=False)
    # The mailbox of the demo is a folder; nothing else is of the demo.
    settings.DEMO = False
    print_letters(process=process, number=PaperLetter.objects.get().batch, by=OFFICE)
    clock.to("2023-10-28 10:00")
    work_once()
    return process


def values(rows: QuerySet[Any], field: str) -> list[Any]:
    return list(rows.order_by("pk").values_list(field, flat=True))


def world() -> dict[str, list[Any]]:
    """All that an address may name, by the argument's name."""
    numbers = [Source, Reply, SheetPrint, Attachment]
    counted = [Message, SheetScan, Document, Zone]
    return {
        "slug": values(Meeting.objects.all(), "slug"),
        "code": [
            *values(Contribution.objects.all(), "code"),
            *values(Registration.objects.all(), "code"),
            *values(Invitation.objects.all(), "code"),
        ],
        "number": [
            *(pk for model in numbers for pk in values(model.objects.all(), "pk")),
            *values(Entry.objects.all(), "pk")[:2],
            *values(PaperLetter.objects.all(), "run"),
            1,
        ],
        "kind": ["pdf", "docx", "csv", "xlsx", "json", "ods", "md", "txt", "html"],
        "key": [
            *values(Stage.objects.all(), "key"),
            *values(Plan.objects.all(), "key"),
            *values(AddressBookEntry.objects.all(), "key"),
        ],
        "venue": values(Venue.objects.all(), "key"),
        # Which numbers there are depends on what ran before.
        "pk": [
            *(pk for model in counted for pk in values(model.objects.all(), "pk")[:3]),
            1,
        ],
        "paper_format": ["a4", "a3"],
    }


def addresses(namespace: str) -> Iterator[tuple[str, str]]:
    """Every address of a surface, with all that it may name; but for what a personal link opens."""
    known, things = get_resolver().namespace_dict[namespace][1].reverse_dict, world()
    for name in sorted(name for name in known if isinstance(name, str)):
        arguments = known.getlist(name)[0][3]
        if set(arguments) & HER_OWN:
            continue
        choices = [things.get(argument, []) for argument in arguments]
        for chosen in itertools.product(*choices):
            kwargs = dict(zip(arguments, chosen, strict=True))
            try:
                yield name, reverse(f"{namespace}:{name}", kwargs=kwargs)
            except NoReverseMatch:
                continue


def text_of(response: Any) -> str:
    """What is to be read in an answer: of a PDF its words, of a Word or Excel file its insides."""
    content = response.getvalue()
    if content.startswith(b"%PDF") and b"%%EOF" in content:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return " ".join(book.read(name).decode("latin-1") for name in book.namelist())
    return content.decode("utf-8", "replace")


def named(client: Client, namespace: str) -> tuple[dict[str, set[str]], set[str]]:
    """Of each page that names her, by what; and all the pages that could be opened."""
    found: dict[str, set[str]] = {}
    opened = set()
    for name, address in addresses(namespace):
        response = client.get(address)
        if response.status_code != 200:
            continue
        opened.add(name)
        if words := found_in(text_of(response), WHO):
            found.setdefault(name, set()).update(words)
    return found, opened


def test_no_page_and_no_file_for_everybody_names_her(process: Process) -> None:
    found, opened = named(Client(), "public")
    assert found == {}
    assert opened >= {
        *("minutes", "minutes-paper", "heard", "voices", "voice", "voice-receipt", "receipt"),
        *("own-meetings", "refused-voices", "news-feed", "calendar-feed", "project-export"),
    }


def test_who_reads_figures_at_the_desk_is_told_no_name(process: Process) -> None:
    found, opened = named(signed_in(User.Role.VIEWER), "desk")
    assert found == {}
    assert opened >= {"voices", "voice", "replies", "reply", "registrations", "meeting", "today"}


def test_the_office_reads_who_people_are_where_it_has_to_and_nowhere_else(process: Process) -> None:
    found, opened = named(signed_in(User.Role.OFFICE), "desk")
    assert set(found) == FOR_THE_OFFICE
    assert opened >= {"minutes-paper", "journal", "outbox", "outbox-message", "invitation-export"}
