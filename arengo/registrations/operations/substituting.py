"""Giving one's seat to somebody else, who confirms it for themselves."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from arengo.core.ledger.operations import record
from arengo.people.identity import find_in, hold, make_person, people_of_mailbox
from arengo.people.models import Contact, Person
from arengo.registrations import admission, line, owed, rules, seats, states
from arengo.registrations.models import Registration, SeatPool, WaitingPlace
from arengo.registrations.operations.leaving import give_up
from arengo.registrations.refusals import EmailNeeded, NameNeeded, NotNow
from arengo.registrations.seats import Pools

State = Registration.State


def substitute(
    *, registration: Registration, name: str, email: str, by: str = "person"
) -> Registration:
    """Give the seat of `registration` to somebody else; returns theirs, to be confirmed.

    The old registration is cancelled and its link and ticket are worth nothing from now on. Who is
    registered already gets the seat as an offer, or their own link: the caller cannot tell. Raises
    NotNow unless confirmed, ChangesClosed, NameNeeded, EmailNeeded.
    """
    if not name.strip():
        raise NameNeeded
    if not email.strip():
        raise EmailNeeded
    try:
        return _substitute(registration, name, email, by)
    except IntegrityError:
        # The same person was made in the same instant: now the first is there to be found.
        return _substitute(registration, name, email, by)


@transaction.atomic
def _substitute(registration: Registration, name: str, email: str, by: str) -> Registration:
    people = people_of_mailbox(email)
    known = find_in(people, name=name, email=email)
    person = hold(known) if known else None
    if person is None:
        # Before the locks: whoever registers makes the person first and takes the seat after.
        language = getattr(registration.person, "contact", Contact()).language
        person = make_person(name=name, email=email, language=language)
    pools, row = seats.lock_registration(registration)
    if row.state != State.CONFIRMED:
        raise NotNow(_("Solo un posto confermato si può passare a un'altra persona."))
    rules.check_changes_open(row.meeting, by)
    if person.pk == row.person_id:
        raise NotNow(_("Questo posto è già di questa persona."))
    seat = pools.get(row.seat_id)
    give_up(pools, row, seat_passes=True)
    # Who does not come needs nothing, and cannot open this page any more to say so.
    admission.drop_needs(row)
    theirs = _active_registration(row, person)
    if theirs is None:
        theirs = _sit_in_for(row, person, seat, pools)
        owed.confirm(theirs)
    else:
        _offer_or_free(pools, theirs, seat)
    owed.substituted(row)
    facts = {"to": line.subject(theirs), "pool": seat.pk}
    record(kind="registration.substituted", subject=line.subject(row), by=by, facts=facts)
    return theirs


def _active_registration(row: Registration, person: Person) -> Registration | None:
    active = Registration.objects.filter(meeting_id=row.meeting_id, person=person)
    return active.exclude(state=State.CANCELLED).first()


def _sit_in_for(row: Registration, person: Person, seat: SeatPool, pools: Pools) -> Registration:
    """The new registration on the same seat. What one told of oneself stays with the old one."""
    is_delegate = row.representing != Registration.Representing.CITIZEN
    return Registration.objects.create(
        meeting=row.meeting,
        person=person,
        mode=row.mode,
        venue_id=row.venue_id,
        seat=seat,
        representing=row.representing,
        delegate_of=row.delegate_of if is_delegate else "",
        municipality_id=row.municipality_id if is_delegate else None,
        source=row.source,
        registered_at=pools.now,
    )


def _offer_or_free(pools: Pools, theirs: Registration, seat: SeatPool) -> None:
    """To who is registered already: the seat as an offer if it is a better one, else their link."""
    has_it = (theirs.mode, theirs.venue_id) == (seat.mode, seat.venue_id) and theirs.seat_id
    offered = theirs.waiting_places.filter(pool=seat, state=WaitingPlace.State.OFFERED)
    may_be_offered = theirs.state in states.EXPECTED and not seat.is_contingent
    if has_it or not may_be_offered or offered.exists():
        line.free(pools, seat)
        owed.link_again(theirs, pools.now, unasked=True)
    else:
        line.offer_directly(pools, theirs, seat)
