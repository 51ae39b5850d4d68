"""Registering: a person asks to take part, and confirms by the link that they receive."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.invitations.models import Invitation
from arengo.meetings.models import Meeting, Venue
from arengo.people.identity import (
    find_in,
    find_or_make_person,
    hold,
    identity_digest,
    make_person,
    people_of_mailbox,
)
from arengo.people.models import Person
from arengo.plan.models import Axis
from arengo.registrations import line, owed, rules
from arengo.registrations.admission import Request, enrol
from arengo.registrations.models import Registration
from arengo.registrations.refusals import DelegationEmpty, DelegationTooLarge
from arengo.territory.models import Municipality

MEMBERS_OF_A_DELEGATION = 40
State = Registration.State


def register(
    *,
    meeting: Meeting,
    name: str,
    email: str,
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
    invitation_code: str = "",
    invitation: Invitation | None = None,
    source: str = Registration.Source.WEB,
    by: str = "person",
) -> Registration:
    """Register somebody; they confirm by the link in the mail that is owed.

    A seat is held meanwhile if one is free and nobody waits. Who is registered already gets the
    link by mail and nothing changes: the caller cannot tell. Raises RegistrationClosed and its kin,
    WrongInvitationCode, and what Request.check and Pools.for_everybody refuse.
    """
    request = Request(
        meeting=meeting,
        name=name,
        email=email,
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
        invitation_code=invitation_code,
        invitation=invitation,
        source=source,
    )
    return _submit([request], by)[0]


def register_delegation(
    *,
    meeting: Meeting,
    organisation: str,
    representing: str,
    members: Iterable[tuple[str, str]],
    contact_email: str,
    mode: str,
    venue: Venue | None = None,
    municipality: Municipality | None = None,
    invitation: Invitation | None = None,
    language: str = "it",
    by: str = "person",
) -> list[Registration]:
    """Register the members of a body, each with a link of their own, in the order of the list.

    A member without an e-mail is written to at `contact_email`. All or none: raises as `register`,
    and DelegationEmpty, DelegationTooLarge (more than 40).
    """
    requests = [
        Request(
            meeting=meeting,
            name=name,
            email=email.strip() or contact_email,
            mode=mode,
            venue=venue,
            representing=representing,
            delegate_of=organisation,
            municipality=municipality,
            invitation=invitation,
            language=language,
            source=Registration.Source.DELEGATION,
        )
        for name, email in members
    ]
    if not requests:
        raise DelegationEmpty
    if len(requests) > MEMBERS_OF_A_DELEGATION:
        raise DelegationTooLarge
    return _submit(requests, by)


def _submit(requests: list[Request], by: str) -> list[Registration]:
    rules.check_open(requests[0].meeting)
    for request in requests:
        request.check()
    try:
        return _register_all(requests, by)
    except IntegrityError:
        # The same person twice in one instant: now the first is there to be found.
        return _register_all(requests, by)


@transaction.atomic
def _register_all(requests: list[Request], by: str) -> list[Registration]:
    if len(requests) > 1:
        _make_people(requests)
    return [_register(request, by) for request in requests]


def _make_people(requests: list[Request]) -> None:
    # Before any seat is taken, and in one order: two delegations never wait for each other.
    for request in sorted(requests, key=lambda r: identity_digest(r.name, r.email)):
        people = people_of_mailbox(request.email)
        known = find_in(people, name=request.name, email=request.email)
        if known is None or hold(known) is None:
            make_person(name=request.name, email=request.email, language=request.language)


def _register(request: Request, by: str) -> Registration:
    people = people_of_mailbox(request.email)
    found = find_in(people, name=request.name, email=request.email)
    same = hold(found) if found else None
    here = _active_registrations(request.meeting, people)
    known = next((r for r in here if same and r.person_id == same.pk), None)
    if known is not None:
        return _send_the_link_again(known)
    person = find_or_make_person(
        name=request.name, email=request.email, language=request.language, among=people
    )
    registration = enrol(request, person, is_confirmed=False, by=by)
    is_delegation = request.source == Registration.Source.DELEGATION
    owed.confirm(registration, somebody_else_is_here=bool(here) and not is_delegation)
    return registration


def _active_registrations(meeting: Meeting, people: list[Person]) -> list[Registration]:
    if not people:
        return []
    active = Registration.objects.filter(meeting=meeting, person__in=people)
    return list(active.exclude(state=State.CANCELLED))


def _send_the_link_again(registration: Registration) -> Registration:
    owed.link_again(registration, process_time.now(), unasked=True)
    subject = line.subject(registration)
    record(kind="registration.asked_again", subject=subject, by="person", facts={})
    return registration
