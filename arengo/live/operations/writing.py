"""Perspectives and priorities: what everybody in the room may write for an axis of the round table."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms, rules
from arengo.live.models import Horizon, Room, Statement
from arengo.live.models.writing import TEXT_AT_MOST
from arengo.live.refusals import NoSuchLine, NothingWritten, NotYetOn
from arengo.live.said import item_to_write
from arengo.registrations.models import Registration


@transaction.atomic
def write_statement(
    *,
    registration: Registration,
    line: str,
    kind: Statement.Kind,
    horizon: Horizon,
    text: str,
) -> Statement:
    """Write a perspective or a priority for the axis whose line of the programme is `line`.

    Once for each axis and kind: written again, the words are changed and the code stays. Also after
    its axis, until the evening is closed. Raises NotInTheRoom for who has not entered, NoSuchLine,
    NotYetOn, NothingWritten, NotTheDay, MeetingIsClosed.
    """
    room = rooms.lock_open(registration.meeting)
    rules.check_present(registration)
    item = item_to_write(room.meeting, line)
    if item is None or item.axis is None:
        raise NoSuchLine
    if not room.spans.filter(item=item).exists():
        raise NotYetOn
    words = text.strip()[:TEXT_AT_MOST]
    if not words:
        raise NothingWritten
    now = process_time.now()
    row, is_new = Statement.objects.get_or_create(
        registration=registration,
        item=item,
        kind=kind,
        defaults={
            "room": room,
            "axis": item.axis,
            "horizon": horizon,
            "text": words,
            "mode": registration.mode,
            "written_at": now,
        },
    )
    if is_new:
        return _changed(room, row, "written", by="person")
    if (row.text, row.horizon) == (words, horizon):
        return row
    row.text, row.horizon, row.changed_at = words, horizon, now
    row.save(update_fields=["text", "horizon", "changed_at"])
    return _changed(room, row, "changed", by="person")


@transaction.atomic
def hide_statement(*, statement: Statement, by: str) -> Statement:
    """Take one off the projector; as a voice the office decides of it. Twice is once."""
    return _hide(statement, is_hidden=True, by=by)


@transaction.atomic
def unhide_statement(*, statement: Statement, by: str) -> Statement:
    """Let the projector show it again. Twice is once."""
    return _hide(statement, is_hidden=False, by=by)


def _hide(statement: Statement, *, is_hidden: bool, by: str) -> Statement:
    room = rooms.lock(statement.room.meeting)
    row = Statement.objects.get(pk=statement.pk)
    if row.is_hidden == is_hidden:
        return row
    row.is_hidden = is_hidden
    row.save(update_fields=["is_hidden"])
    return _changed(room, row, "hidden" if is_hidden else "unhidden", by=by)


def _changed(room: Room, statement: Statement, what: str, *, by: str) -> Statement:
    facts = {"line": statement.item_id, "kind": str(statement.kind), "mode": str(statement.mode)}
    record(kind=f"statement.{what}", subject=f"statement:{statement.code}", by=by, facts=facts)
    rooms.tell(room, "written")
    return statement
