"""What an evening leaves, as the voice that becomes of it. Nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from arengo.contributions.coding import AUTHOR, About, Target
from arengo.contributions.models import Code, Contribution
from arengo.live.models import InvitationToWrite, Note, Span, Statement
from arengo.meetings.models import Meeting, Sitting
from arengo.registrations.models import Registration

Channel = Contribution.Channel
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
    # Whose it is, while that is known; who had no device, or is announced, registered for nothing.
    registration: Registration | None
    # What may still change: by who takes notes, by who spoke.
    words: dict[str, Any] = field(default_factory=dict)
    # About what it is, and who said so.
    targets: tuple[Target, ...] = ()
    coded_by: str = AUTHOR

    @cached_property
    def channel(self) -> str:
        """Of a presentation nothing is written down; what is, was said to everybody."""
        return CHANNELS.get(Sitting.Kind(self.sitting.kind), Channel.PLENARY)

    @property
    def publication(self) -> str:
        """What was said or shown in the room is public; what was hidden there, or written afterwards by
        who was not reached, waits for somebody of the office.
        """
        if isinstance(self.row, Statement) and self.row.is_hidden:
            return Contribution.Publication.HELD
        if isinstance(self.row, InvitationToWrite):
            return Contribution.Publication.WAITING
        return Contribution.Publication.PUBLISHED

    @property
    def meeting(self) -> Meeting:
        """At which it was said."""
        return self.sitting.meeting


def to_receive() -> Iterator[Said]:
    """What is no voice yet though its sitting is over, and what is one and reads otherwise by now."""
    notes, statements, instead = _notes(), _statements(), _written_instead()
    yield from map(_of_note, _new(notes, "note", "turn__span__sitting"))
    yield from map(_of_statement, _new(statements, "statement", "item__sitting"))
    yield from map(_of_invitation, _new(instead, "written_instead", "request__queue__sitting"))
    yield from map(_of_note, notes.filter(pk__in=_reading_otherwise("note", _coded_otherwise())))
    changed = _reading_otherwise("statement", Q(pk__in=[]))
    yield from map(_of_statement, statements.filter(pk__in=changed))
    texts = Contribution.objects.exclude(text=F("written_instead__text"))
    yield from map(_of_invitation, instead.filter(pk__in=texts.values("written_instead")))


def with_code(code: str) -> Said | None:
    """What the evening left under this code, whether it is a voice by now or not yet."""
    note = _notes().filter(code=code).first()
    if note is not None:
        return _of_note(note)
    statement = _statements().filter(code=code).first()
    return _of_statement(statement) if statement else None


def _new(rows: QuerySet[Any], origin: str, sitting: str) -> QuerySet[Any]:
    here = Contribution.objects.filter(**{origin: OuterRef("pk")})
    on = Span.objects.filter(sitting=OuterRef(sitting), ended_at__isnull=True)
    return rows.filter(~Exists(here), ~Exists(on))


def _reading_otherwise(origin: str, coded_otherwise: Q) -> QuerySet[Any]:
    """The rows of which the voice says something else; what the office has read, only the words."""
    words = ~Q(text=F(f"{origin}__text"))
    if origin == "note":
        words |= ~Q(correction=F("note__correction"))
    rest = ~Q(kind=F(f"{origin}__kind")) | ~Q(horizon=F(f"{origin}__horizon")) | coded_otherwise
    voices = Contribution.objects.filter(**{f"{origin}__isnull": False})
    return voices.filter(words | Q(read_at__isnull=True) & rest).order_by().values(origin)


def _coded_otherwise() -> Q:
    """The condition under which a note says that it is about something else than its voice."""
    codes = Code.objects.filter(contribution=OuterRef("pk"))
    same = codes.filter(about=OuterRef("note__about"))
    whole = Exists(same.filter(axis__isnull=True))
    on_axis = Exists(same.filter(axis=OuterRef("note__axis")))
    none = Q(note__about="") & ~Exists(codes)
    return ~(none | Q(whole) & Q(note__axis__isnull=True) | Q(on_axis))


def _notes() -> QuerySet[Note]:
    return Note.objects.select_related(
        "axis", "turn__span__sitting__meeting", "turn__request__registration__person"
    )


def _statements() -> QuerySet[Statement]:
    return Statement.objects.select_related(
        "axis", "item__sitting__meeting", "registration__person"
    )


def _written_instead() -> QuerySet[InvitationToWrite]:
    written = InvitationToWrite.objects.filter(written_at__isnull=False)
    return written.select_related(
        "request__queue__sitting__meeting", "request__registration__person"
    )


def _of_note(row: Note) -> Said:
    request = row.turn.request
    return Said(
        origin="note",
        row=row,
        sitting=row.turn.span.sitting,
        mode=request.mode if request else "",
        received_at=row.written_at,
        registration=request.registration if request else None,
        words={
            "text": row.text,
            "correction": row.correction,
            "kind": row.kind,
            "horizon": row.horizon,
        },
        targets=(Target(About(row.about), row.axis),) if row.about else (),
        coded_by=row.by,
    )


def _of_statement(row: Statement) -> Said:
    return Said(
        origin="statement",
        row=row,
        sitting=row.item.sitting,
        mode=row.mode,
        received_at=row.written_at,
        registration=row.registration,
        words={"text": row.text, "kind": row.kind, "horizon": row.horizon},
        targets=(Target(About.AXIS, row.axis),),
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
        registration=request.registration,
        words={"text": row.text},
    )
