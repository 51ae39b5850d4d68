"""What is said is written down: the notes of a turn, their tidy-up, what who spoke says of them."""

import uuid

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import Horizon, Note, Room, Turn
from arengo.live.models.writing import NOTES_OF_A_TURN, TEXT_AT_MOST
from arengo.live.operations import following_up
from arengo.live.refusals import (
    AlreadyAnswered,
    NothingWritten,
    ThreeAlready,
    TooLateToCorrect,
)
from arengo.live.said import may_confirm
from arengo.meetings.models import Sitting
from arengo.plan.models import Axis


@transaction.atomic
def write_note(*, turn: Turn, number: uuid.UUID, text: str, by: str) -> Note:
    """Write one of the three sentences of a turn, or its words anew; also after the evening.

    `number` is the page's own: told twice, it is the same note. What was on says kind and axis until
    the tidy-up. Raises NothingWritten, ThreeAlready, and AlreadyAnswered for words that who spoke
    confirmed or corrected.
    """
    room = rooms.lock(turn.room.meeting)
    words = _tidy(text)
    row = Note.objects.filter(pk=number, turn__room=room).first()
    if row is not None:
        return _rewrite(room, row, words, by)
    taken = set(turn.notes.values_list("position", flat=True))
    free = [place for place in range(1, NOTES_OF_A_TURN + 1) if place not in taken]
    if not free:
        raise ThreeAlready
    row = Note.objects.create(
        id=number,
        turn=turn,
        position=free[0],
        text=words,
        by=by,
        written_at=process_time.now(),
        **_from_what_was_on(turn),
    )
    return _changed(room, row, "written", by=by, turn=turn.pk, position=row.position)


@transaction.atomic
def tidy_note(
    *,
    note: Note,
    by: str,
    kind: str = "",
    about: str = "",
    axis: Axis | None = None,
    horizon: str = "",
) -> Note:
    """Say what kind of voice a note is, about what, and how far it looks; blank while unknown.

    Raises ValueError for a word that is none of those, or an axis without being about one.
    """
    _check(kind, about, axis, horizon)
    room = rooms.lock(note.turn.room.meeting)
    row = Note.objects.get(pk=note.pk)
    before = (row.kind, row.about, row.axis_id, row.horizon)
    after = (kind, about, axis.pk if axis else None, horizon)
    if before == after:
        return row
    row.kind, row.about, row.axis, row.horizon = kind, about, axis, horizon
    row.save(update_fields=["kind", "about", "axis", "horizon"])
    facts: dict[str, str | int] = {
        "kind": kind,
        "about": about,
        "axis": axis.number if axis else 0,
        "horizon": horizon,
    }
    return _changed(room, row, "tidied", by=by, **facts)


@transaction.atomic
def confirm_note(*, note: Note, by: str = "person") -> Note:
    """Who spoke says that it is right; a correction of before is taken back. Twice is once.

    Raises TooLateToCorrect seven days after the closing.
    """
    room, row = _open_to_who_spoke(note)
    if row.confirmed_at is not None:
        return row
    row.confirmed_at, row.correction, row.corrected_at = process_time.now(), "", None
    row.save(update_fields=["confirmed_at", "correction", "corrected_at"])
    return _changed(room, row, "confirmed", by=by)


@transaction.atomic
def correct_note(*, note: Note, text: str, by: str = "person") -> Note:
    """Who spoke says how it should read; the first words stay beside. It can be done anew.

    Raises NothingWritten, and TooLateToCorrect seven days after the closing.
    """
    room, row = _open_to_who_spoke(note)
    words = _tidy(text)
    if row.correction == words:
        return row
    row.correction, row.corrected_at, row.confirmed_at = words, process_time.now(), None
    row.save(update_fields=["correction", "corrected_at", "confirmed_at"])
    return _changed(room, row, "corrected", by=by)


def _rewrite(room: Room, note: Note, words: str, by: str) -> Note:
    if note.text == words:
        return note
    if note.confirmed_at is not None or note.corrected_at is not None:
        raise AlreadyAnswered
    note.text, note.changed_at = words, process_time.now()
    note.save(update_fields=["text", "changed_at"])
    return _changed(room, note, "rewritten", by=by)


def _from_what_was_on(turn: Turn) -> dict[str, object]:
    span = turn.span
    axis = span.item.axis if span.item else None
    if turn.is_moderating or span.sitting.kind != Sitting.Kind.ROUND_TABLE or axis is None:
        return {}
    return {"kind": Note.Kind.PERSPECTIVE, "about": Note.About.AXIS, "axis": axis}


def _check(kind: str, about: str, axis: Axis | None, horizon: str) -> None:
    for word, known in ((kind, Note.Kind), (about, Note.About), (horizon, Horizon)):
        if word and word not in known.values:
            raise ValueError(word)
    if (about == Note.About.AXIS) != (axis is not None):
        raise ValueError("an axis, and to be about one, go together")


def _open_to_who_spoke(note: Note) -> tuple[Room, Note]:
    room = rooms.lock(note.turn.room.meeting)
    if not may_confirm(room):
        raise TooLateToCorrect
    return room, Note.objects.get(pk=note.pk)


def _tidy(text: str) -> str:
    words = text.strip()[:TEXT_AT_MOST]
    if not words:
        raise NothingWritten
    return words


def _changed(room: Room, note: Note, what: str, *, by: str, **facts: str | int) -> Note:
    following_up.follow_note(note)
    record(kind=f"note.{what}", subject=f"note:{note.code}", by=by, facts=facts)
    rooms.tell(room, "notes")
    return note
