"""Help: who asks, who waits, who answers. It reaches a person."""

import uuid

from django.db import transaction
from django.db.models import QuerySet

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import HelpRequest, Room
from arengo.live.refusals import NothingWritten
from arengo.registrations.models import Registration

TEXT_AT_MOST = 300


@transaction.atomic
def ask_for_help(
    *, registration: Registration, number: uuid.UUID, about: HelpRequest.About, text: str = ""
) -> HelpRequest:
    """Ask for help; who already waits goes on waiting, with the newer words.

    `number` is the page's own: told twice, it is the same request. Raises NotTheDay and kin.
    """
    room = rooms.lock_open(registration.meeting)
    again = HelpRequest.objects.filter(pk=number, registration=registration).first()
    if again is not None:
        return again
    words = " ".join(text.split())[:TEXT_AT_MOST]
    waiting = _open(room).filter(registration=registration).first()
    if waiting is not None:
        waiting.about, waiting.text = about, words
        waiting.save(update_fields=["about", "text"])
        rooms.tell(room, "help")
        return waiting
    request = HelpRequest.objects.create(
        id=number,
        room=room,
        registration=registration,
        about=about,
        text=words,
        asked_at=process_time.now(),
    )
    return _changed(room, request, "asked", by="person")


@transaction.atomic
def withdraw_help(*, request: HelpRequest) -> HelpRequest:
    """Who asked no longer needs it. Twice is once."""
    room = rooms.lock(request.room.meeting)
    row = HelpRequest.objects.get(pk=request.pk)
    if row.withdrawn_at or row.answered_at:
        return row
    row.withdrawn_at = process_time.now()
    row.save(update_fields=["withdrawn_at"])
    return _changed(room, row, "withdrawn", by="person")


@transaction.atomic
def take_help(*, request: HelpRequest, by: str) -> HelpRequest:
    """Somebody is on it: who asked sees so. Twice is once."""
    room = rooms.lock(request.room.meeting)
    row = HelpRequest.objects.get(pk=request.pk)
    if row.taken_at or row.withdrawn_at or row.answered_at:
        return row
    row.taken_at = process_time.now()
    row.save(update_fields=["taken_at"])
    return _changed(room, row, "taken", by=by)


@transaction.atomic
def answer_help(*, request: HelpRequest, answer: str, by: str) -> HelpRequest:
    """The answer that who asked reads; it may also have been given in person ("Fatto").

    Raises NothingWritten.
    """
    room = rooms.lock(request.room.meeting)
    row = HelpRequest.objects.get(pk=request.pk)
    if row.withdrawn_at or row.answered_at:
        return row
    row.answer = " ".join(answer.split())[:TEXT_AT_MOST]
    if not row.answer:
        raise NothingWritten
    row.answered_at = process_time.now()
    row.taken_at = row.taken_at or row.answered_at
    row.save(update_fields=["answer", "answered_at", "taken_at"])
    return _changed(room, row, "answered", by=by)


def _open(room: Room) -> QuerySet[HelpRequest]:
    return HelpRequest.objects.filter(
        room=room, answered_at__isnull=True, withdrawn_at__isnull=True
    )


def _changed(room: Room, request: HelpRequest, what: str, *, by: str) -> HelpRequest:
    subject = f"registration:{request.registration.code}"
    record(kind=f"help.{what}", subject=subject, by=by, facts={"about": str(request.about)})
    rooms.tell(room, "help")
    return request
