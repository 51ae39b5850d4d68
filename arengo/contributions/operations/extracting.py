"""Each thing that a source says is received as a voice of its own, with its passage and its code."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import Target, code_of
from arengo.contributions.models import Code, Contribution, Source
from arengo.contributions.models.source import VOICE_AT_MOST
from arengo.contributions.operations.moderating import check_there
from arengo.contributions.operations.recording import (
    let_words_go,
    note_down,
    note_down_received,
)
from arengo.contributions.operations.sources import tidy
from arengo.contributions.refusals import AlreadyRead, NotItsPassage, SourceClosed, StillJoined
from arengo.contributions.searching import put_words
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.people.identity import hold

Channel, Kind = Contribution.Channel, Source.Kind
CHANNELS: Final = {
    Kind.LETTER: Channel.LETTER,
    Kind.DOCUMENT: Channel.LETTER,
    Kind.EMAIL: Channel.EMAIL,
    Kind.INTERVIEW: Channel.INTERVIEW,
    Kind.FOCUS_GROUP: Channel.INTERVIEW,
    Kind.SHEET: Channel.PAPER,
    Kind.SPREADSHEET: Channel.IMPORT,
    Kind.OWN_MEETING: Channel.OWN_MEETING,
}
PUBLISHED: Final = Contribution.Publication.PUBLISHED
# Of these somebody of the office says what is a voice; in the others its author, or who collected it, did.
TAKEN_BY_THE_OFFICE: Final = (*Source.TOLD_AS_TEXT, Kind.SHEET)
# What a voice takes from its source, unless it is known to be otherwise.
AS_THE_SOURCE: Final = ("person", "zone", "representing", "language")


@dataclass(frozen=True)
class Extract:
    """A piece of a source that is one voice: its words, where they stand, and what is known of them.

    `start` and `end` are characters of the text of the source; `region` is [left, top, width, height]
    on `page`, in thousandths; `row` is the line of a sheet and `digest` what makes it the same line
    anywhere. `number` is that of the form: sent twice, it is received once. `code`: that it has on
    paper already. `apart`: what of AS_THE_SOURCE is otherwise for this one.
    """

    words: str
    start: int | None = None
    end: int | None = None
    page: int | None = None
    region: Sequence[int] | None = None
    row: int | None = None
    digest: str = ""
    number: uuid.UUID | None = None
    code: str = ""
    kind: str = ""
    horizon: str = ""
    signature: str = ""
    targets: Sequence[Target] = ()
    apart: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def receive_from_source(
    *, source: Source, extracts: Sequence[Extract], by: str
) -> list[Contribution]:
    """Receive what a source says: each extract is one voice, counted from when the source came.

    One that was received already, by its `number`, its line or its place in the text, is that voice
    and no new one. So many queries for one as for ten thousand. Raises FieldRefused; NotItsPassage
    when the words are not those of the place; SourceClosed.
    """
    # Held first: an erasure of the same person waits for it, or was before it.
    person = hold(source.person) if source.person else None
    held = editing.current(Source, source.pk)
    held.person = person
    if held.state != Source.State.WAITING:
        raise SourceClosed
    here = _here(held, extracts)
    voices: list[Contribution] = []
    new: list[tuple[Contribution, Sequence[Target]]] = []
    for extract in extracts:
        keys = _keys(held, extract)
        row = next((here[key] for key in keys if key in here), None)
        if row is None:
            row = _row(held, extract)
            new.append((row, extract.targets))
            here.update(dict.fromkeys(keys, row))
        voices.append(row)
    _write(new, by)
    return voices


@transaction.atomic
def drop_extract(*, contribution: Contribution, by: str) -> Contribution:
    """Undo a voice that was taken from a source by mistake, as long as nobody read it: its words go.

    That it was received stays counted, and it waits for no reply; the source keeps the words. Twice
    is once. Raises AlreadyRead, WasRefused, StillJoined.
    """
    row = editing.current(Contribution, contribution.pk)
    if row.withdrawn_at is not None:
        return row
    check_there(row)
    is_taken = row.source is not None and row.source.kind in TAKEN_BY_THE_OFFICE
    if not is_taken or row.read_at is not None or row.publication == PUBLISHED:
        raise AlreadyRead
    if row.parts.exists() or row.merged.exists() or row.merged_into_id:
        raise StillJoined
    let_words_go(row)
    return note_down("dropped", row, by=by)


def _keys(source: Source, extract: Extract) -> list[object]:
    """By what an extract is known again."""
    place = (source.pk, extract.start, extract.end) if extract.start is not None else None
    return [key for key in (extract.number, extract.digest, place) if key]


def _here(source: Source, extracts: Iterable[Extract]) -> dict[object, Contribution]:
    """What was received already, by each thing that an extract is known by.

    A line that was dropped does not come back by itself; a passage is free to be taken again.
    """
    numbers = [each.number for each in extracts if each.number]
    has_lines = any(each.digest for each in extracts)
    has_places = any(each.start is not None for each in extracts)
    rows = Contribution.objects.filter(process=source.process_id).order_by()
    found: dict[object, Contribution] = {}
    if numbers:
        found |= {row.number: row for row in Contribution.objects.filter(number__in=numbers)}
    if has_lines:
        found |= {row.source_digest: row for row in rows.exclude(source_digest="")}
    if has_places:
        there = rows.filter(source=source, withdrawn_at__isnull=True, source_start__isnull=False)
        found |= {(source.pk, row.source_start, row.source_end): row for row in there}
    return found


def _write(new: Sequence[tuple[Contribution, Sequence[Target]]], by: str) -> None:
    now = process_time.now()
    Contribution.objects.bulk_create([row for row, _targets in new], batch_size=500)
    Code.objects.bulk_create(
        [code_of(row, target, by=by, at=now) for row, targets in new for target in targets],
        batch_size=500,
    )
    put_words([row for row, _targets in new])
    note_down_received(new, by=by)


def _row(source: Source, extract: Extract) -> Contribution:
    """The voice that an extract is, not written yet. Raises FieldRefused, NotItsPassage."""
    shared = {name: getattr(source, name) for name in AS_THE_SOURCE}
    row = Contribution(
        process=source.process,
        stage=source.stage,
        meeting=source.meeting,
        channel=CHANNELS[Kind(source.kind)],
        publication=Contribution.Publication.WAITING,
        source=source,
        text=_words(source, extract),
        kind=extract.kind,
        horizon=extract.horizon,
        signature=tidy(extract.signature),
        number=extract.number,
        received_at=source.received_at,
        confirmed_at=source.confirmed_at,
        source_start=extract.start,
        source_end=extract.end,
        source_page=extract.page,
        source_region=list(extract.region) if extract.region else None,
        source_row=extract.row,
        source_digest=extract.digest,
        **{**shared, **extract.apart},
    )
    if extract.code:
        row.code = extract.code
    return row


def _words(source: Source, extract: Extract) -> str:
    words = extract.words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise FieldRefused("words", _("Scegli le parole di questa voce."))
    if len(words) > VOICE_AT_MOST:
        raise FieldRefused(
            "words",
            _("È troppo lunga per una voce sola: ne entrano %(most)s caratteri. Dividila.")
            % {"most": VOICE_AT_MOST},
        )
    if extract.start is not None and source.text[extract.start : extract.end].strip() != words:
        raise NotItsPassage
    return words
