"""What is said, written and corrected late comes into a resoconto that nobody approved yet.

In the transaction of the verb that changes it, with the room locked.
"""

from arengo.live import minutes_content
from arengo.live.minutes_content import Piece
from arengo.live.models import InvitationToWrite, Minutes, Note
from arengo.meetings.models import Meeting


def follow_note(note: Note) -> None:
    """Bring in a note as it is now; words that the office changed on a proposal stay as they are."""
    row = _open(note.turn.room.meeting)
    now = minutes_content.note_piece(note)
    if row is None:
        return
    there = minutes_content.piece_with_key(row.content, now["key"])
    if there is None:
        _add_note(row.content, f"turn-{note.turn_id}", now)
    elif there["before"] and not note.corrected_at and not note.confirmed_at:
        there.update({**now, "text": there["text"], "before": there["before"]})
    else:
        there.update(now)
    _save(row)


def follow_written(invitation: InvitationToWrite) -> None:
    """Bring in what somebody wrote who was not reached."""
    row = _open(invitation.request.queue.room.meeting)
    if row is None:
        return
    now = minutes_content.written_piece(invitation)
    there = minutes_content.piece_with_key(row.content, now["key"])
    if there is None:
        row.content["unserved"]["written"].append(now)
    else:
        there.update(now)
    _save(row)


def _open(meeting: Meeting) -> Minutes | None:
    rows = Minutes.objects.filter(meeting=meeting).exclude(state=Minutes.State.APPROVED)
    return rows.first()


def _add_note(content: Piece, key: str, note: Piece) -> None:
    turns = [turn for axis in content["axes"] for turn in axis["turns"]] + content["plenary"]
    for turn in turns:
        if turn["key"] == key:
            turn["notes"].append(note)


def _save(row: Minutes) -> None:
    row.version += 1
    row.save(update_fields=["content", "version"])
