"""What must hold between the fields of one object. Each gives (field, what was expected)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Sitting
from arengo.questions.operations import WITH_OPTIONS
from arengo.registrations.models import Mode

Found = Iterable[tuple[str, str | Promise]]


def nothing(values: dict[str, Any]) -> Found:
    """No rule between the fields."""
    return ()


def plan(values: dict[str, Any]) -> Found:
    """A plan ends in the year in which it begins, or later."""
    first, last = values.get("first_year"), values.get("last_year")
    if first is not None and last is not None and last < first:
        yield "last_year", _("un anno non prima di «first_year»")


def stage(values: dict[str, Any]) -> Found:
    """A stage ends after it starts, and takes voices in days that are in order."""
    if _backward(values.get("planned_start"), values.get("planned_end")):
        yield "planned_end", _("un giorno non prima di «planned_start»")
    if values.get("voices_until") and not values.get("voices_from"):
        yield "voices_from", _("il primo giorno in cui si può scrivere")
    if _backward(values.get("voices_from"), values.get("voices_until")):
        yield "voices_until", _("un giorno non prima di «voices_from»")


def question(values: dict[str, Any]) -> Found:
    """A choice has answers to choose from, and only a choice has them."""
    options, is_choice = values.get("options") or [], values.get("kind") in WITH_OPTIONS
    if is_choice and len(options) < 2:
        yield "options", _("almeno due risposte tra cui scegliere")
    if options and not is_choice:
        yield "options", _("nessuna: ci sono solo con «one», «many» e «ranking»")


def stage_change(values: dict[str, Any]) -> Found:
    """A change has its days in order, and a revised date has a reason."""
    if _backward(values.get("start"), values.get("end")):
        yield "end", _("un giorno non prima di «start»")
    has_reason = any(leaf.startswith("reason.") for leaf in values)
    if values.get("kind") == "revised" and not has_reason:
        yield "reason", _("il motivo per cui le date cambiano, anche solo «non è stato pubblicato»")


def meeting(values: dict[str, Any]) -> Found:
    """A meeting ends after it starts and is held somewhere."""
    start, end = values.get("starts_at"), values.get("ends_at")
    if start is not None and end is not None and end <= start:
        yield "ends_at", _("un'ora dopo «starts_at»")
    if values.get("in_person") is False and not values.get("online"):
        yield "online", _("un incontro in sala, online o in tutti e due i modi")


def sitting(values: dict[str, Any]) -> Found:
    """A sitting ends after it starts, and only a round table is moderated."""
    if _backward(values.get("starts_at"), values.get("ends_at")):
        yield "ends_at", _("un'ora non prima di «starts_at»")
    kind = values.get("kind")
    if values.get("moderator") and kind and kind != Sitting.Kind.ROUND_TABLE:
        yield "moderator", _("nessuno: si modera solo una tavola rotonda («kind: round_table»)")


def places(values: dict[str, Any]) -> Found:
    """Places in a hall say in which venue; those online are in none."""
    mode, venue = values.get("mode"), values.get("venue")
    if mode == Mode.IN_PERSON and not venue:
        yield "venue", _("la sede di questi posti: sono in sala")
    if mode == Mode.ONLINE and venue:
        yield "venue", _("nessuna sede: questi posti sono online")


def _backward(start: date | datetime | None, end: date | datetime | None) -> bool:
    return start is not None and end is not None and end < start
