"""A mail as it would be, for the desk to look at: written to an invented person who is never kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from arengo.core.clock import process_time
from arengo.core.outbox.mail import Mail
from arengo.core.outbox.rendering import masked
from arengo.meetings.models import Meeting
from arengo.people.models import Contact, Person, User
from arengo.registrations import emails
from arengo.registrations.models import MailText, Mode, Registration, SeatPool, WaitingPlace

Kind = MailText.Kind
State = Registration.State
IN_LINE: Final = (Kind.WAITING, Kind.OFFER)
STATES: Final = {
    Kind.CONFIRM: State.TO_CONFIRM,
    Kind.WAITING: State.WAITING,
    Kind.OFFER: State.OFFERED,
    Kind.CANCELLED: State.CANCELLED,
    Kind.THANKS: State.ATTENDED,
}
WRITERS: Final[dict[str, Callable[[Registration], Mail | None]]] = {
    Kind.CONFIRM: lambda each: emails.confirm(each.pk),
    Kind.PLACE_CONFIRMED: lambda each: emails.place_confirmed(each.pk),
    Kind.WAITING: lambda each: emails.waiting(each.pk),
    Kind.OFFER: lambda each: emails.offer(each.waiting_places.get().pk),
    Kind.CHANGED: lambda each: emails.changed(each.pk, each.sequence),
    Kind.REMINDER: lambda each: emails.reminder(each.pk, "week"),
    Kind.MEETING_CHANGED: lambda each: emails.meeting_changed(
        each.pk, "changed", each.meeting.sequence
    ),
    Kind.CANCELLED: lambda each: emails.cancelled(each.pk),
    Kind.THANKS: lambda each: emails.thanks(each.pk),
}


def sample(kind: str, meeting: Meeting, language: str = "it", name: str = "") -> Mail | None:
    """The mail of a kind as somebody in the hall (or online, if there is none) would get it.

    None when nobody would: the meeting is over, or thanks before it is held. Its links lead nowhere.
    """
    # Written by the same functions as the real ones, on rows that are rolled back at once: what the
    # desk sees cannot differ from what people get.
    with transaction.atomic():
        registration = _invent(kind, meeting, language, name or _("Nome e cognome"))
        mail = WRITERS[kind](registration) if registration else None
        transaction.set_rollback(True)
    return masked(mail) if mail else None


def tried(kind: str, meeting_id: int, user_id: int, language: str) -> Mail | None:
    """For the outbox: the sample, to somebody who works here, marked as a test."""
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if meeting is None or user is None:
        return None
    mail = sample(kind, meeting, language, user.name)
    if mail is None:
        return None
    subject = _("[Prova] %(subject)s") % {"subject": mail.subject}
    return replace(mail, to=user.email, subject=subject, attachments=())


def _invent(kind: str, meeting: Meeting, language: str, name: str) -> Registration | None:
    pools = SeatPool.objects.filter(meeting=meeting, is_contingent=False).select_related("venue")
    mode = Mode.IN_PERSON if meeting.in_person else Mode.ONLINE
    pool = pools.filter(mode=mode).first()
    if pool is None:
        return None
    now = process_time.now()
    person = Person.objects.create(created_at=now)
    Contact.objects.create(person=person, name=name, email="nome@example.org", language=language)
    state = STATES.get(Kind(kind), State.CONFIRMED)
    registration = Registration.objects.create(
        meeting=meeting,
        person=person,
        state=state,
        mode=pool.mode,
        venue=pool.venue,
        seat=pool if state in (State.TO_CONFIRM, State.CONFIRMED, State.ATTENDED) else None,
        registered_at=now,
        confirmed_at=None if state == State.TO_CONFIRM else now,
        cancelled_at=now if state == State.CANCELLED else None,
    )
    if kind in IN_LINE:
        is_offer = kind == Kind.OFFER
        WaitingPlace.objects.create(
            registration=registration,
            pool=pool,
            state=WaitingPlace.State.OFFERED if is_offer else WaitingPlace.State.WAITING,
            since=now,
            is_confirmed=True,
            offered_at=now if is_offer else None,
        )
    return registration
