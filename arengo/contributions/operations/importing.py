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
from arengo.contributions.operations.sources import add_source, close_source
from arengo.contributions.refusals import NothingToImport, PreviewIsStale
from arengo.core.clock import process_time
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
