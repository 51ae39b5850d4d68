"""Questions: who asks, who would ask the same, and what becomes of each."""

import uuid
from typing import Final

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import AskedQuestion, QuestionSupport, Room
from arengo.live.refusals import (
    NothingWritten,
    NoWhy,
    QuestionDecided,
    QuestionNotPublished,
    TooManyQuestions,
    YourOwnQuestion,
)
from arengo.live.rules import check_present
from arengo.registrations.models import Registration

QUESTION_AT_MOST: Final = 400
REASON_AT_MOST: Final = 300
WAITING_AT_MOST: Final = 3
State = AskedQuestion.State


@transaction.atomic
def ask_question(*, registration: Registration, number: uuid.UUID, text: str) -> AskedQuestion:
    """Ask something; it waits until the assistant has read it. Who asks is the first to support it.

    `number` is the page's own: told twice, it is the same question. Raises NotInTheRoom,
    NothingWritten, TooManyQuestions, NotTheDay and kin.
    """
    check_present(registration)
    room = rooms.lock_open(registration.meeting)
    known = AskedQuestion.objects.filter(pk=number).first()
    if known is not None and known.registration_id == registration.pk:
        return known
    words = " ".join(text.split())[:QUESTION_AT_MOST]
    if not words:
        raise NothingWritten
    waiting = room.questions.filter(registration=registration, state=State.WAITING)
    if waiting.count() >= WAITING_AT_MOST:
        raise TooManyQuestions
    span = room.spans.filter(ended_at__isnull=True).first()
    question = AskedQuestion.objects.create(
        id=uuid.uuid4() if known is not None else number,
        room=room,
        registration=registration,
        mode=registration.mode,
        text=words,
        asked_at=process_time.now(),
        sitting_id=span.sitting_id if span else None,
        item_id=span.item_id if span else None,
    )
    return _changed(room, question, "asked", "person", "moderation")


@transaction.atomic
def support_question(*, registration: Registration, question: AskedQuestion) -> AskedQuestion:
    """ "Anche per me". Twice is once.

    Raises YourOwnQuestion, QuestionNotPublished, NotInTheRoom, NotTheDay and kin.
    """
    check_present(registration)
    room = rooms.lock_open(registration.meeting)
    row = AskedQuestion.objects.get(pk=question.pk, room=room)
    if row.registration_id == registration.pk:
        raise YourOwnQuestion
    if row.state != State.PUBLISHED:
        raise QuestionNotPublished
    _support, is_new = QuestionSupport.objects.get_or_create(
        question=row, registration=registration
    )
    return _changed(room, row, "supported", "person", "questions") if is_new else row


@transaction.atomic
def withdraw_support(*, registration: Registration, question: AskedQuestion) -> AskedQuestion:
    """Take "Anche per me" back. Twice is once. Raises QuestionNotPublished, NotTheDay and kin."""
    room = rooms.lock_open(registration.meeting)
    row = AskedQuestion.objects.get(pk=question.pk, room=room)
    if row.state != State.PUBLISHED:
        raise QuestionNotPublished
    count, _rows = QuestionSupport.objects.filter(question=row, registration=registration).delete()
    return _changed(room, row, "unsupported", "person", "questions") if count else row


@transaction.atomic
def publish_question(*, question: AskedQuestion, by: str) -> AskedQuestion:
    """Put it on everybody's page. Twice is once. Raises QuestionDecided, NotTheDay and kin."""
    room = rooms.lock_open(question.room.meeting)
    row = _row(question)
    if row.state == State.PUBLISHED:
        return row
    if row.state != State.WAITING:
        raise QuestionDecided
    row.published_at = process_time.now()
    return _decide(room, row, State.PUBLISHED, by)


@transaction.atomic
def refuse_question(*, question: AskedQuestion, reason: str, by: str) -> AskedQuestion:
    """Keep it off everybody's page, or take it off; who asked reads why.

    Twice is once. Raises NoWhy, QuestionDecided for one that was answered.
    """
    room = rooms.lock(question.room.meeting)
    row = _row(question)
    if row.state == State.REFUSED:
        return row
    if row.state == State.ANSWERED:
        raise QuestionDecided
    row.reason = " ".join(reason.split())[:REASON_AT_MOST]
    if not row.reason:
        raise NoWhy
    if room.question_id == row.pk:
        _take_off_screen(room)
    return _decide(room, row, State.REFUSED, by)


@transaction.atomic
def note_question_answered(*, question: AskedQuestion, by: str) -> AskedQuestion:
    """Somebody answered it, aloud. Twice is once. Raises QuestionDecided for one that is not published."""
    room = rooms.lock(question.room.meeting)
    row = _row(question)
    if row.state == State.ANSWERED:
        return row
    if row.state != State.PUBLISHED:
        raise QuestionDecided
    return _decide(room, row, State.ANSWERED, by)


@transaction.atomic
def reopen_question(*, question: AskedQuestion, by: str) -> AskedQuestion:
    """Take a decision back: what was answered is published, what was refused waits again.

    Twice is once. Raises QuestionDecided for one whose words are gone with its person.
    """
    room = rooms.lock(question.room.meeting)
    row = _row(question)
    if row.state == State.ANSWERED:
        return _decide(room, row, State.PUBLISHED, by, "reopened")
    if row.state != State.REFUSED:
        return row
    if not row.text:
        raise QuestionDecided
    row.reason = ""
    return _decide(room, row, State.WAITING, by, "reopened")


def _row(question: AskedQuestion) -> AskedQuestion:
    return AskedQuestion.objects.get(pk=question.pk)


def _decide(
    room: Room, row: AskedQuestion, state: AskedQuestion.State, by: str, what: str = ""
) -> AskedQuestion:
    row.state = state
    row.decided_at = None if state == State.WAITING else process_time.now()
    row.save(update_fields=["state", "reason", "decided_at", "published_at"])
    # "asked" is what each page fetches its own things again for; a support is not worth that.
    return _changed(room, row, what or str(state), by, "moderation", "questions", "asked")


def _take_off_screen(room: Room) -> None:
    if room.showing == Room.Showing.QUESTION:
        room.showing = Room.Showing.NOW
        rooms.tell(room, "screen")
    room.question = None
    room.save(update_fields=["showing", "question"])


def _changed(room: Room, question: AskedQuestion, what: str, by: str, *parts: str) -> AskedQuestion:
    record(kind=f"question.{what}", subject=f"question:{question.pk}", by=by, facts={})
    rooms.tell(room, *parts)
    return question
