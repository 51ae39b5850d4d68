"""What a reader may have missed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from arengo.core.stream.models import StreamEvent

# Ids are given before the commit: so many of them may still be seen after a higher one.
MARGIN = 50


def newest_id(channel: str) -> int:
    """The id of the newest event of `channel`, 0 when there is none.

    A page asks before it draws its parts: what changes between the two it then gets again.
    """
    return StreamEvent.objects.filter(channel=channel).aggregate(newest=Max("id"))["newest"] or 0


def newest_by_part(channel: str) -> dict[str, int]:
    """Of each part of `channel` that ever changed, the id of its newest event."""
    events = StreamEvent.objects.filter(channel=channel).order_by()
    return dict(events.values_list("part").annotate(newest=Max("id")))


@dataclass(frozen=True)
class Seen:
    """What somebody who asks now and then has seen: the newest id, and how many near it.

    A lower id that is committed late changes how many. Without `near` nothing is known of that.
    """

    newest: int = 0
    near: int | None = None


def changed_since(channel: str, seen: Seen) -> tuple[Seen, set[str]]:
    """What is seen by now, and the parts of `channel` that changed meanwhile. One query."""
    events = StreamEvent.objects.filter(channel=channel, id__gt=seen.newest - MARGIN)
    rows = list(events.order_by("id").values_list("id", "part"))
    newest = max([seen.newest, *(number for number, _part in rows)])
    now = Seen(newest, _near(newest, rows))
    known = [row for row in rows if row[0] <= seen.newest]
    is_exact = seen.near == _near(seen.newest, known)
    return now, {part for number, part in rows if number > seen.newest or not is_exact}


def _near(newest: int, rows: Iterable[tuple[int, str]]) -> int:
    return sum(1 for number, _part in rows if newest - MARGIN < number)
