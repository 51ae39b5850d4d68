"""Erasing a person: what names them goes, what counts them stays (docs/decisions/0008)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Min, QuerySet

from arengo.core.clock import process_time
from arengo.core.ledger import operations as ledger
from arengo.core.ledger.operations import record, record_many
from arengo.invitations.operations import mark_taken_out
from arengo.meetings.models import Meeting
from arengo.people.identity import hold
from arengo.people.models import Contact, Person
from arengo.people.operations import mark_erased
from arengo.registrations import line, retention, rules, seats
from arengo.registrations.models import AccessNeeds, Attendance, Mode, Notice, Registration
from arengo.registrations.operations.leaving import give_up
from arengo.registrations.refusals import PersonErased
from arengo.registrations.seats import Pools

# People in one run: their meetings, and the other work of the worker, wait for no longer than that.
AT_ONCE: Final = 50


@dataclass(frozen=True)
class _Held:
    """People to erase, with all that is theirs, under locks."""

    people: Sequence[Person]
    pools: Mapping[int, Pools]
    registrations: Sequence[Registration]


def erase_person(*, person: Person, by: str = "person") -> Person:
    """Erase somebody: registrations that stand are cancelled, and all that names them is deleted.

    The seat goes to who is next, a place in line is left, the personal link opens nothing, mails
    that are owed are dropped when they are written. Of each registration stay meeting, mode, state,
    municipality, kind and invitation, and the attendance: they are counted, and name nobody. Who
    stands in the address book by the same name and address goes there too. Twice is once.
    """
    with transaction.atomic():
        held = _hold([person.pk])
        if held.people:
            _erase(held, by)
    person.refresh_from_db()
    return person


def _erase(held: _Held, by: str) -> None:
    (person,) = held.people
    contact = Contact.objects.filter(person=person).first()
    given_up = _let_go(held)
    taken_out = mark_taken_out(name=contact.name, email=contact.email) if contact else 0
    _forget(held, by)
    facts = {
        "registrations": len(held.registrations),
        "places_given_up": given_up,
        "address_book": taken_out,
    }
    record(kind="person.erased", subject=_subject(person), by=by, facts=facts)


@transaction.atomic
def note_data_given(*, person: Person, by: str) -> None:
    """Write down that the office took everything about a person as a file, to give it to them.

    Raises PersonErased.
    """
    if hold(person) is None:
        raise PersonErased
    record(kind="person.data_given", subject=_subject(person), by=by, facts={})


def forget_people() -> int:
    """Job: erase some of those who came long ago, and some who never confirmed. Says how many."""
    came = _forget_some(retention.people_who_came_long_ago, "a_year_after")
    return came + _forget_some(retention.people_who_never_confirmed, "never_confirmed")


def _forget_some(due: Callable[[datetime], QuerySet[Person]], why: str) -> int:
    now = process_time.now()
    # Asked before the transaction: on SQLite it would stop the writers for nothing.
    ids = list(due(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return _forget_these(ids, due(now), why) if ids else 0


@transaction.atomic
def _forget_these(ids: Sequence[UUID], due: QuerySet[Person], why: str) -> int:
    held = _hold(ids, due)
    if held.people:
        _let_go(held)
        _forget(held, by="system")
        leaves = [_subject(person) for person in held.people]
        record_many(kind="person.forgotten", leaves=leaves, facts={"why": why})
    return len(held.people)


def _hold(ids: Sequence[UUID], due: QuerySet[Person] | None = None) -> _Held:
    """Lock these people, then the pools of their meetings, then their registrations.

    Nobody gives them anything new meanwhile. `due`: asked again now, only those are kept who still
    belong there, for somebody may just have confirmed or registered anew.
    """
    rows = Person.objects.select_for_update(no_key=True)
    people = list(rows.filter(pk__in=ids, erased_at__isnull=True).order_by("pk"))
    theirs = Registration.objects.filter(person__in=people)
    meetings = Meeting.objects.filter(pk__in=theirs.values("meeting")).order_by("pk")
    pools = {meeting.pk: seats.lock(meeting) for meeting in meetings}
    registrations = list(theirs.select_for_update(no_key=True).order_by("pk"))
    if due is not None:
        still = set(due.filter(pk__in=ids).values_list("pk", flat=True))
        people = [person for person in people if person.pk in still]
        registrations = [row for row in registrations if row.person_id in still]
    return _Held(people, pools, registrations)


def _let_go(held: _Held) -> int:
    """Cancel what still stands, and pass on seats and places in line. Says how many."""
    given_up = 0
    for row in held.registrations:
        pools = held.pools[row.meeting_id]
        row.meeting = pools.meeting
        if rules.stands(row, pools.now):
            give_up(pools, row)
            given_up += 1
    return given_up


def _forget(held: _Held, by: str) -> None:
    """Delete what names, and what people told; the last are the people, whom others may wait for."""
    ids = [row.pk for row in held.registrations]
    AccessNeeds.objects.filter(registration__in=ids).delete()
    Registration.axes.through.objects.filter(registration__in=ids).delete()
    Registration.objects.filter(pk__in=ids).update(
        delegate_of="", answers={}, note="", asked_for_notices=False
    )
    _keep_only_that_they_came(ids)
    Notice.objects.filter(person__in=held.people).delete()
    mark_erased(people=held.people, at=process_time.now())
    subjects = [line.subject(row) for row in held.registrations]
    subjects += [_subject(person) for person in held.people]
    ledger.erase_all(subjects=subjects, by=by)


def _keep_only_that_they_came(registrations: Sequence[int]) -> None:
    """Online: that they entered, and when; not how often they went and came back."""
    online = Attendance.objects.filter(registration__in=registrations, mode=Mode.ONLINE).order_by()
    first = online.values("registration").annotate(first=Min("id")).values_list("first", flat=True)
    online.exclude(pk__in=list(first)).delete()
    online.update(left_at=None, seen_at=None, heard_at=None)


def _subject(person: Person) -> str:
    return f"person:{person.pk}"
