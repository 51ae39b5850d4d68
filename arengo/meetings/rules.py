"""What holds for those who serve at a meeting: to whom a link belongs, and until when it opens."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arengo.core import codes
from arengo.core.clock import process_time
from arengo.core.refusals import Refusal
from arengo.meetings.links import PURPOSE
from arengo.meetings.models import Duty, Meeting

LINK_LASTS: Final = timedelta(hours=24)
NAMES_KEPT: Final = timedelta(days=30)


class DutyLinkNotValid(Refusal):
    """The link of a duty was taken away, mistyped, never ours, or its time is over: all look the same."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("Questo link non vale più. Chiedine uno nuovo all'ufficio che te l'ha mandato.")
        )


def get_duty_by_link(token: str) -> Duty:
    """The duty whose link holds `token`, with its meeting and venue.

    Raises DutyLinkNotValid, always the same.
    """
    duty = standing_duties().filter(code=codes.code_of_token(token)).first()
    if duty is None or not codes.token_is_good(token, PURPOSE, duty.code, duty.version):
        raise DutyLinkNotValid
    if link_is_over(duty.meeting, process_time.now()):
        raise DutyLinkNotValid
    return duty


def standing_duties() -> QuerySet[Duty]:
    """The duties that nobody took away, with what their pages show; their time may be over."""
    duties = Duty.objects.filter(revoked_at__isnull=True)
    return duties.select_related("meeting__process__body", "venue")


def link_is_over(meeting: Meeting, now: datetime) -> bool:
    """True from 24 hours after the end; a meeting put off to an unknown day is still to come."""
    if meeting.state == Meeting.State.POSTPONED:
        return False
    return now >= meeting.ends_at + LINK_LASTS


def duties_to_forget(now: datetime) -> QuerySet[Duty]:
    """Those that still name somebody thirty days after the meeting, unless it is still to come."""
    over = Duty.objects.filter(meeting__ends_at__lte=now - NAMES_KEPT).exclude(name="")
    return over.exclude(meeting__state=Meeting.State.POSTPONED)
