"""The marks that verbs further down leave on a meeting: a mark changes the row and nothing else.

Publishing, postponing, moving online, moving house and cancelling are verbs of `registrations`, which
knows whether anybody must be told.
"""

from datetime import datetime
from typing import Final

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting, Venue

State = Meeting.State

# What keeps its distance from the start when the meeting moves to another day.
MOVES_ALONG: Final = ("registration_closes_at", "changes_close_at", "unclaimed_after")


class MeetingEndsBeforeItStarts(Refusal):
    """The hours are the wrong way round."""

    def __init__(self) -> None:
        super().__init__(_("L'incontro finirebbe prima di cominciare: controlla gli orari."))


def mark_published(*, meeting: Meeting) -> Meeting:
    """Shown to everybody from now on."""
    meeting.state = State.PUBLISHED
    meeting.save(update_fields=["state"])
    return meeting


def mark_moved(
    *, venue: Venue, address: str, city: str, postcode: str, notice: str | dict[str, str]
) -> Meeting:
    """Held at another address; the point on the map is no longer that one, and goes."""
    venue.address, venue.city, venue.postcode = address, city, postcode
    venue.latitude = venue.longitude = None
    venue.save(update_fields=["address", "city", "postcode", "latitude", "longitude"])
    return _mark(venue.meeting, notice)


def mark_postponed(*, meeting: Meeting, notice: str | dict[str, str]) -> Meeting:
    """Put off to a day that is not known yet; the old date stays written until the new one."""
    meeting.state = State.POSTPONED
    return _mark(meeting, notice, "state")


def mark_rescheduled(
    *, meeting: Meeting, starts_at: datetime, ends_at: datetime, notice: str | dict[str, str]
) -> Meeting:
    """Move to other hours or another day, with its sittings and closing times; published again.

    Raises MeetingEndsBeforeItStarts.
    """
    if ends_at <= starts_at:
        raise MeetingEndsBeforeItStarts
    later = starts_at - meeting.starts_at
    for field in MOVES_ALONG:
        if getattr(meeting, field) is not None:
            setattr(meeting, field, getattr(meeting, field) + later)
    meeting.sittings.update(starts_at=F("starts_at") + later, ends_at=F("ends_at") + later)
    meeting.starts_at, meeting.ends_at, meeting.state = starts_at, ends_at, State.PUBLISHED
    return _mark(meeting, notice, "state", "starts_at", "ends_at", *MOVES_ALONG)


def mark_online_only(*, meeting: Meeting, notice: str | dict[str, str]) -> Meeting:
    """Nobody meets in a hall any more: online only."""
    meeting.in_person, meeting.online = False, True
    return _mark(meeting, notice, "in_person", "online")


def mark_cancelled(*, meeting: Meeting, notice: str | dict[str, str]) -> Meeting:
    """The meeting will not be held."""
    meeting.state = State.CANCELLED
    return _mark(meeting, notice, "state")


def _mark(meeting: Meeting, notice: str | dict[str, str], *fields: str) -> Meeting:
    # What calendars hold is older from now on.
    meeting.sequence += 1
    meeting.notice = notice
    meeting.save(update_fields=[*fields, "notice", "sequence"])
    meeting.refresh_from_db(fields=["notice"])
    return meeting
