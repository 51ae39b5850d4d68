"""The row of an evening: made when it is first needed, locked while it changes, told to who looks."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from arengo.core.clock import process_time, words
from arengo.core.stream.operations import emit
from arengo.live.models import Room
from arengo.live.refusals import MeetingIsClosed, NotTheDay
from arengo.meetings.models import Meeting

# From how long before the start the evening may begin, and until when after the end it may go on.
OPENS_BEFORE: Final = timedelta(hours=2)
STAYS_OPEN_AFTER: Final = timedelta(hours=6)
# What other parts of the pages are made from: who speaks is on the note-taker's page and in the figures.
ALSO_CHANGES: Final = {"turn": ("notes", "figures"), "queue": ("figures",)}


def channel_of(meeting: Meeting) -> str:
    """Where the changes of the evening are told."""
    return f"room:{meeting.slug}"


def subject_of(room: Room) -> str:
    """What the ledger calls it."""
    return f"meeting:{room.meeting.slug}"


def room_of(meeting: Meeting) -> Room:
    """The room as it is now, without making it: who only looks writes nothing."""
    room = (
        Room.objects.select_related("document", "question", "poll").filter(meeting=meeting).first()
    )
    room = room or Room(meeting=meeting)
    room.meeting = meeting
    return room


def lock(meeting: Meeting) -> Room:
    """The room's row, locked in the caller's transaction; made the first time."""
    Room.objects.get_or_create(meeting=meeting)
    room = Room.objects.select_for_update(no_key=True).get(meeting=meeting)
    room.meeting = meeting
    return room


def lock_open(meeting: Meeting) -> Room:
    """As `lock`. Raises NotTheDay, MeetingIsClosed."""
    check_day(meeting)
    room = lock(meeting)
    if room.closed_at is not None:
        raise MeetingIsClosed
    return room


def check_day(meeting: Meeting) -> None:
    """Raise NotTheDay, with the hour, unless the evening is held about now."""
    if meeting.state != Meeting.State.PUBLISHED:
        raise NotTheDay(_("Questo incontro non è in programma: prima l'ufficio deve pubblicarlo."))
    now = process_time.now()
    opens = meeting.starts_at - OPENS_BEFORE
    if now < opens:
        sentence = _("È presto: l'incontro si può far cominciare %(day)s dalle %(hour)s.")
        raise NotTheDay(sentence % {"day": words.full_day(opens), "hour": words.hour(opens)})
    if now >= meeting.ends_at + STAYS_OPEN_AFTER:
        raise NotTheDay(_("È tardi: questo incontro è finito da un pezzo."))


def tell(room: Room, *parts: str) -> None:
    """Tell who looks at the room that these parts of it changed, once the transaction is committed."""
    also = (other for part in parts for other in ALSO_CHANGES.get(part, ()))
    for part in dict.fromkeys((*parts, *also)):
        emit(channel=channel_of(room.meeting), part=part)
