"""What is on, what comes next, and the real hours: what every page of the evening shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from arengo.core.clock import process_time
from arengo.live import rooms
from arengo.live.models import Caption, HelpRequest, InvitationToWrite, Room, Span
from arengo.live.refusals import NoSuchLine
from arengo.meetings.models import Meeting
from arengo.meetings.running_order import Line, lines_of
from arengo.registrations.models import Registration


class Moment(StrEnum):
    """Where the evening is."""

    BEFORE = "before"  # nothing began yet
    ON = "on"
    PAUSED = "paused"
    BETWEEN = "between"  # something ended, the next has not begun
    CLOSED = "closed"


@dataclass(frozen=True)
class LineToday:
    """A line of the programme with what really happened of it. Hours are None while unknown."""

    line: Line
    spans: tuple[Span, ...]

    @property
    def began_at(self) -> datetime | None:
        return self.spans[0].began_at if self.spans else None

    @property
    def ended_at(self) -> datetime | None:
        """When it ended for the last time; None while it is on, or before it began."""
        return self.spans[-1].ended_at if self.spans else None

    @property
    def is_on(self) -> bool:
        return bool(self.spans) and self.ended_at is None

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def seconds(self) -> int:
        """How long it lasted, without the pauses; up to now while it is on."""
        return sum(lasted(span) for span in self.spans)


@dataclass(frozen=True)
class Evening:
    """The whole of it, read in a number of queries that does not depend on how much there is."""

    room: Room
    lines: tuple[LineToday, ...]

    @property
    def meeting(self) -> Meeting:
        return self.room.meeting

    @cached_property
    def now(self) -> LineToday | None:
        """The line that is on."""
        return next((line for line in self.lines if line.is_on), None)

    @cached_property
    def next(self) -> LineToday | None:
        """The line that follows what is on, or was on last; the first before the beginning."""
        place = self.lines.index(self.now) + 1 if self.now else self._after_the_last()
        return self.lines[place] if place < len(self.lines) else None

    @cached_property
    def span(self) -> Span | None:
        """What is on, with its clock."""
        return self.now.spans[-1] if self.now else None

    @property
    def moment(self) -> Moment:
        if self.room.closed_at is not None:
            return Moment.CLOSED
        if self.span is not None:
            return Moment.PAUSED if self.span.paused_at else Moment.ON
        return Moment.BETWEEN if any(line.spans for line in self.lines) else Moment.BEFORE

    def _after_the_last(self) -> int:
        begun = [place for place, line in enumerate(self.lines) if line.spans]
        if not begun:
            return 0
        return max(begun, key=lambda place: self.lines[place].spans[-1].began_at) + 1


@dataclass(frozen=True)
class MyHelp:
    """A request for help as who asked sees it."""

    request: HelpRequest
    before_me: int


def evening_of(meeting: Meeting) -> Evening:
    """The evening as it is now."""
    room = rooms.room_of(meeting)
    spans = list(room.spans.all()) if room.pk else []
    lines = tuple(
        LineToday(line, tuple(span for span in spans if _is_of(span, line)))
        for line in lines_of(meeting)
    )
    return Evening(room, lines)


def line_with_key(meeting: Meeting, key: str) -> Line:
    """The line of the programme with this key. Raises NoSuchLine."""
    for line in lines_of(meeting):
        if line.key == key:
            return line
    raise NoSuchLine


def line_after(meeting: Meeting, span: Span | None) -> Line | None:
    """The line after that of `span`, the first when there is none; None after the last."""
    lines = lines_of(meeting)
    if span is None:
        return lines[0] if lines else None
    places = [place for place, line in enumerate(lines) if _is_of(span, line)]
    if not places or places[0] + 1 >= len(lines):
        return None
    return lines[places[0] + 1]


def ends_at(span: Span) -> datetime | None:
    """When the time of what is on is up, pauses and extensions counted; None without a planned time.

    While it is paused the moment moves on with the clock.
    """
    if span.planned_seconds is None:
        return None
    given = span.planned_seconds + span.extended_seconds + span.paused_seconds
    if span.paused_at is not None:
        given += max(0, round((process_time.now() - span.paused_at).total_seconds()))
    return span.began_at + timedelta(seconds=given)


def lasted(span: Span) -> int:
    """The seconds for which it was on, without the pauses."""
    end = span.ended_at or span.paused_at or process_time.now()
    return max(0, round((end - span.began_at).total_seconds()) - span.paused_seconds)


def _is_of(span: Span, line: Line) -> bool:
    return (span.sitting_id, span.item_id) == (line.sitting.pk, line.item.pk if line.item else None)


def last_captions(meeting: Meeting, count: int) -> list[Caption]:
    """The last lines of the captions, in the order in which they were written."""
    newest = Caption.objects.filter(room__meeting=meeting).order_by("-id")[:count]
    return list(newest)[::-1]


def help_waiting(meeting: Meeting) -> list[HelpRequest]:
    """Who asked for help and has no answer yet, in order, with their names for who answers."""
    open_ones = HelpRequest.objects.filter(
        room__meeting=meeting, answered_at__isnull=True, withdrawn_at__isnull=True
    )
    return list(open_ones.select_related("registration__person__contact"))


def my_help(registration: Registration) -> MyHelp | None:
    """One's own last request for help that was not withdrawn, and how many were there before."""
    mine = HelpRequest.objects.filter(registration=registration, withdrawn_at__isnull=True).last()
    if mine is None:
        return None
    before = HelpRequest.objects.filter(
        room=mine.room_id,
        answered_at__isnull=True,
        withdrawn_at__isnull=True,
        asked_at__lt=mine.asked_at,
    )
    return MyHelp(mine, before.count())


def on_now(meeting: Meeting) -> Span | None:
    """What is on, with its sitting; None between one thing and the next."""
    spans = Span.objects.filter(room__meeting=meeting, ended_at__isnull=True)
    return spans.select_related("sitting__moderator", "item").first()


def open_invitation(registration: Registration) -> InvitationToWrite | None:
    """The invitation to write of who was not reached, until its day; None for everybody else."""
    invitations = InvitationToWrite.objects.filter(
        request__registration=registration, write_until__gt=process_time.now()
    )
    return invitations.first()
