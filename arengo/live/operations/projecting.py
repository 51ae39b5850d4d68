"""What the projector shows: one thing at a time, chosen by the assistant."""

from django.db import transaction

from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import AskedQuestion, Poll, Room
from arengo.live.refusals import NoSuchPage, NothingWritten, PollNotOpened, QuestionNotPublished
from arengo.meetings.models import Meeting
from arengo.process.models import Document
from arengo.process.queries import pages_of

MESSAGE_AT_MOST = 200
# Each of these has a verb of its own, which is told what to show.
SHOWN_BY_OTHERS = (
    Room.Showing.MESSAGE,
    Room.Showing.SLIDES,
    Room.Showing.QUESTION,
    Room.Showing.POLL,
)


@transaction.atomic
def show(*, meeting: Meeting, showing: Room.Showing, by: str) -> Room:
    """Show one of the things that need no more to be said: what is on, what is next, the QR, nothing.

    Raises ValueError for what has a verb of its own; NotTheDay and kin.
    """
    if showing in SHOWN_BY_OTHERS:
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


@transaction.atomic
def show_question(*, question: AskedQuestion, by: str) -> Room:
    """Show one question. Raises QuestionNotPublished for one that is not on everybody's page."""
    room = rooms.lock_open(question.room.meeting)
    row = AskedQuestion.objects.get(pk=question.pk)
    if row.state not in (AskedQuestion.State.PUBLISHED, AskedQuestion.State.ANSWERED):
        raise QuestionNotPublished
    room.question = row
    rooms.tell(room, "questions")
    return _show(room, Room.Showing.QUESTION, by)


@transaction.atomic
def show_poll(*, poll: Poll, by: str) -> Room:
    """Show one poll: the answers while it is open, the results once they are shown.

    Raises PollNotOpened for one that is only prepared.
    """
    room = rooms.lock_open(poll.room.meeting)
    row = Poll.objects.get(pk=poll.pk)
    if row.state == Poll.State.DRAFT:
        raise PollNotOpened
    room.poll = row
    rooms.tell(room, "polls", "ballots")
    return _show(room, Room.Showing.POLL, by)


def _show(room: Room, showing: Room.Showing, by: str) -> Room:
    room.showing = showing
    room.save(update_fields=["showing", "message", "document", "page", "question", "poll"])
    facts: dict[str, str | int] = {"showing": str(showing)}
    if showing == Room.Showing.SLIDES and room.document is not None:
        facts |= {"document": room.document.key, "page": room.page}
    record(kind="room.shown", subject=rooms.subject_of(room), by=by, facts=facts)
    rooms.tell(room, "screen")
    return room
