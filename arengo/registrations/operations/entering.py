"""Entering online: the button "Entra" of the personal page."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.registrations import line, rules, seats, states, stays
from arengo.registrations.models import Attendance, Mode, Registration
from arengo.registrations.operations.staying import go_on, last_stay
from arengo.registrations.refusals import NotNow

State = Registration.State


@transaction.atomic
def enter_online(*, registration: Registration, by: str = "person") -> Attendance:
    """Enter the meeting online and be counted as present, once however often one enters: who left
    a moment ago goes on.

    From `entry_opens_minutes` before the start until the end. Raises NotNow with what to do instead,
    MeetingCancelled, RegistrationClosed when it is over.
    """
    row = seats.lock_row(registration)
    rules.check_entry_open(row.meeting)
    _check_may_enter(row)
    last = last_stay(row)
    if last is not None:
        if last.left_at is None:
            return last
        if stays.joins(last.left_at, process_time.now()):
            return go_on(last)
    if row.state == State.CONFIRMED:
        states.move(row, to=State.ATTENDED)
    attendance = Attendance.objects.create(
        meeting=row.meeting, registration=row, mode=Mode.ONLINE, entered_at=process_time.now()
    )
    facts = {"mode": str(Mode.ONLINE)}
    record(kind="attendance.entered", subject=line.subject(row), by=by, facts=facts)
    return attendance


def _check_may_enter(row: Registration) -> None:
    if row.state == State.CANCELLED:
        raise NotNow(_("Questa iscrizione è annullata. Se vuoi, puoi iscriverti di nuovo."))
    if row.mode != Mode.ONLINE:
        raise NotNow(_("La tua iscrizione è per la sala: ti aspettiamo all'ingresso."))
    if row.state == State.TO_CONFIRM:
        raise NotNow(_("Prima conferma la tua iscrizione: poi potrai entrare."))
    if row.state not in (State.CONFIRMED, State.ATTENDED):
        raise NotNow(_("Sei ancora in lista d'attesa: ti scriviamo appena si libera un posto."))
