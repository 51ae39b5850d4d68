"""What anybody may read: the process and its meetings, without what is still a draft."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting, Sitting
from arengo.pages import queries as pages
from arengo.pages.models import News
from arengo.process.models import Document, Process
from arengo.registrations import rules


def processes() -> QuerySet[Process]:
    """The processes, the latest first, with their body and plans."""
    return Process.objects.select_related("body", "plan_in_force", "plan_to_write").order_by("-pk")


def public_meetings() -> QuerySet[Meeting]:
    """The meetings that were announced, the earliest first."""
    return Meeting.objects.exclude(state=Meeting.State.DRAFT)


def first_on(meetings: Iterable[Meeting]) -> Meeting | None:
    """The first of `meetings` that is on: from when one may enter until its end."""
    now = process_time.now()
    return next((meeting for meeting in meetings if _is_on(meeting, now)), None)


def _is_on(meeting: Meeting, now: datetime) -> bool:
    if meeting.state != Meeting.State.PUBLISHED:
        return False
    return rules.entry_opens_at(meeting) <= now < meeting.ends_at


def meetings_to_come(process: Process) -> QuerySet[Meeting]:
    """The meetings of `process` whose time is not over, the next first, cancelled ones too."""
    return (
        public_meetings()
        .filter(process=process, ends_at__gt=process_time.now())
        .prefetch_related("venues")
    )


def documents(process: Process, day: date) -> QuerySet[Document]:
    """The documents of `process` that were public on `day`, the latest first."""
    return process.documents.filter(Q(published_on__lte=day) | Q(published_on__isnull=True))


def news() -> QuerySet[News]:
    """The news that is out, the latest first."""
    return pages.public_news()


def get_meeting(slug: str) -> Meeting:
    """The announced meeting with all that its page tells. Raises Http404."""
    meetings = (
        public_meetings()
        .select_related("process__body")
        .prefetch_related(
            "venues",
            Prefetch("sittings", Sitting.objects.select_related("moderator")),
            "sittings__items__axis",
            "sittings__items__speakers",
            "speakers",
            "documents",
        )
    )
    return get_object_or_404(meetings, slug=slug)
