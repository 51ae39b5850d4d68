"""Polls: prepared, opened, voted by who is present, closed; the results when the chair says."""

import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import Max

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.core.localized import Localized
from arengo.live import rooms
from arengo.live.asked import version_of_poll
from arengo.live.models import Ballot, Poll, PollOption, Room
from arengo.live.refusals import (
    AnotherPollIsOpen,
    FewOptions,
    NoSuchOption,
    NothingWritten,
    PollChanged,
    PollHasBegun,
    PollNotClosed,
    PollNotOpen,
)
from arengo.live.rules import check_present
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration

OPTIONS_AT_LEAST: Final = 2
OPTIONS_AT_MOST: Final = 8
State = Poll.State


@transaction.atomic
def make_poll(
    *,
    meeting: Meeting,
    number: uuid.UUID,
    question: Localized,
    options: Sequence[Localized],
    by: str,
) -> Poll:
    """Prepare a poll, on the day or before; nobody sees it until it is opened.

    `number` is the page's own: told twice, it is the same poll. Raises NothingWritten, FewOptions.
    """
    room = rooms.lock(meeting)
    known = Poll.objects.filter(pk=number, room=room).first()
    if known is not None:
        return known
    _check(question, options)
    last = room.polls.aggregate(last=Max("position"))["last"]
    poll = Poll.objects.create(
        id=number, room=room, question=question, position=0 if last is None else last + 1
    )
    _write_options(poll, options)
    return _changed(room, poll, "made", by)


@transaction.atomic
def change_poll(
    *, poll: Poll, question: Localized, options: Sequence[Localized], by: str, version: str = ""
) -> Poll:
    """Write a prepared poll anew. `version` is that of the poll as it was read; empty, it is not looked at.

    Raises PollHasBegun once it was opened, PollChanged, NothingWritten, FewOptions.
    """
    room = rooms.lock(poll.room.meeting)
    row = _row(poll)
    if row.state != State.DRAFT:
        raise PollHasBegun
    if version and version != version_of_poll(row):
        raise PollChanged
    _check(question, options)
    row.question = question
    row.save(update_fields=["question"])
    row.options.all().delete()
    _write_options(row, options)
    return _changed(room, row, "changed", by)


@transaction.atomic
def open_poll(*, poll: Poll, by: str) -> Poll:
    """Let everybody who is present vote. Twice is once.

    Raises AnotherPollIsOpen, PollHasBegun for one that was closed, NotTheDay and kin.
    """
    room = rooms.lock_open(poll.room.meeting)
    row = _row(poll)
    if row.state == State.OPEN:
        return row
    if row.state == State.CLOSED:
        raise PollHasBegun
    if room.polls.filter(state=State.OPEN).exists():
        raise AnotherPollIsOpen
    row.state, row.opened_at = State.OPEN, process_time.now()
    row.save(update_fields=["state", "opened_at"])
    return _changed(room, row, "opened", by)


@transaction.atomic
def close_poll(*, poll: Poll, by: str) -> Poll:
    """Take no more votes. Twice is once. Raises PollNotOpen for one that was never opened."""
    room = rooms.lock(poll.room.meeting)
    row = _row(poll)
    if row.state == State.CLOSED:
        return row
    if row.state != State.OPEN:
        raise PollNotOpen
    row.state, row.closed_at = State.CLOSED, process_time.now()
    row.save(update_fields=["state", "closed_at"])
    return _changed(room, row, "closed", by)


@transaction.atomic
def show_results(*, poll: Poll, by: str) -> Poll:
    """Let everybody read how it went. Twice is once. Raises PollNotClosed while votes may still change."""
    room = rooms.lock(poll.room.meeting)
    row = _row(poll)
    if row.results_shown_at is not None:
        return row
    if row.state != State.CLOSED:
        raise PollNotClosed
    row.results_shown_at = process_time.now()
    row.save(update_fields=["results_shown_at"])
    return _changed(room, row, "shown", by)


@transaction.atomic
def hide_results(*, poll: Poll, by: str) -> Poll:
    """Take the results off the pages again. Twice is once."""
    room = rooms.lock(poll.room.meeting)
    row = _row(poll)
    if row.results_shown_at is None:
        return row
    row.results_shown_at = None
    row.save(update_fields=["results_shown_at"])
    return _changed(room, row, "hidden", by)


@transaction.atomic
def cast_ballot(*, registration: Registration, poll: Poll, option: int) -> Ballot:
    """Vote, or vote otherwise while the poll is open; `option` is its id. The same again changes nothing.

    The ledger says that a vote was cast, not by whom nor for what. Raises NotInTheRoom, PollNotOpen,
    NoSuchOption, NotTheDay and kin.
    """
    check_present(registration)
    room = rooms.lock_open(registration.meeting)
    row = Poll.objects.get(pk=poll.pk, room=room)
    if row.state != State.OPEN:
        raise PollNotOpen
    chosen = row.options.filter(pk=option).first()
    if chosen is None:
        raise NoSuchOption
    ballot = Ballot.objects.filter(poll=row, registration=registration).first()
    if ballot is None:
        ballot = Ballot.objects.create(
            poll=row, registration=registration, option=chosen, mode=registration.mode
        )
        rooms.tell(room, "ballots")
    elif ballot.option_id == chosen.pk:
        return ballot
    else:
        ballot.option = chosen
        ballot.save(update_fields=["option"])
    record(kind="ballot.cast", subject=f"poll:{row.pk}", by="person", facts={})
    return ballot


def _row(poll: Poll) -> Poll:
    return Poll.objects.get(pk=poll.pk)


def _check(question: Localized, options: Sequence[Localized]) -> None:
    if not question:
        raise NothingWritten
    if not OPTIONS_AT_LEAST <= len(options) <= OPTIONS_AT_MOST or not all(options):
        raise FewOptions


def _write_options(poll: Poll, options: Sequence[Localized]) -> None:
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=position, text=text) for position, text in enumerate(options)
    )


def _changed(room: Room, poll: Poll, what: str, by: str) -> Poll:
    record(kind=f"poll.{what}", subject=f"poll:{poll.pk}", by=by, facts={})
    rooms.tell(room, "polls", "ballots")
    return poll
