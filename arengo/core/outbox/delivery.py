"""Sending what is owed: claimed under a lease, rendered and sent outside any transaction.

At least once, always with the same Message-ID: whoever is killed between sending and marking
leaves the message owed, and it goes again when its lease ends. What follows a mail (`after`) happens
in the transaction that marks it sent, and only for whoever still holds the lease: once.
A mail that is held until a later moment goes back as if it had not been tried.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from arengo.core import leases
from arengo.core.clock import process_time
from arengo.core.guard import refuse_inside_transaction
from arengo.core.leases import Stopping
from arengo.core.outbox import rendering
from arengo.core.outbox.models import Message
from arengo.core.outbox.transport import CutOff, Line, NotSent, ServerAway

# Longer than one mail can take on a slow server: four answers of EMAIL_TIMEOUT, and its rendering.
LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 12
BATCH = 50
# Seconds to leave a server alone that cannot be reached: it costs no mail an attempt.
REST_SECONDS = (5, 10, 20, 40, 60)

State, Trouble = Message.State, Message.Trouble
logger = logging.getLogger(__name__)


class Held(Exception):
    """A mail is not to leave before a moment of the process clock."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"held until {until.isoformat()}")
        self.until = until


def deliver_due(limit: int = 100, *, stopping: Stopping = leases.never) -> int:
    """Send up to `limit` owed mails; returns how many left the queue (sent, dropped or failed).

    A server that cannot be reached delays and never loses. Raises InsideTransaction.
    """
    return Postman().deliver_due(limit, stopping=stopping)


class Postman:
    """Delivers for a worker, and leaves the mail server alone for a while when it is away."""

    def __init__(self) -> None:
        self._refusals = 0
        self._rests_until = 0.0

    def deliver_due(self, limit: int = 100, *, stopping: Stopping = leases.never) -> int:
        """As the function of the same name; 0 while the server is left alone."""
        refuse_inside_transaction("the delivery of mail")
        if time.monotonic() < self._rests_until:
            return 0
        settled = 0
        try:
            for has_left in _deliveries(limit, stopping):
                settled += has_left
            self._refusals = 0
        except (ServerAway, CutOff) as error:
            self._rest(error)
        return settled

    def _rest(self, error: Exception) -> None:
        seconds = REST_SECONDS[min(self._refusals, len(REST_SECONDS) - 1)]
        self._refusals += 1
        self._rests_until = time.monotonic() + seconds
        logger.warning("the mail server is away (%s): next try in %s s", error, seconds)


def _claim(limit: int) -> list[Message]:
    now = timezone.now()
    due = Message.objects.filter(leases.free(now), state=State.OWED, not_before__lte=now)
    return leases.claim(due.order_by("-priority", "not_before", "id"), limit=limit, lease=LEASE)


def _deliveries(limit: int, stopping: Stopping) -> Iterator[bool]:
    """Deliver batch after batch over one line; of each message, whether it left the queue."""
    with Line() as line:
        while limit > 0 and not stopping():
            batch = _claim(min(BATCH, limit))
            if not batch:
                return
            limit -= len(batch)
            yield from _deliver_batch(batch, line, stopping)


def _deliver_batch(batch: list[Message], line: Line, stopping: Stopping) -> Iterator[bool]:
    """Deliver `batch` one by one; what is not reached goes back as it was."""
    waiting = list(batch)
    try:
        while waiting and not stopping():
            if waiting[0].leased_until - timezone.now() < LEASE / 2:  # type: ignore[operator]
                leases.renew(waiting, LEASE)
            has_left = _deliver(waiting[0], line)
            del waiting[0]
            yield has_left
    except ServerAway as error:
        leases.give_back(waiting, trouble=error.trouble, last_error=error.detail)
        raise
    except CutOff:
        # It was on the line when it broke: its attempt counts, those of the others do not.
        del waiting[0]
        leases.give_back(waiting)
        raise
    leases.give_back(waiting)


def _deliver(message: Message, line: Line) -> bool:
    """Render, send and mark one message; True when it has left the queue."""
    try:
        if message.attempts > MAX_ATTEMPTS:
            raise NotSent(Trouble.STOPPED, is_final=True)
        if message.sent_at is None and not _send(message, line):
            return leases.finish(
                message, state=State.DROPPED, held_until=None, trouble="", last_error=""
            )
    except Held as held:
        return _hold(message, held.until)
    except NotSent as error:
        is_final = _put_off(message, error)
        if isinstance(error, CutOff):
            raise
        return is_final
    return _mark_sent(message)


def _send(message: Message, line: Line) -> bool:
    """Render and send; False when the mail is no longer needed. Raises NotSent, ServerAway, Held."""
    try:
        mail = rendering.render(message)
        email = rendering.as_email(mail, message.message_id) if mail else None
    except Exception as error:
        logger.error("%s could not be made\n%s", _name(message), leases.trail(error))
        raise NotSent(Trouble.NOT_MADE, leases.where(error)) from error
    if mail is None or email is None:
        return False
    if mail.held_until and mail.held_until > process_time.now():
        raise Held(mail.held_until)
    line.send(email)
    return True


def _hold(message: Message, until: datetime) -> bool:
    """Give it back until its time, its attempt not counted; it stays in the queue."""
    # That clock may be moved, and what holds the mail may end sooner: then `let_go` wakes it.
    wait = until - process_time.now()
    leases.give_back(
        [message],
        held_until=until,
        not_before=timezone.now() + wait,
        trouble="",
        last_error="",
    )
    return False


def _mark_sent(message: Message) -> bool:
    """Mark it sent and do what follows, in one transaction, if it is still ours."""
    now = timezone.now()
    try:
        with transaction.atomic():
            marked = leases.finish(
                message,
                state=State.SENT,
                sent_at=message.sent_at or now,
                held_until=None,
                trouble="",
                last_error="",
            )
            if marked and message.after:
                follow = import_string(message.after)
                follow(sent_at=process_time.now(), **message.arguments)
    except Exception as error:
        # The mail has left: only what follows it is tried again.
        logger.error("after %s\n%s", _name(message), leases.trail(error))
        message.sent_at = message.sent_at or now
        return _put_off(message, NotSent(Trouble.NOT_FOLLOWED, leases.where(error)))
    return marked


def _put_off(message: Message, error: NotSent) -> bool:
    """Try it again later, or give it up; True when given up."""
    is_final = error.is_final or message.attempts >= MAX_ATTEMPTS
    leases.finish(
        message,
        state=State.FAILED if is_final else State.OWED,
        not_before=timezone.now() + leases.back_off(message.attempts),
        held_until=None,
        trouble=error.trouble,
        last_error=error.detail,
        sent_at=message.sent_at,
    )
    logger.warning("%s: %s, attempt %s", _name(message), error, message.attempts)
    return is_final


def _name(message: Message) -> str:
    """A mail in the log; never its key, into which somebody may have put an address."""
    return f"mail {message.pk} ({message.render})"
