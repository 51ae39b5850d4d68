"""The mails that registrations owe: which, under which key, and what follows when one has left.

A key says what happens once. Mails that somebody asks for again carry the hour or the ten minutes
in their key, so that a full mailbox is nobody's weapon.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from arengo.core.outbox.operations import post
from arengo.registrations import clocks, emails
from arengo.registrations.models import Registration, WaitingPlace

# What somebody is waiting for at the screen goes before what goes to hundreds.
AWAITED: Final = 20
FOR_ALL: Final = 10


def _owe(
    registration: Registration,
    render: Callable[..., Any],
    key: str,
    *,
    after: Callable[..., None] | None = None,
    priority: int = AWAITED,
    arguments: dict[str, Any] | None = None,
) -> None:
    post(
        render=render,
        arguments=arguments or {"registration_id": registration.pk},
        key=f"{key}:{registration.code}",
        subject=f"registration:{registration.code}",
        after=after,
        priority=priority,
    )


def confirm(registration: Registration, *, somebody_else_is_here: bool = False) -> None:
    """The link to confirm; to a mailbox that is here with another name already, with both names."""
    render = emails.someone_else_here if somebody_else_is_here else emails.confirm
    _owe(registration, render, f"confirm:{registration.version}", after=clocks.start_hold)


def link_again(registration: Registration, at: datetime, *, unasked: bool = False) -> None:
    """The existing link once more: at most one an hour for who registers again, or in ten minutes."""
    bucket = f"{at:%Y%m%d%H}" if unasked else f"{at:%Y%m%d%H%M}"[:-1]
    if registration.state == Registration.State.TO_CONFIRM:
        _owe(registration, emails.confirm, f"confirm:{bucket}", after=clocks.start_hold)
    else:
        _owe(registration, emails.already_registered, f"already:{bucket}")


def link_moved(registration: Registration) -> None:
    """The new link, after the address was corrected and the old link revoked."""
    _owe(registration, emails.already_registered, f"moved:{registration.version}")


def from_office(registration: Registration, *, office_message_id: int) -> None:
    """What the office wrote to those who are registered."""
    arguments = {"registration_id": registration.pk, "office_message_id": office_message_id}
    key = f"office:{office_message_id}"
    _owe(registration, emails.office_message, key, priority=0, arguments=arguments)


def place_confirmed(registration: Registration) -> None:
    """The seat is theirs; with the calendar."""
    _owe(registration, emails.place_confirmed, f"confirmed:{registration.sequence}")


def waiting(place: WaitingPlace) -> None:
    """In line, with the position."""
    _owe(place.registration, emails.waiting, f"waiting:{place.pk}")


def offer(place: WaitingPlace) -> None:
    """A seat is offered; the time to answer begins when the mail server has taken the mail."""
    _owe(
        place.registration,
        emails.offer,
        f"offer:{place.pk}:{place.lapsed}",
        after=clocks.start_offer,
        arguments={"waiting_place_id": place.pk},
    )


def offer_lapsed(place: WaitingPlace) -> None:
    """The offer was not answered: back at the end of the line, or out of it."""
    key = f"lapsed:{place.pk}:{place.lapsed}"
    _owe(place.registration, emails.offer_lapsed, key, arguments={"waiting_place_id": place.pk})


def changed(registration: Registration) -> None:
    """Mode or venue changed; with the calendar."""
    sequence = registration.sequence
    arguments = {"registration_id": registration.pk, "sequence": sequence}
    _owe(registration, emails.changed, f"changed:{sequence}", arguments=arguments)


def cancelled(registration: Registration) -> None:
    """Cancelled; with the calendar's CANCEL."""
    _owe(registration, emails.cancelled, f"cancelled:{registration.sequence}")


def substituted(registration: Registration) -> None:
    """To who gave the seat up: it is offered to somebody else, and this link is worth nothing now."""
    _owe(registration, emails.substituted, f"substituted:{registration.version}")


def reminder(registration: Registration, *, when: str, key: str) -> None:
    """A week or a day before; `key` is the one that the job looked for."""
    arguments = {"registration_id": registration.pk, "when": when}
    _owe(registration, emails.reminder, key, priority=0, arguments=arguments)


def thanks(registration: Registration, *, key: str) -> None:
    """After the meeting, to who was there."""
    _owe(registration, emails.thanks, key, priority=0)


def meeting_changed(registration: Registration, *, change: str, sequence: int) -> None:
    """The meeting changed, was put off, moved online or cancelled; with the calendar."""
    arguments = {"registration_id": registration.pk, "change": change, "sequence": sequence}
    key = f"meeting:{change}:{sequence}"
    _owe(registration, emails.meeting_changed, key, priority=FOR_ALL, arguments=arguments)
