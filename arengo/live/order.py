"""The two rules of the speakers' queue, as people read them, and why each is where it is.

The order is computed from who waits and who has spoken, and from nothing else: anybody who has the
list can compute it again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

Key = TypeVar("Key")


class Rule(models.TextChoices):
    """How the next one is found. The chair chooses; everybody can read it."""

    IN_TURN = "in_turn", _("Sala e online a turno, prima chi non ha ancora parlato")
    FIRST_COME = "first_come", _("In ordine di richiesta")


# The rules as people read them; tests/live/test_order.py holds them to the code below.
IN_WORDS: Final = {
    Rule.IN_TURN: (
        _("Prima parla chi questa sera non ha ancora parlato, poi chi ha parlato meno volte."),
        _(
            "A parità, sala e online si alternano: dopo una persona in sala una online, e viceversa."
        ),
        _("Fra chi partecipa allo stesso modo passa prima chi ha chiesto prima."),
        _("Se da una parte nessuno aspetta, continua l'altra."),
    ),
    Rule.FIRST_COME: (_("Passa prima chi ha chiesto prima, in sala o online."),),
}
ALWAYS_IN_WORDS: Final = (
    _("Una mozione d'ordine passa davanti a tutti: riguarda come si discute, non che cosa."),
    _("Chi presiede può far passare avanti qualcuno: lo dice, e resta scritto il perché."),
)


class Reason(StrEnum):
    """Why somebody passes before somebody else."""

    POINT_OF_ORDER = "point_of_order"
    CHAIR = "chair"
    SPOKE_LESS = "spoke_less"
    IN_TURN = "in_turn"
    ASKED_EARLIER = "asked_earlier"


@dataclass(frozen=True)
class Waiting(Generic[Key]):
    """Somebody who waits to speak, with all that the rules look at."""

    key: Key
    asked_at: datetime
    # Of two who asked at one moment, which came first.
    number: int
    mode: str
    turns: int = 0
    is_point_of_order: bool = False
    # When the chair let them pass before the others; None for nearly everybody.
    let_pass_at: datetime | None = None


@dataclass(frozen=True)
class Place(Generic[Key]):
    """A place in the queue, from 1, and how many pass before for which reason."""

    waiting: Waiting[Key]
    number: int
    before: Counter[Reason] = field(default_factory=Counter)


def in_order(
    waiting: Iterable[Waiting[Key]], rule: Rule, last_mode: str | None = None
) -> list[Waiting[Key]]:
    """Who waits, in the order in which they will speak if nobody else asks.

    `last_mode` is how the last speaker took part, points of order apart; None before the first.
    """
    by_hour = sorted(waiting, key=lambda one: (one.asked_at, one.number))
    points = [one for one in by_hour if one.is_point_of_order]
    rest = [one for one in by_hour if not one.is_point_of_order]
    passing = sorted(
        (one for one in rest if one.let_pass_at), key=lambda one: one.let_pass_at or one.asked_at
    )
    others = [one for one in rest if not one.let_pass_at]
    if rule == Rule.FIRST_COME:
        return points + passing + others
    last = passing[-1].mode if passing else last_mode
    return points + passing + _in_turn(others, last)


def places(
    waiting: Iterable[Waiting[Key]], rule: Rule, last_mode: str | None = None
) -> list[Place[Key]]:
    """The queue with, for each, why those who pass before do."""
    ordered = in_order(waiting, rule, last_mode)
    return [
        Place(one, number, Counter(_why(other, one, rule) for other in ordered[: number - 1]))
        for number, one in enumerate(ordered, start=1)
    ]


def _in_turn(by_hour: Sequence[Waiting[Key]], last: str | None) -> list[Waiting[Key]]:
    ordered: list[Waiting[Key]] = []
    for turns in sorted({one.turns for one in by_hour}):
        left = [one for one in by_hour if one.turns == turns]
        while left:
            other_side = next((one for one in left if last is not None and one.mode != last), None)
            chosen = other_side or left[0]
            left.remove(chosen)
            ordered.append(chosen)
            last = chosen.mode
    return ordered


def _later(one: Waiting[Key], other: Waiting[Key]) -> bool:
    return (one.asked_at, one.number) > (other.asked_at, other.number)


def _why(before: Waiting[Key], one: Waiting[Key], rule: Rule) -> Reason:
    """Why `before` passes before `one`, known that it does."""
    if before.is_point_of_order and not one.is_point_of_order:
        return Reason.POINT_OF_ORDER
    if before.let_pass_at and not one.is_point_of_order and not one.let_pass_at:
        return Reason.CHAIR
    if before.let_pass_at and one.let_pass_at and _later(before, one):
        return Reason.CHAIR
    if rule == Rule.IN_TURN and not one.is_point_of_order and not one.let_pass_at:
        if before.turns < one.turns:
            return Reason.SPOKE_LESS
        if _later(before, one):
            return Reason.IN_TURN
    return Reason.ASKED_EARLIER
