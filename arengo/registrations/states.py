"""The states of a registration, and the only moves between them.

    (new) ──► to confirm ──► confirmed ──► attended
                  │              ▲ │
                  ├──► waiting ──┤ │        the line: a seat is offered, and taken or not
                  │      ▲ ▼     │ │
                  │    offered ──┘ │
                  ▼                ▼
              cancelled ──► confirmed or waiting, when somebody comes back

Every change of `Registration.state` passes through `move` or `move_all`.
"""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arengo.core.refusals import Refusal
from arengo.registrations.models import Registration

State = Registration.State

# Where a registration may begin: from the web to be confirmed, from the office at once.
FIRST: Final = frozenset({State.TO_CONFIRM, State.CONFIRMED, State.WAITING})

MOVES: Final[dict[str, frozenset[State]]] = {
    State.TO_CONFIRM: frozenset({State.CONFIRMED, State.WAITING, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.ATTENDED, State.CANCELLED}),
    # From the line straight to the hall: at the door, on a seat that nobody claimed.
    State.WAITING: frozenset({State.OFFERED, State.CONFIRMED, State.CANCELLED, State.ATTENDED}),
    State.OFFERED: frozenset({State.CONFIRMED, State.WAITING, State.CANCELLED, State.ATTENDED}),
    State.CANCELLED: frozenset({State.CONFIRMED, State.WAITING}),
    State.ATTENDED: frozenset(),
}

# Those who take part or would, and proved that the mailbox is theirs: they are told of changes.
EXPECTED: Final = frozenset({State.CONFIRMED, State.WAITING, State.OFFERED})


class MoveNotAllowed(Refusal):
    """The registration cannot go from its state to the one that was asked for."""

    def __init__(self, registration: Registration, to: str) -> None:
        here = registration.get_state_display()
        there = State(to).label
        sentence = _("Questa iscrizione è «%(here)s» e non può diventare «%(there)s».")
        super().__init__(sentence % {"here": here, "there": there})


class MovedMeanwhile(RuntimeError):
    """The row no longer has the state that was read: it must be read again under a lock."""


def may_move(state: str, to: str) -> bool:
    """True when the table allows the move."""
    return to in MOVES[state]


def move(registration: Registration, *, to: str, **changes: Any) -> None:
    """Bring `registration` to the state `to`, with other `changes`, in one conditional UPDATE.

    Raises MoveNotAllowed when the table has no such move, MovedMeanwhile when the row has left the
    state that `registration` says.
    """
    if not may_move(registration.state, to):
        raise MoveNotAllowed(registration, to)
    as_read = Registration.objects.filter(pk=registration.pk, state=registration.state)
    if not as_read.update(state=to, **changes):
        raise MovedMeanwhile(registration.code)
    registration.state = to
    for field, value in changes.items():
        setattr(registration, field, value)


def move_all(registrations: QuerySet[Registration], *, to: str, **changes: Any) -> int:
    """Move at once those of `registrations` that may go to `to`; leave the others. Says how many."""
    allowed = [state for state in MOVES if may_move(state, to)]
    return registrations.filter(state__in=allowed).update(state=to, **changes)
