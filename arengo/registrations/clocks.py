"""When the time of a hold or of an offer begins: when the mail server took the mail.

The outbox calls `start_hold` and `start_offer` in the transaction that marks the mail sent. A mail
that will never leave must not hold a seat for ever: `start_the_forgotten` begins for it too.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Concat

from arengo.core.outbox.models import Message
from arengo.core.outbox.operations import path_of
from arengo.registrations import rules
from arengo.registrations.models import Registration, WaitingPlace


def start_hold(*, sent_at: datetime, registration_id: int) -> None:
    """The time to confirm begins, once: asking for the link again does not lengthen it."""
    held = Registration.objects.filter(
        pk=registration_id, state=Registration.State.TO_CONFIRM, seat__isnull=False
    )
    held.filter(hold_until__isnull=True).update(hold_until=rules.hold_end(sent_at))


def start_offer(*, sent_at: datetime, waiting_place_id: int) -> None:
    """The time to accept an offered seat begins, once."""
    offered = WaitingPlace.objects.filter(
        pk=waiting_place_id, state=WaitingPlace.State.OFFERED, offer_ends_at__isnull=True
    )
    for place in offered.select_related("registration__meeting"):
        starts_at = place.registration.meeting.starts_at
        offered.update(offer_ends_at=rules.offer_end(sent_at, starts_at))


def start_the_forgotten(now: datetime) -> None:
    """Begin the time of holds and offers whose mail was given up or not needed: nobody will else."""
    holds = Registration.objects.filter(
        state=Registration.State.TO_CONFIRM, seat__isnull=False, hold_until__isnull=True
    )
    for registration in holds.filter(~_mail_is_owed("code", start_hold)):
        start_hold(sent_at=now, registration_id=registration.pk)
    offers = WaitingPlace.objects.filter(
        state=WaitingPlace.State.OFFERED, offer_ends_at__isnull=True
    )
    for place in offers.filter(~_mail_is_owed("registration__code", start_offer)):
        start_offer(sent_at=now, waiting_place_id=place.pk)


def _mail_is_owed(code: str, after: Callable[..., None]) -> Exists:
    about = Concat(Value("registration:"), OuterRef(code), output_field=CharField())
    mails = Message.objects.filter(subject=about, after=path_of(after))
    return Exists(mails.filter(state=Message.State.OWED))
