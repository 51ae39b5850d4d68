"""How a request becomes a registration, shared by the verbs that register. Not a verb itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from arengo.core import rows
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.invitations.models import Invitation
from arengo.meetings.models import Meeting, Venue
from arengo.people.models import Consent, Person
from arengo.plan.models import Axis
from arengo.registrations import line, seats
from arengo.registrations.models import AccessNeeds, Mode, Registration, SeatPool
from arengo.registrations.refusals import ConsentNeeded, EmailNeeded, NameNeeded
from arengo.registrations.seats import Pools
from arengo.territory.models import Municipality

State = Registration.State


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody asks for, as one thing."""

    meeting: Meeting
    name: str
    mode: str
    email: str = ""
    phone: str = ""
    venue: Venue | None = None
    representing: str = Registration.Representing.CITIZEN
    delegate_of: str = ""
    municipality: Municipality | None = None
    axes: Sequence[Axis] = ()
    access_needs: str = ""
    access_consent: bool = False
    answers: dict[str, Any] = field(default_factory=dict)
    notify_next: bool = False
    language: str = "it"
    invitation_code: str = ""
    invitation: Invitation | None = None
    contingent: SeatPool | None = None
    source: str = Registration.Source.WEB

    def check(self, *, needs_email: bool = True) -> None:
        """Raise the refusal of what no form should have let through."""
        if not self.name.strip():
            raise NameNeeded
        if needs_email and not self.email.strip():
            raise EmailNeeded
        check_consent(self.access_needs, self.access_consent)
        seats.check_mode(self.meeting, self.mode, self.venue)


def check_consent(access_needs: str, access_consent: bool) -> None:
    """Raise ConsentNeeded when needs are told without the consent to keep them."""
    if access_needs.strip() and not access_consent:
        raise ConsentNeeded


def enrol(request: Request, person: Person, *, is_confirmed: bool, by: str) -> Registration:
    """Write the registration of `person`: with a seat if there is one for them, else in line.

    Confirmed at once for the office. Raises ModeNotOffered, VenueNeeded, WrongInvitationCode.
    """
    registration = _as_asked(request, person)
    waits_for = _find_a_place(request, registration, is_confirmed)
    _set_state(registration, is_confirmed)
    rows.insert(registration)
    if waits_for is not None:
        since = registration.registered_at
        line.join(registration, waits_for, since=since, is_confirmed=is_confirmed)
    _insert_what_goes_with_it(request, registration)
    facts = {
        "meeting": request.meeting.slug,
        "pool": waits_for.pk if waits_for else registration.seat_id,
        "seat": waits_for is None,
        "source": str(request.source),
    }
    subject = line.subject(registration)
    record(kind="registration.registered", subject=subject, by=by, facts=facts)
    return registration


def _as_asked(request: Request, person: Person) -> Registration:
    return Registration(
        meeting=request.meeting,
        person=person,
        mode=request.mode,
        venue=request.venue,
        representing=request.representing,
        delegate_of=" ".join(request.delegate_of.split()),
        municipality=request.municipality,
        invitation=request.invitation,
        answers=request.answers,
        source=request.source,
        asked_for_notices=request.notify_next,
        registered_at=process_time.now(),
    )


def _find_a_place(
    request: Request, registration: Registration, is_confirmed: bool
) -> SeatPool | None:
    """Give `registration` a seat if it may have one; else the pool in whose line it belongs."""
    if not is_confirmed and _sit_down_at_once(request, registration):
        return None
    needs_lock = is_confirmed or bool(request.invitation_code)
    pools = seats.lock(request.meeting) if needs_lock else seats.read(request.meeting)
    pool, contingent = _pools_for(request, pools)
    seat = next((p for p in (contingent, pool) if p and seats.take(p, pools.now)), None)
    registration.seat = seat
    registration.venue_id = (seat or pool).venue_id
    return None if seat else pool


def _sit_down_at_once(request: Request, registration: Registration) -> bool:
    """The common case, in one statement: the venue is clear, no code, a seat is free."""
    is_clear = request.mode == Mode.ONLINE or request.venue is not None
    if request.invitation_code.strip() or not is_clear:
        return False
    meeting, venue_id = request.meeting, registration.venue_id
    registration.seat_id = seats.take_at_once(meeting, request.mode, venue_id)
    return registration.seat_id is not None


def _pools_for(request: Request, pools: Pools) -> tuple[SeatPool, SeatPool | None]:
    venue_id = request.venue.pk if request.venue else None
    contingent = request.contingent
    if request.invitation_code.strip():
        contingent = pools.contingent(request.invitation_code, request.mode, venue_id)
    if contingent is not None:
        venue_id = contingent.venue_id
    return pools.for_everybody(request.mode, venue_id), contingent


def _set_state(registration: Registration, is_confirmed: bool) -> None:
    if not is_confirmed:
        registration.state = State.TO_CONFIRM
    elif registration.seat_id is None:
        registration.state = State.WAITING
    else:
        registration.state, registration.confirmed_at = State.CONFIRMED, registration.registered_at


def _insert_what_goes_with_it(request: Request, registration: Registration) -> None:
    set_axes(registration, request.axes)
    consents = []
    if request.notify_next:
        consents.append(Consent.Kind.NEXT_MEETINGS)
    if request.access_needs.strip():
        consents.append(Consent.Kind.ACCESS_NEEDS)
        AccessNeeds.objects.create(
            registration=registration,
            text=request.access_needs.strip(),
            consent_at=registration.registered_at,
        )
    give_consents(registration, consents)


def set_axes(registration: Registration, axes: Sequence[Axis]) -> None:
    """Link the axes of interest of a registration that has none: one INSERT, or nothing."""
    if axes:
        through = Registration.axes.through
        through.objects.bulk_create(
            [through(registration_id=registration.pk, axis_id=axis.pk) for axis in axes]
        )


def give_consents(
    registration: Registration, kinds: Sequence[str], *, at: datetime | None = None
) -> None:
    """Write down what the person agrees to, unless they have already: one INSERT, or nothing.

    `at`: when it is not with the registration that they do.
    """
    if kinds:
        given_at = at or registration.registered_at
        consents = [
            Consent(person_id=registration.person_id, kind=kind, given_at=given_at)
            for kind in kinds
        ]
        Consent.objects.bulk_create(consents, ignore_conflicts=True)


def drop_needs(registration: Registration) -> None:
    """Delete what a registration needs; the consent ends when the person has told nothing else."""
    AccessNeeds.objects.filter(registration=registration).delete()
    person_id = registration.person_id
    if not AccessNeeds.objects.filter(registration__person=person_id).exists():
        standing = Consent.objects.filter(person=person_id, withdrawn_at__isnull=True)
        standing.filter(kind=Consent.Kind.ACCESS_NEEDS).update(withdrawn_at=process_time.now())
