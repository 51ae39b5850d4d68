"""The outbox's verbs."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from arengo.core import rows
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.core.outbox.mail import Mail
from arengo.core.outbox.models import Message
from arengo.core.refusals import Refusal


class NothingToSend(Refusal):
    """The mail has left already, or is no longer needed."""


class HeldBack(Refusal):
    """The mail waits for a moment that has not come."""

    def __init__(self) -> None:
        super().__init__(_("Questa mail è trattenuta: parte da sola quando viene il suo momento."))


def path_of(function: Callable[..., Any]) -> str:
    """The dotted path by which the worker finds a module-level function again."""
    return f"{function.__module__}.{function.__qualname__}"


def post(
    *,
    render: Callable[..., Mail | None],
    arguments: dict[str, Any],
    key: str,
    subject: str = "",
    after: Callable[..., None] | None = None,
    priority: int = 0,
) -> Message:
    """Owe a mail, in the caller's transaction. The same `key` twice owes it once.

    `render(**arguments)` is called by the worker, outside any transaction, and returns the Mail, or
    None when it is no longer needed. `after(sent_at=..., **arguments)` is called in the transaction
    that marks it sent; `sent_at` is on the process clock. Higher `priority` goes first. Of a mail
    that was owed before, only the id of what is given is to be believed.
    """
    message = _owed(
        render=path_of(render),
        after=path_of(after) if after else "",
        arguments=arguments,
        key=key,
        subject=subject,
        priority=priority,
    )
    # One statement, where get_or_create takes four.
    rows.insert(message, unless_there="key")
    return message


def post_many(*, render: Callable[..., Mail | None], mails: Iterable[dict[str, Any]]) -> None:
    """Owe these mails, in the caller's transaction: of each its `arguments`, `key` and `subject`.

    A key that was owed before stays as it is.
    """
    owed = [_owed(render=path_of(render), **each) for each in mails]
    Message.objects.bulk_create(owed, ignore_conflicts=True)


def _owed(**fields: Any) -> Message:
    now = timezone.now()
    code = get_random_string(24).lower()
    message_id = f"<{code}@{settings.MAIL_DOMAIN}>"
    return Message(message_id=message_id, owed_at=now, not_before=now, **fields)


def retry(*, message: Message, by: str) -> Message:
    """Owe a mail again at once, with all its attempts before it and the same Message-ID.

    Raises NothingToSend when it has left or is no longer needed, HeldBack when it is held.
    """
    with transaction.atomic():
        waiting = Message.objects.filter(
            pk=message.pk, state__in=[Message.State.FAILED, Message.State.OWED]
        )
        if waiting.filter(held_until__gt=process_time.now()).exists():
            raise HeldBack
        if not waiting.update(state=Message.State.OWED, attempts=0, not_before=timezone.now()):
            raise NothingToSend(_("Questa mail è già partita, o non serve più."))
        record(kind="mail.retried", subject=message.subject, by=by, facts={"mail": message.pk})
    message.refresh_from_db()
    return message


def mark_returned(*, message_id: str, detail: str) -> Message | None:
    """A mail that had left came back for good: it failed. Gives it; None when none is called so, or
    it is known. `detail`: the codes of the server that sent it back.

    In the caller's transaction.
    """
    left = Message.objects.filter(message_id=message_id, state=Message.State.SENT)
    row = left.select_for_update(no_key=True).first()
    if row is None:
        return None
    row.state, row.trouble, row.last_error = Message.State.FAILED, Message.Trouble.RETURNED, detail
    # Owed again, it is to leave again.
    row.sent_at = None
    row.save(update_fields=["state", "trouble", "last_error", "sent_at"])
    record(kind="mail.returned", subject=row.subject, facts={"mail": row.pk})
    return row


def let_go() -> int:
    """What held mails is over: those held are looked at again at once; gives how many.

    One that must still wait is held anew, so it may be called at any time.
    """
    held = Message.objects.filter(state=Message.State.OWED, held_until__isnull=False)
    return held.update(held_until=None, not_before=timezone.now())
