"""A resoconto from its row to its blocks, and what becomes of its pieces by name."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from arengo.contributions.published import told_otherwise
from arengo.core.ledger.models import Entry
from arengo.live import minutes_content
from arengo.live.models import Minutes, Room
from arengo.live.operations.reporting import digest_of
from arengo.meetings.models import Meeting
from arengo.web.shared.minutes_blocks import Block, blocks_of


@dataclass(frozen=True)
class Proof:
    """That a resoconto is the one that was approved. `block` is None while it waits for its seal."""

    entry: Entry
    digest: str
    block: int | None
    is_intact: bool


@dataclass(frozen=True)
class Left:
    """What of a meeting that is over can be read: the resoconto, and what was heard."""

    minutes: Minutes | None
    is_heard: bool


def left_of(meeting: Meeting) -> Left:
    """What is left of it for everybody."""
    closed = Room.objects.filter(meeting=meeting, closed_at__isnull=False)
    return Left(shared(meeting), closed.exists())


def blocks(minutes: Minutes) -> list[Block]:
    """All that it says, in the active language; who spoke, as far as it is still known.

    Words that the office covered or took from everybody's eyes since are not there; what was approved
    stays as it was approved, beneath.
    """
    return blocks_of(
        as_told(minutes),
        speakers=minutes_content.speakers_of(minutes.meeting),
        opening=minutes.opening,
        closing=minutes.closing,
    )


def as_told(minutes: Minutes) -> minutes_content.Piece:
    """What it says, with the words that everybody reads."""
    content = copy.deepcopy(minutes.content)
    tell(minutes_content.pieces_of(content), minutes.meeting)
    return content


def tell(pieces: Iterable[minutes_content.Piece], meeting: Meeting) -> None:
    """Put in each of these pieces the words that everybody reads, where they are others."""
    otherwise = told_otherwise(meeting)
    for piece in pieces:
        words = otherwise.get(piece["key"])
        if words is not None:
            piece["text"] = words or _("Queste parole non si leggono, o non ancora.")
            piece["before"] = ""


def proof_of(minutes: Minutes) -> Proof | None:
    """The ledger's entry of the approval, and whether what stands here is what was approved."""
    entry = Entry.objects.filter(pk=minutes.entry).first() if minutes.entry else None
    if entry is None:
        return None
    told = entry.facts.get("digest")
    is_intact = told == minutes.digest == digest_of(minutes)
    return Proof(entry, minutes.digest, entry.block_id, is_intact)


def shared(meeting: Meeting) -> Minutes | None:
    """The resoconto that everybody may read; None while it is a draft."""
    rows = Minutes.objects.filter(meeting=meeting).exclude(state=Minutes.State.DRAFT)
    return rows.select_related("meeting__process__body").first()
