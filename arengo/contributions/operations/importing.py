"""Voices that others collected in a sheet: all that the preview showed, or none of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from arengo.contributions import emails_elsewhere
from arengo.contributions.importing import Line, Preview, headers_digest
from arengo.contributions.models import ColumnChoice, Source
from arengo.contributions.operations.extracting import Extract, receive_from_source
from arengo.contributions.operations.from_the_site import AUTHOR_KEPT
from arengo.contributions.operations.recording import let_lines_go
from arengo.contributions.operations.sources import add_source, close_source
from arengo.contributions.queries import as_imported
from arengo.contributions.refusals import NothingToImport, NothingToUndo, PreviewIsStale
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.core.outbox.operations import post
from arengo.people.identity import find_or_make_person, normal_email
from arengo.people.models import Person
from arengo.people.operations import mark_kept
from arengo.process.models import Process, Stage


def import_voices(
    *,
    process: Process,
    stage: Stage | None,
    preview: Preview,
    upload: File,
    title: str,
    headers: Sequence[str] = (),
    choices: Mapping[str, Any] | None = None,
    by: str,
) -> Source:
    """Receive every line that the preview says is new, in one transaction; gives what they came in.

    `by` imports and is nobody's author: a line is its author's where it says their address, and each
    of them gets one mail with the codes. `choices`: of the columns of `headers`, remembered for the
    next sheet that has the same. Raises NothingToImport; CameAlready for the same file; PreviewIsStale
    when a line came meanwhile.
    """
    if not preview.new:
        raise NothingToImport
    try:
        with transaction.atomic():
            return _import(process, stage, preview, upload, title, headers, choices or {}, by)
    except IntegrityError as error:
        raise PreviewIsStale from error


@transaction.atomic
def undo_import(*, source: Source, by: str) -> tuple[int, int]:
    """Take back a sheet that was imported by mistake: the words of its voices go, and stay in the file.

    What somebody read, decided, divided or joined since stays as it is. The others stay counted, their
    codes say what happened, and no mail about them leaves any more. The same file, and the same lines,
    may be imported again. Gives how many went and how many stayed. Raises NothingToUndo.
    """
    row = editing.current(Source, source.pk)
    voices = row.voices.filter(withdrawn_at__isnull=True).order_by("pk")
    # Held before it is asked what became of them: who reads one meanwhile waits, or was before.
    held = list(voices.select_for_update(no_key=True).values_list("pk", flat=True))
    going = list(voices.filter(as_imported()))
    if row.kind != Source.Kind.SPREADSHEET or not going:
        raise NothingToUndo
    let_lines_go(going, by=by)
    staying = len(held) - len(going)
    row.digest = ""
    if not staying:
        row.state, row.reason, row.closed_by = Source.State.SET_ASIDE, Source.Reason.UNDONE, by
        row.closed_at = max(process_time.now(), row.received_at)
    row.save(update_fields=["digest", "state", "reason", "closed_by", "closed_at"])
    facts = {"count": len(going), "stayed": staying}
    record(kind="source.undone", subject=f"source:{row.pk}", by=by, facts=facts)
    return len(going), staying


def _import(
    process: Process,
    stage: Stage | None,
    preview: Preview,
    upload: File,
    title: str,
    headers: Sequence[str],
    choices: Mapping[str, Any],
    by: str,
) -> Source:
    authors = _authors(preview.new)
    source = add_source(
        process=process,
        kind=Source.Kind.SPREADSHEET,
        values={"stage": stage, "title": title},
        upload=upload,
        by=by,
    )
    extracts = [_extract(line, authors) for line in preview.new]
    voices = receive_from_source(source=source, extracts=extracts, by=by)
    if any(row.source_id != source.pk for row in voices):
        raise PreviewIsStale
    for person in authors.values():
        mark_kept(person=person, moment=source.received_at + AUTHOR_KEPT)
        post(
            render=emails_elsewhere.voices_collected,
            arguments={"source_id": str(source.pk), "person_id": str(person.pk)},
            key=f"voices-collected:{source.pk}:{person.pk}",
            subject=f"person:{person.pk}",
        )
    if headers:
        ColumnChoice.objects.update_or_create(
            process=process,
            headers_digest=headers_digest(headers),
            defaults={"choices": dict(choices), "at": process_time.now()},
        )
    return close_source(source=source, by=by)


def _authors(lines: Sequence[Line]) -> dict[str, Person]:
    """Whose the lines are that say an address, by the address; in one order, for each is held."""
    languages = {normal_email(each.email): each.language for each in lines if each.email}
    return {
        email: find_or_make_person(name="", email=email, language=languages[email])
        for email in sorted(languages)
    }


def _extract(line: Line, authors: Mapping[str, Person]) -> Extract:
    return Extract(
        line.words,
        row=line.row,
        digest=line.digest,
        kind=line.kind,
        horizon=line.horizon,
        signature=line.signature,
        targets=line.targets,
        apart={
            "person": authors.get(normal_email(line.email)) if line.email else None,
            "zone": line.zone,
            "representing": line.representing,
            "language": line.language,
        },
    )
