"""Telling those who asked of a next meeting: one act, once for each person and meeting."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record, record_many
from arengo.core.outbox.models import Message
from arengo.core.outbox.operations import post
from arengo.invitations.emails import is_to_be_announced
from arengo.meetings.models import Meeting
from arengo.people.models import User
from arengo.registrations import audience, rules
from arengo.registrations.emails import notice
from arengo.registrations.models import Notice
from arengo.registrations.refusals import (
    NobodyToTell,
    NothingToTell,
    RegistrationNotOpenYet,
    TestNoticeJustSent,
)

# After what somebody waits for at the screen, and after what goes to the registered.
PRIORITY = -10


def tell_who_asked(*, meeting: Meeting, by: str) -> int:
    """Owe the notice of `meeting` to everybody who asked and is to be told; gives how many.

    In a quiet period the mails are held until it is over. Pressed twice, the second finds nobody.
    Raises NothingToTell, RegistrationClosed, NobodyToTell.
    """
    check_can_be_told(meeting)
    with transaction.atomic():
        # Under the meeting's lock: two officials at once do not both find the same people.
        row = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
        ids = list(audience.due(row).order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise NobodyToTell
        now = process_time.now()
        Notice.objects.bulk_create(
            [Notice(meeting=row, person_id=each, told_at=now) for each in ids]
        )
        for each in ids:
            post(
                render=notice.next_meeting,
                arguments={"person_id": str(each), "meeting_id": row.pk},
                key=f"notice:{row.pk}:{each}",
                subject=f"meeting:{row.slug}",
                priority=PRIORITY,
            )
        leaves = [f"person:{each}" for each in ids]
        record_many(kind="notices.owed", subject=f"meeting:{row.slug}", by=by, leaves=leaves)
    return len(ids)


def check_can_be_told(meeting: Meeting) -> None:
    """Raise NothingToTell or RegistrationClosed unless who is told now can come."""
    if meeting.state == Meeting.State.DRAFT:
        raise NothingToTell(_("L'incontro è ancora una bozza: pubblicalo, poi avvisa."))
    if not is_to_be_announced(meeting):
        raise NothingToTell(
            _("L'incontro si è già svolto, o è rinviato o annullato: non c'è di che avvisare.")
        )
    try:
        rules.check_open(meeting)
    except RegistrationNotOpenYet:
        # The mail leads to the page that says from when.
        return


def send_test_notice(*, meeting: Meeting, to: User, language: str, by: str) -> None:
    """Owe the notice to the member of the office who asks, marked as a test.

    At most one a minute for each person, meeting and language: raises TestNoticeJustSent.
    """
    minute = f"{timezone.now():%Y%m%d%H%M}"
    key = f"notice-test:{meeting.pk}:{to.pk}:{language}:{minute}"
    if Message.objects.filter(key=key).exists():
        raise TestNoticeJustSent
    with transaction.atomic():
        post(
            render=notice.test_next_meeting,
            arguments={"meeting_id": meeting.pk, "user_id": to.pk, "language": language},
            key=key,
            subject=f"meeting:{meeting.slug}",
        )
        record(kind="notices.tested", subject=f"meeting:{meeting.slug}", by=by, facts={})
