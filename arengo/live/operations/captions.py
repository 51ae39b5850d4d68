"""Captions: what somebody types while others speak, for who does not hear."""

import textwrap

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import Caption
from arengo.live.refusals import NothingWritten
from arengo.meetings.models import Meeting

CAPTION_AT_MOST = 300


@transaction.atomic
def write_caption(*, meeting: Meeting, text: str, by: str) -> list[Caption]:
    """Add what was typed as one line, or more when it is long. Raises NothingWritten and kin."""
    room = rooms.lock_open(meeting)
    words = " ".join(text.split())
    if not words:
        raise NothingWritten
    now = process_time.now()
    lines = [
        Caption.objects.create(room=room, text=line, written_at=now) for line in _in_lines(words)
    ]
    record(
        kind="room.captioned", subject=rooms.subject_of(room), by=by, facts={"lines": len(lines)}
    )
    rooms.tell(room, "captions")
    return lines


def _in_lines(words: str) -> list[str]:
    """Lines that fit, broken between words; a word without end is cut."""
    return textwrap.wrap(words, CAPTION_AT_MOST)
