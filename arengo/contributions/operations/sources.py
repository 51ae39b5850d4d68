"""What came in one piece: kept as it came, until everything that it says was taken."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.contributions import source_emails
from arengo.contributions.models import Source
from arengo.contributions.operations.from_the_site import AUTHOR_KEPT
from arengo.contributions.refusals import CameAlready, HasVoices, NothingTaken, SourceClosed
from arengo.core import editing, reading
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.outbox.operations import post
from arengo.people.identity import hold
from arengo.people.models import Person
from arengo.people.operations import mark_kept
from arengo.process.models import Process

Kind, State = Source.Kind, Source.State
SOURCE_FIELDS: Final = (
    *("stage", "meeting", "title", "roles", "representing", "zone", "language", "dated_on"),
    *("text", "trouble", "message_id", "part_of"),
    *("municipality", "participants", "number"),
)
TEXT_AT_MOST: Final = 2_000_000
NAMELESS: Final = _("Scrivi come vuoi chiamarla, per ritrovarla.")
FILE_NAME_AT_MOST: Final = 200
TITLE_AT_MOST: Final = 200
# What the office may say anew of what is here; the voices that were taken stay as they are.
CHANGED_LATER: Final = ("title", "zone")


@transaction.atomic
def add_source(
    *,
    process: Process,
    kind: str,
    values: Mapping[str, Any],
    person: Person | None = None,
    upload: File | None = None,
    received_at: datetime | None = None,
    by: str,
) -> Source:
    """Keep what came in one piece, as it came. `values`: some of SOURCE_FIELDS.

    `person`: whose words they are, never who brings them here. `received_at`: when it came to the
    office, at most now. Raises FieldRefused; CameAlready, which says which one it is.
    """
    now = process_time.now()
    moment = min(received_at, now) if received_at else now
    owner = hold(person) if person else None
    row = Source(process=process, kind=kind, person=owner, received_at=moment, added_by=by)
    editing.put(row, {name: values[name] for name in SOURCE_FIELDS if name in values})
    _check(row, upload)
    row.digest = _digest(row, upload)
    here = Source.objects.filter(process=process, digest=row.digest).exclude(digest="").first()
    if here is not None:
        raise CameAlready(here)
    if upload is not None:
        name = PurePath(upload.name or "")
        row.file_name = tidy(name.name)[-FILE_NAME_AT_MOST:]
        row.file.save(f"{row.pk.hex}{name.suffix.lower()[:8]}", upload, save=False)
    row.save(force_insert=True)
    if owner is not None:
        # From now on: what came long ago is answered as late.
        mark_kept(person=owner, moment=now + AUTHOR_KEPT)
    facts = {"process": process.key, "kind": row.kind, "digest": row.digest}
    record(kind="source.added", subject=_subject(row), by=by, facts=facts)
    return row


@transaction.atomic
def change_source(
    *, source: Source, values: Mapping[str, Any], version: str = "", by: str
) -> Source:
    """Call it something else, or say of which zone it is. `values`: some of CHANGED_LATER.

    Raises FieldRefused, SourceClosed for what was set aside, ChangedMeanwhile.
    """
    row = editing.current(Source, source.pk)
    if row.state == State.SET_ASIDE:
        raise SourceClosed
    editing.check_version(row, CHANGED_LATER, version)
    told = {name: values[name] for name in CHANGED_LATER if name in values}
    if "title" in told:
        told["title"] = tidy(told["title"])
        if not told["title"]:
            raise FieldRefused("title", NAMELESS)
    if changed := editing.put(row, told):
        row.save(update_fields=changed)
        record(kind="source.changed", subject=_subject(row), by=by, facts={"fields": changed})
    return row


@transaction.atomic
def close_source(*, source: Source, by: str) -> Source:
    """Say that everything which it says was taken: who sent it gets the codes of its voices.

    Twice is once. Raises NothingTaken, SourceClosed.
    """
    row = editing.current(Source, source.pk)
    if row.state == State.WORKED:
        return row
    if row.state == State.SET_ASIDE:
        raise SourceClosed
    count = row.voices.filter(withdrawn_at__isnull=True).count()
    if not count:
        raise NothingTaken
    if row.person is not None and row.kind in Source.TOLD_AS_TEXT:
        # Opened again and closed again, it is told again only when there are more.
        post(
            render=source_emails.voices_taken,
            arguments={"source_id": str(row.pk)},
            key=f"voices-taken:{row.pk}:{row.voices.count()}",
            subject=f"person:{row.person.pk}",
        )
    return _close(row, State.WORKED, "", by, {"count": count})


@transaction.atomic
def set_aside_source(*, source: Source, reason: str, by: str) -> Source:
    """Say that no voice is in it, and why. Twice is once. Raises FieldRefused, HasVoices, SourceClosed."""
    row = editing.current(Source, source.pk)
    if reason not in Source.REASONS_TO_GIVE:
        raise FieldRefused("reason", _("Scegli il motivo."))
    if row.state == State.SET_ASIDE and row.reason == reason:
        return row
    if row.state == State.WORKED:
        raise SourceClosed
    if row.voices.filter(withdrawn_at__isnull=True).exists():
        raise HasVoices
    return _close(row, State.SET_ASIDE, reason, by, {"reason": reason})


@transaction.atomic
def reopen_source(*, source: Source, by: str) -> Source:
    """Let it wait again, to take more from it. Twice is once. Raises SourceClosed for a sheet."""
    row = editing.current(Source, source.pk)
    if row.state == State.WAITING:
        return row
    if row.kind == Kind.SPREADSHEET:
        # Its lines are voices, or were taken back: it is imported again.
        raise SourceClosed
    row.state, row.reason, row.closed_by, row.closed_at = State.WAITING, "", "", None
    row.save(update_fields=["state", "reason", "closed_by", "closed_at"])
    record(kind="source.reopened", subject=_subject(row), by=by, facts={})
    return row


def _close(row: Source, state: str, reason: str, by: str, facts: dict[str, Any]) -> Source:
    row.state, row.reason, row.closed_by = state, reason, by
    row.closed_at = max(process_time.now(), row.received_at)
    row.save(update_fields=["state", "reason", "closed_by", "closed_at"])
    kind = "source.set_aside" if reason else "source.closed"
    record(kind=kind, subject=_subject(row), by=by, facts=facts)
    return row


def _check(row: Source, upload: File | None) -> None:
    row.title, row.roles = tidy(row.title), tidy(row.roles)
    row.text = row.text.replace("\r\n", "\n").replace("\x00", "").strip()
    if row.kind not in Kind.values:
        raise FieldRefused("kind", _("Scegli che cosa è arrivato."))
    if row.stage is not None and row.stage.process_id != row.process_id:
        raise FieldRefused("stage", _("Questa tappa è di un altro percorso."))
    if not row.title:
        raise FieldRefused("title", NAMELESS)
    if len(row.text) > TEXT_AT_MOST:
        raise FieldRefused(
            "text",
            _("Il testo è troppo lungo: ne entrano %(most)s caratteri. Dividilo in più documenti.")
            % {"most": TEXT_AT_MOST},
        )
    if row.kind in Source.TOLD_AS_TEXT and not row.text and upload is None:
        raise FieldRefused("text", _("Incolla il testo, oppure scegli un file."))
    if row.dated_on is not None and row.dated_on > process_time.today():
        raise FieldRefused("dated_on", _("Questa data è nel futuro: controllala."))


def _digest(row: Source, upload: File | None) -> str:
    """Of the bytes, or of the text where there is no file; empty where neither tells two apart."""
    if upload is not None:
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        return digest.hexdigest()
    # Two meetings may say the same: a form has its number.
    tells_apart = row.text and row.number is None
    return hashlib.sha256(row.text.encode()).hexdigest() if tells_apart else ""


def _subject(row: Source) -> str:
    return f"source:{row.pk}"


def tidy(text: str) -> str:
    """On one line, without what no database keeps."""
    return " ".join(text.replace("\x00", "").split())


def title_of(file_name: str) -> str:
    """What the office calls a file until it says otherwise: its name, without the ending."""
    return tidy(PurePath(reading.clean_name(file_name)).stem[:TITLE_AT_MOST])
