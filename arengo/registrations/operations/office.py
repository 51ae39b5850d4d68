"""What the office does for people: registering by telephone, links, notes, and places to open."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.invitations.models import Invitation
from arengo.meetings.models import Meeting, Venue
from arengo.people.identity import find_in, find_or_make_person, make_person, people_of_mailbox
from arengo.people.models import Person
from arengo.plan.models import Axis
from arengo.registrations import line, owed, rules, seats
from arengo.registrations.admission import Request, enrol
from arengo.registrations.models import Registration, SeatPool
from arengo.registrations.refusals import AlreadyRegistered, FewerPlacesThanTaken
from arengo.territory.models import Municipality

State = Registration.State


@transaction.atomic
def register_by_office(
    *,
    meeting: Meeting,
    name: str,
    phone: str = "",
    email: str = "",
    mode: str,
    venue: Venue | None = None,
    representing: str = Registration.Representing.CITIZEN,
    delegate_of: str = "",
    municipality: Municipality | None = None,
    axes: Iterable[Axis] = (),
    access_needs: str = "",
    access_consent: bool = False,
    answers: dict[str, Any] | None = None,
    notify_next: bool = False,
    language: str = "it",
    contingent: SeatPool | None = None,
    invitation: Invitation | None = None,
    by: str,
) -> Registration:
    """Register somebody who telephones, with or without e-mail: confirmed at once, or in line.

    `contingent`: take the seat there if it has one. Also before registration opens and after it
    closes. Raises AlreadyRegistered, MeetingCancelled, RegistrationClosed (over), and as `register`.
    """
    request = Request(
        meeting=meeting,
        name=name,
        email=email,
        phone=phone,
        mode=mode,
        venue=venue,
        representing=representing,
        delegate_of=delegate_of,
        municipality=municipality,
        axes=tuple(axes),
        access_needs=access_needs,
        access_consent=access_consent,
        answers=answers or {},
        notify_next=notify_next,
        language=language,
        contingent=contingent,
        invitation=invitation,
        source=Registration.Source.DESK,
    )
    return _register(request, by)


def _register(request: Request, by: str) -> Registration:
    request.check(needs_email=False)
    rules.check_goes_on(request.meeting)
    registration = enrol(request, _person(request), is_confirmed=True, by=by)
    if request.email:
        _tell(registration)
    return registration


def _person(request: Request) -> Person:
    if not request.email:
        return make_person(name=request.name, phone=request.phone, language=request.language)
    people = people_of_mailbox(request.email)
    known = find_in(people, name=request.name, email=request.email)
    active = Registration.objects.exclude(state=State.CANCELLED).filter(meeting=request.meeting)
    if known and active.filter(person=known).exists():
        raise AlreadyRegistered
    return find_or_make_person(
        name=request.name, email=request.email, language=request.language, among=people
    )


def _tell(registration: Registration) -> None:
    if registration.state == State.CONFIRMED:
        owed.place_confirmed(registration)
    else:
        owed.waiting(registration.waiting_places.get())


@transaction.atomic
def resend_link(*, registration: Registration, by: str = "person") -> Registration:
    """Owe the mail with the personal link once more, at most one in ten minutes. Raises PersonErased."""
    row = seats.lock_row(registration)
    owed.link_again(row, process_time.now())
    record(kind="registration.link_sent", subject=line.subject(row), by=by, facts={})
    return row


@transaction.atomic
def write_note(*, registration: Registration, note: str, by: str) -> Registration:
    """Replace the office's note on a registration; its words do not go into the ledger."""
    row = seats.lock_row(registration)
    row.note = note.strip()
    row.save(update_fields=["note"])
    facts = {"is_empty": not row.note}
    record(kind="registration.noted", subject=line.subject(row), by=by, facts=facts)
    return row


@transaction.atomic
def change_capacity(*, pool: SeatPool, capacity: int, by: str) -> SeatPool:
    """Open `capacity` places of a pool in all; those added are offered to the line at once.

    Raises FewerPlacesThanTaken.
    """
    pools = seats.lock(pool.meeting)
    row = pools.get(pool.pk)
    if capacity < row.taken:
        raise FewerPlacesThanTaken
    SeatPool.objects.filter(pk=row.pk).update(capacity=capacity)
    facts = {"pool": row.pk, "from": row.capacity, "to": capacity}
    subject = f"meeting:{pool.meeting.slug}"
    record(kind="seats.capacity_changed", subject=subject, by=by, facts=facts)
    if not row.is_contingent:
        line.offer_next(pools, row)
    row.refresh_from_db()
    return row
