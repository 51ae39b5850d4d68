"""Splitting a voice into parts, and putting together what says the same, while no reply stands in the way."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from arengo.contributions.models import Contribution
from arengo.contributions.operations import (
    mark_merged,
    mark_put_together,
    mark_split,
    mark_unmerged,
)
from arengo.feedback.models import RepliedVoice
from arengo.feedback.refusals import HasAReply


@transaction.atomic
def split(*, contribution: Contribution, divided: str, by: str) -> list[Contribution]:
    """Work on a voice in parts: its words, with an empty line where another thing begins.

    Raises HasAReply, and what `mark_split` raises.
    """
    _hold_without_reply([contribution])
    return mark_split(contribution=contribution, divided=divided, by=by)


@transaction.atomic
def put_together(*, contribution: Contribution, by: str) -> Contribution:
    """Undo a split. Raises HasAReply while a part has one, and what `mark_put_together` raises."""
    _hold_without_reply(list(Contribution.objects.filter(part_of=contribution)))
    return mark_put_together(contribution=contribution, by=by)


@transaction.atomic
def merge(*, main: Contribution, others: Iterable[Contribution], by: str) -> list[Contribution]:
    """These say the same as `main`: its reply answers them, too.

    Raises HasAReply when one of the others has one, and what `mark_merged` raises.
    """
    rows = list(others)
    _hold_without_reply(rows)
    return mark_merged(main=main, others=rows, by=by)


@transaction.atomic
def unmerge(*, contribution: Contribution, by: str) -> Contribution:
    """It says something of its own after all: from now on it waits for a reply of its own."""
    return mark_unmerged(contribution=contribution, by=by)


def _hold_without_reply(rows: Sequence[Contribution]) -> None:
    ids = [row.pk for row in rows]
    list(Contribution.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    if RepliedVoice.objects.filter(contribution__in=ids).exists():
        raise HasAReply
