"""The running order (scaletta di regia): line by line who speaks, when, with which slides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker
from arengo.process.models import Document


@dataclass(frozen=True)
class Line:
    """One thing after the other: an item of a sitting, or a sitting that has none.

    `starts_at` and `minutes` are what was planned, None where the programme does not tell.
    """

    sitting: Sitting
    item: AgendaItem | None
    starts_at: datetime | None
    minutes: int | None
    speakers: list[Speaker]
    documents: list[Document]

    @property
    def key(self) -> str:
        """What names the line in its meeting: "<sitting>" or "<sitting>/<item>"."""
        return f"{self.sitting.key}/{self.item.key}" if self.item else self.sitting.key

    @property
    def title(self) -> Any:
        """What is on, in each language."""
        return self.item.title if self.item else self.sitting.title

    @property
    def moderator(self) -> Speaker | None:
        """Who gives the floor to its voices; None but at a round table."""
        return self.sitting.moderator

    @property
    def microphone(self) -> str:
        """Which microphone; empty when nobody wrote it."""
        return self.item.microphone if self.item else ""

    @property
    def direction(self) -> str:
        """What the direction must know; never public."""
        return self.item.direction if self.item else ""

    @property
    def ends_at(self) -> datetime | None:
        """When it would end, or None when it cannot be told."""
        if self.starts_at is None or self.minutes is None:
            return None
        return self.starts_at + timedelta(minutes=self.minutes)


def lines_of(meeting: Meeting) -> list[Line]:
    """The running order of a meeting, in as many queries whatever its length.

    A sitting begins at its own hour, else when the one before ends, the first with the meeting; an
    item when those before it are over. A line without minutes lasts until what has an hour follows,
    when nothing stands between.
    """
    sittings = list(
        Sitting.objects.filter(meeting=meeting)
        .select_related("moderator")
        .prefetch_related("items__axis", "items__speakers", "items__documents")
    )
    lines: list[Line] = []
    at: datetime | None = meeting.starts_at
    for place, sitting in enumerate(sittings):
        following = sittings[place + 1].starts_at if place + 1 < len(sittings) else meeting.ends_at
        added = list(_lines(sitting, sitting.starts_at or at, sitting.ends_at or following))
        lines += added
        at = sitting.ends_at or added[-1].ends_at
    return lines


def _lines(sitting: Sitting, at: datetime | None, end: datetime | None) -> Iterator[Line]:
    """The lines of one sitting, which begins `at` and is over by `end`, as far as they are known."""
    items = list(sitting.items.all())
    if not items:
        yield Line(sitting, None, at, _between(at, end), [], [])
    for item in items:
        is_last = item is items[-1]
        minutes = item.minutes or (_between(at, end) if is_last else None)
        line = Line(
            sitting, item, at, minutes, list(item.speakers.all()), list(item.documents.all())
        )
        at = line.ends_at
        yield line


def _between(start: datetime | None, end: datetime | None) -> int | None:
    """The minutes between two moments, None when there are none to tell."""
    if start is None or end is None or end <= start:
        return None
    return int((end - start).total_seconds() // 60)
