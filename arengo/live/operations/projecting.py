"""What the projector shows: one thing at a time, chosen by the assistant."""

from django.db import transaction

from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import Room
from arengo.live.refusals import NoSuchPage, NothingWritten
from arengo.meetings.models import Meeting
from arengo.process.models import Document
from arengo.process.queries import pages_of

MESSAGE_AT_MOST = 200


@transaction.atomic
def show(*, meeting: Meeting, showing: Room.Showing, by: str) -> Room:
    """Show one of the things that need no more to be said: what is on, what is next, the QR, nothing.

    Raises ValueError for a message or slides, which have verbs of their own; NotTheDay and kin.
    """
    if showing in (Room.Showing.MESSAGE, Room.Showing.SLIDES):
        raise ValueError(f"{showing} needs to know which")
    return _show(rooms.lock_open(meeting), showing, by)


@transaction.atomic
def show_message(*, meeting: Meeting, message: str, by: str) -> Room:
    """Show some words, two hundred signs at most. Raises NothingWritten, NotTheDay and kin."""
    room = rooms.lock_open(meeting)
    room.message = " ".join(message.split())[:MESSAGE_AT_MOST]
    if not room.message:
        raise NothingWritten
    return _show(room, Room.Showing.MESSAGE, by)


@transaction.atomic
def show_page(*, meeting: Meeting, document: Document, page: int, by: str) -> Room:
    """Show a page of a document, in the hall and on everybody's page. Raises NoSuchPage and kin."""
    room = rooms.lock_open(meeting)
    if not any(one.number == page for one in pages_of(document)):
        raise NoSuchPage
    room.document, room.page = document, page
    return _show(room, Room.Showing.SLIDES, by)


def _show(room: Room, showing: Room.Showing, by: str) -> Room:
    room.showing = showing
    room.save(update_fields=["showing", "message", "document", "page"])
    facts: dict[str, str | int] = {"showing": str(showing)}
    if showing == Room.Showing.SLIDES and room.document is not None:
        facts |= {"document": room.document.key, "page": room.page}
    record(kind="room.shown", subject=rooms.subject_of(room), by=by, facts=facts)
    rooms.tell(room, "screen")
    return room
