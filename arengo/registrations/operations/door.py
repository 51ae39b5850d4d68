"""The door: who enters the hall, who goes out, and to whom unclaimed seats go. Never over capacity."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.meetings.models import Meeting, Venue
from arengo.registrations import line, seats, states
from arengo.registrations.models import (
    Attendance,
    DoorAct,
    Hall,
    Mode,
    Registration,
    SeatPool,
    WaitingPlace,
)
from arengo.registrations.operations.confirming import confirm
from arengo.registrations.operations.office import register_by_office
from arengo.registrations.refusals import RegistrationRefusal
from arengo.registrations.seats import Pools

State = Registration.State
Place = WaitingPlace.State
# The door opens before the meeting, and stays open to its end.
DOOR_OPENS_BEFORE: Final = timedelta(hours=3)


class DoorRefusal(RegistrationRefusal):
    """Somebody cannot simply enter; the sentence says to the door what to do."""


class NotToday(DoorRefusal):
    SENTENCE = _(
        "L'ingresso di questo incontro non è aperto: controlla giorno e ora sul biglietto."
    )


class TicketCancelled(DoorRefusal):
    SENTENCE = _("Questa iscrizione è annullata. Se c'è posto, registrala come nuova qui sotto.")


class NeedsOneTap(DoorRefusal):
    """They may enter, but not by the scan alone: somebody has to look, and press."""


class NotConfirmedYet(NeedsOneTap):
    SENTENCE = _(
        "L'iscrizione non è stata confermata. Se è la persona giusta, confermala e falla entrare."
    )


class RegisteredOnline(NeedsOneTap):
    SENTENCE = _("È iscritta o iscritto online. Se c'è posto, può passare in sala.")


class InLine(NeedsOneTap):
    SENTENCE = _("È in lista d'attesa. Se tocca a lei o a lui e c'è posto, può entrare.")


class NotTheirTurn(DoorRefusal):
    SENTENCE = _(
        "C'è chi aspetta da prima: chiama in ordine la lista qui sotto. Chi non c'è si può saltare."
    )


class NoSeatAtTheDoor(DoorRefusal):
    SENTENCE = _(
        "Non c'è un posto da dare: quelli liberi sono di chi deve ancora arrivare, fino all'ora stabilita."
    )


class HallAtCapacity(DoorRefusal):
    SENTENCE = _(
        "La sala ha raggiunto la capienza di sicurezza: nessuno può più entrare. Può seguire online."
    )


@dataclass(frozen=True)
class Admission:
    """That somebody is inside. `is_first`: false when they already were, since `entered_at`."""

    attendance: Attendance
    is_first: bool


@dataclass(frozen=True)
class Telling:
    """How the door tells of an act: its number, told again when no answer came, and the moment.

    A door without network tells late: `at` is when it happened.
    """

    nonce: uuid.UUID
    at: datetime


def admit(
    *,
    registration: Registration,
    venue: Venue,
    after_a_look: bool = False,
    telling: Telling | None = None,
    by: str,
) -> Admission:
    """Let in somebody registered. Twice is once: the second time says when the first was.

    `after_a_look`: also who has not confirmed, is registered online or waits, if there is a seat.
    The same `telling` again gives the same answer as the first time. Raises NeedsOneTap without a
    look, NotToday, TicketCancelled, NotTheirTurn, NoSeatAtTheDoor, HallAtCapacity.
    """
    return _once(telling, lambda: _admit(registration, venue, after_a_look, telling, by))


def walk_in(
    *,
    meeting: Meeting,
    venue: Venue,
    name: str,
    email: str = "",
    telling: Telling | None = None,
    by: str,
    **details: Any,
) -> Admission:
    """Register and let in somebody who came without a registration, if there is a seat for them.

    The same `telling` again registers nobody. Raises as `admit` and `register_by_office`; then
    nothing is kept.
    """

    def let_in() -> Admission:
        registration = register_by_office(
            meeting=meeting,
            name=name,
            email=email,
            mode=Mode.IN_PERSON,
            venue=venue,
            by=by,
            **details,
        )
        Registration.objects.filter(pk=registration.pk).update(source=Registration.Source.DOOR)
        return _admit(registration, venue, True, telling, by)

    return _once(telling, let_in)


def admit_others(
    *,
    meeting: Meeting,
    venue: Venue,
    people: int = 1,
    telling: Telling | None = None,
    by: str,
) -> Admission:
    """Count in people without a registration: a companion, staff, the press.

    The same `telling` again counts nobody. Raises NotToday, HallAtCapacity.
    """

    def let_in() -> Admission:
        check_door_open(meeting, telling)
        entered = _count_in(meeting, venue, None, by, people=people, telling=telling)
        return Admission(entered, is_first=True)

    return _once(telling, let_in)


def let_out(*, attendance: Attendance, by: str) -> Attendance:
    """Somebody leaves the hall: their room is free again. Twice is once."""
    with transaction.atomic():
        inside = Attendance.objects.filter(pk=attendance.pk, left_at__isnull=True)
        if inside.update(left_at=process_time.now()):
            halls = Hall.objects.filter(venue=attendance.venue)
            halls.update(inside=F("inside") - attendance.people)
            _record("attendance.left", attendance.meeting, attendance.registration, by)
    attendance.refresh_from_db()
    return attendance


def skip(*, waiting_place: WaitingPlace, by: str) -> None:
    """Pass over somebody who was called at the door and is not there: they leave the line."""
    with transaction.atomic():
        pools, row = seats.lock_registration(waiting_place.registration)
        place = WaitingPlace.objects.get(pk=waiting_place.pk)
        if place.state in (Place.WAITING, Place.OFFERED):
            line.leave(pools, place)
            _record("line.skipped", row.meeting, row, by)


def seats_at_the_door(meeting: Meeting, venue: Venue) -> int:
    """How many seats of those who have not arrived may be given away now; 0 before the set time."""
    now = process_time.now()
    if meeting.unclaimed_after is None or now < meeting.unclaimed_after:
        return 0
    pools = SeatPool.objects.filter(meeting=meeting, venue=venue)
    open_seats = pools.aggregate(all=Sum("capacity"))["all"] or 0
    arrived = Attendance.objects.filter(
        meeting=meeting, venue=venue, registration__isnull=False, left_at__isnull=True
    ).count()
    return max(0, open_seats - arrived)


def check_door_open(meeting: Meeting, telling: Telling | None = None) -> None:
    """Raise NotToday when the door is not open, or was not at the moment that is told."""
    at = _moment(telling)
    is_on = meeting.state == Meeting.State.PUBLISHED
    if not is_on or not meeting.starts_at - DOOR_OPENS_BEFORE <= at < meeting.ends_at:
        raise NotToday


def _moment(telling: Telling | None) -> datetime:
    """When it happened; never in the future, whatever the clock of a telephone says."""
    now = process_time.now()
    return min(telling.at, now) if telling else now


def _once(telling: Telling | None, let_in: Callable[[], Admission]) -> Admission:
    """Do it in one transaction, unless the same telling did it before. A refusal keeps nothing."""
    try:
        with transaction.atomic():
            return _told_before(telling) or _noted(let_in(), telling)
    except IntegrityError:
        # The same telling twice in one instant: now the first is there to be found.
        told = _told_before(telling)
        if told is None:
            raise
        return told


def _told_before(telling: Telling | None) -> Admission | None:
    if telling is None:
        return None
    act = DoorAct.objects.select_related("attendance__registration__person__contact")
    found = act.filter(pk=telling.nonce).first()
    return Admission(found.attendance, found.is_first) if found else None


def _noted(admission: Admission, telling: Telling | None) -> Admission:
    if telling is not None:
        DoorAct.objects.create(
            nonce=telling.nonce, attendance=admission.attendance, is_first=admission.is_first
        )
    return admission


def _admit(
    registration: Registration, venue: Venue, after_a_look: bool, telling: Telling | None, by: str
) -> Admission:
    pools, row = seats.lock_registration(registration)
    check_door_open(row.meeting, telling)
    inside = row.attendances.filter(mode=Mode.IN_PERSON, left_at__isnull=True).first()
    if inside is not None:
        return Admission(inside, is_first=False)
    _check_ticket(row, after_a_look)
    if row.state == State.TO_CONFIRM:
        row = confirm(registration=row, by=by)
    if row.state in (State.WAITING, State.OFFERED) or row.mode == Mode.ONLINE:
        _seat_at_the_door(pools, row, venue)
    if row.state != State.ATTENDED:
        states.move(row, to=State.ATTENDED)
    entered = _count_in(row.meeting, venue, row, by, telling=telling)
    return Admission(entered, is_first=True)


def _check_ticket(row: Registration, after_a_look: bool) -> None:
    if row.state == State.CANCELLED:
        raise TicketCancelled
    if after_a_look:
        return
    if row.state == State.TO_CONFIRM:
        raise NotConfirmedYet
    if row.mode == Mode.ONLINE:
        raise RegisteredOnline
    if row.state in (State.WAITING, State.OFFERED):
        raise InLine


def _seat_at_the_door(pools: Pools, row: Registration, venue: Venue) -> None:
    """Find a seat for somebody who has none in this hall: one offered to them, a free one, or,
    from the set time, one that nobody claimed, in the order of the line.
    """
    pool = pools.for_everybody(Mode.IN_PERSON, venue.pk)
    place = next((p for p in line.places_of(row) if p.pool_id == pool.pk), None)
    seat: SeatPool | None = pool
    if place is None or place.state != Place.OFFERED:
        _check_turn(pool, place)
        if not _take_in_turn(pool):
            seat = None
            if seats_at_the_door(row.meeting, venue) < 1:
                raise NoSeatAtTheDoor
    if place is not None:
        line.leave(pools, place, becomes=Place.TAKEN)
    _settle(pools, row, venue, seat)


def _settle(pools: Pools, row: Registration, venue: Venue, seat: SeatPool | None) -> None:
    """Give them the seat (none: one that nobody claimed) and free the one they had."""
    before = pools.get(row.seat_id) if row.seat_id else None
    changes = {"mode": Mode.IN_PERSON, "venue": venue, "seat": seat}
    if row.state == State.ATTENDED:
        Registration.objects.filter(pk=row.pk).update(**changes)
    else:
        states.move(row, to=State.ATTENDED, **changes)
    if before is not None:
        line.free(pools, before)


def _take_in_turn(pool: SeatPool) -> bool:
    """A free seat for whoever has the turn: others may be waiting, they come after."""
    free = SeatPool.objects.filter(pk=pool.pk, taken__lt=F("capacity"))
    return bool(free.update(taken=F("taken") + 1))


def _check_turn(pool: SeatPool, place: WaitingPlace | None) -> None:
    first = line.waiting_in(pool).first()
    if first is not None and (place is None or first.pk != place.pk):
        raise NotTheirTurn


def _count_in(
    meeting: Meeting,
    venue: Venue,
    row: Registration | None,
    by: str,
    *,
    people: int = 1,
    telling: Telling | None = None,
) -> Attendance:
    """One conditional UPDATE counts them in: the safety capacity is never exceeded."""
    fits = Hall.objects.filter(venue=venue, inside__lte=F("safety_capacity") - people)
    if not fits.update(inside=F("inside") + people):
        raise HallAtCapacity
    attendance = Attendance.objects.create(
        meeting=meeting,
        registration=row,
        mode=Mode.IN_PERSON,
        venue=venue,
        people=people,
        entered_at=_moment(telling),
        by_id=_user_id(by),
    )
    _record("attendance.entered", meeting, row, by, people=people)
    return attendance


def _record(kind: str, meeting: Meeting, row: Registration | None, by: str, **facts: int) -> None:
    subject = line.subject(row) if row else f"meeting:{meeting.slug}"
    record(kind=kind, subject=subject, by=by, facts={"mode": str(Mode.IN_PERSON), **facts})


def _user_id(by: str) -> int | None:
    return int(by.removeprefix("staff:")) if by.startswith("staff:") else None
