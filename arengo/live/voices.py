"""One's own voices after the evening, each with its code and the receipts of what was recorded."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from arengo.core.ledger.models import Entry
from arengo.live.models import AskedQuestion, InvitationToWrite, Note, Statement
from arengo.registrations.models import Registration


@dataclass(frozen=True)
class Voice:
    """Something that one said, wrote or asked. `row` is a Statement, Note, AskedQuestion or
    InvitationToWrite; `code` is empty where there is none."""

    what: str
    row: Any
    text: str
    code: str
    entries: tuple[Entry, ...]


def voices_of(registration: Registration) -> list[Voice]:
    """In the order of statements, notes, questions and what was written instead; five queries."""
    found: list[tuple[str, Any, str, str, str]] = []
    for one in Statement.objects.filter(registration=registration).select_related("axis"):
        found.append(("statement", one, one.text, one.code, f"statement:{one.code}"))
    notes = Note.objects.filter(turn__request__registration=registration)
    for note in notes.select_related("axis").order_by("turn__began_at", "position"):
        found.append(("note", note, note.words, note.code, f"note:{note.code}"))
    for asked in AskedQuestion.objects.filter(registration=registration):
        found.append(("question", asked, asked.text, "", f"question:{asked.pk}"))
    wrote = InvitationToWrite.objects.filter(
        request__registration=registration, written_at__isnull=False
    )
    for each in wrote:
        found.append(("instead", each, each.text, "", f"request:{each.request_id}"))
    entries = _entries(subject for *_rest, subject in found)
    return [
        Voice(what, row, text, code, tuple(entries[subject]))
        for what, row, text, code, subject in found
    ]


def _entries(subjects: Iterable[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    entries = Entry.objects.filter(subject__in=list(subjects))
    for entry in entries.order_by("at", "recorded_at"):
        found[entry.subject].append(entry)
    return found
