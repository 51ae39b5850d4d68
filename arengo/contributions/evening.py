"""What an evening leaves, as the voice that becomes of it. Nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from arengo.contributions.models import Contribution
from arengo.live.models import InvitationToWrite, Note, Span, Statement
from arengo.live.said import CONFIRM_WITHIN
from arengo.meetings.models import Meeting, Sitting

Channel, About = Contribution.Channel, Contribution.About
CHANNELS: Final = {
    Sitting.Kind.ROUND_TABLE: Channel.ROUND_TABLE,
    Sitting.Kind.PLENARY: Channel.PLENARY,
}


@dataclass(frozen=True)
class Said:
    """A row of the evening with what it is as a voice: `origin` is the field that points to it."""

    origin: str
    row: Note | Statement | InvitationToWrite
    sitting: Sitting
    mode: str
    received_at: datetime
    # What may still change: by who takes notes, by who spoke.
    words: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def channel(self) -> str:
        """Of a presentation nothing is written down; what is, was said to everybody."""
        return CHANNELS.get(Sitting.Kind(self.sitting.kind), Channel.PLENARY)

    @property
    def meeting(self) -> Meeting:
        """At which it was said."""
        return self.sitting.meeting


def to_receive(now: datetime) -> Iterator[Said]:
    """What is no voice yet though its sitting is over, and what is one and may have changed since.

    Notes may be confirmed and corrected for seven days after the closing; then nothing changes.
    """
    yield from map(_of_note, _due(_notes(), "note", "turn__span__sitting", "turn__room", now))
    yield from map(_of_statement, _due(_statements(), "statement", "item__sitting", "room", now))
    instead = InvitationToWrite.objects.filter(written_at__isnull=False).select_related(
        "request__queue__sitting__meeting"
    )
    path = "request__queue__"
    yield from map(
        _of_invitation, _due(instead, "written_instead", f"{path}sitting", f"{path}room", now)
    )


def with_code(code: str) -> Said | None:
    """What the evening left under this code, whether it is a voice by now or not yet."""
    note = _notes().filter(code=code).first()
    if note is not None:
        return _of_note(note)
    statement = _statements().filter(code=code).first()
    return _of_statement(statement) if statement else None


def _due(rows: QuerySet[Any], origin: str, sitting: str, room: str, now: datetime) -> QuerySet[Any]:
    here = Contribution.objects.filter(**{origin: OuterRef("pk")})
    on = Span.objects.filter(sitting=OuterRef(sitting), ended_at__isnull=True)
    is_new = ~Exists(here) & ~Exists(on)
    may_change = Q(**{f"{room}__closed_at__isnull": True}) | Q(
        **{f"{room}__closed_at__gt": now - CONFIRM_WITHIN}
    )
    return rows.filter(Q(is_new) | Q(Exists(here)) & may_change)


def _notes() -> QuerySet[Note]:
    return Note.objects.select_related("axis", "turn__span__sitting__meeting", "turn__request")


def _statements() -> QuerySet[Statement]:
    return Statement.objects.select_related("axis", "item__sitting__meeting")


def _of_note(row: Note) -> Said:
    request = row.turn.request
    return Said(
        origin="note",
        row=row,
        sitting=row.turn.span.sitting,
        mode=request.mode if request else "",
        received_at=row.written_at,
        words={
            "text": row.text,
            "correction": row.correction,
            "kind": row.kind,
            "about": row.about,
            "axis": row.axis,
            "horizon": row.horizon,
        },
    )


def _of_statement(row: Statement) -> Said:
    return Said(
        origin="statement",
        row=row,
        sitting=row.item.sitting,
        mode=row.mode,
        received_at=row.written_at,
        words={
            "text": row.text,
            "kind": row.kind,
            "about": About.AXIS,
            "axis": row.axis,
            "horizon": row.horizon,
        },
    )


def _of_invitation(row: InvitationToWrite) -> Said:
    request = row.request
    if row.written_at is None:
        raise ValueError("nothing was written")
    return Said(
        origin="written_instead",
        row=row,
        sitting=request.queue.sitting,
        mode=request.mode,
        # The request was made that evening; the words are counted from when they came.
        received_at=row.written_at,
        words={"text": row.text},
    )
