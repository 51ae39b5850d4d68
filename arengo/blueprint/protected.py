"""What people did is never touched: changes that a file may not make are refused with a reason."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from arengo.blueprint.difference import Difference, FieldChange
from arengo.blueprint.load import Blueprint
from arengo.blueprint.mistakes import FileRefused, Mistake
from arengo.blueprint.schema import MEETINGS, VENUES
from arengo.blueprint.standing import Standing
from arengo.meetings.models import Meeting, Venue
from arengo.registrations.models import Hall, Registration, SeatPool
from arengo.territory.models import Municipality

# Changes that whoever is registered must be told of: at the desk they are acts, with their mails.
TOLD_TO_THE_REGISTERED = {
    MEETINGS.name: {"starts_at", "ends_at", "state", "in_person", "online"},
    VENUES.name: {"address", "city"},
}

# What the database refuses in the end, when two things that stand do not go together.
CONSTRAINTS = {
    "seat_pool_is_never_overbooked": gettext_lazy(
        "i posti non possono essere meno di quelli già presi"
    ),
    "hall_is_never_over_capacity": gettext_lazy(
        "la capienza non può essere meno di chi è già dentro"
    ),
    "meeting_ends_after_it_starts": gettext_lazy(
        "un incontro finisce dopo che è cominciato: ciò che dice il file e ciò che è stato cambiato "
        "alla scrivania non stanno insieme"
    ),
    "stage_ends_after_it_starts": gettext_lazy(
        "una tappa finisce dopo che è cominciata: ciò che dice il file e ciò che è stato cambiato "
        "alla scrivania non stanno insieme"
    ),
    "meeting_is_somewhere": gettext_lazy("un incontro è in sala, online o in tutti e due i modi"),
    "only_a_round_table_has_a_moderator": gettext_lazy(
        "si modera solo una tavola rotonda: ciò che dice il file e ciò che è stato cambiato alla "
        "scrivania non stanno insieme"
    ),
    "membership_ends_after_it_begins": gettext_lazy(
        "un comune cambia zona dopo che è entrato in quella di prima: «since» viene troppo presto"
    ),
    "plan_ends_after_it_begins": gettext_lazy("un piano finisce dopo che è cominciato"),
}


def check(blueprint: Blueprint, difference: Difference, standing: Standing) -> None:
    """Raise FileRefused, with a line for each, when the difference touches what people did."""
    mistakes = [*_of_others(blueprint, standing)]
    for change in [*difference.changed, *difference.overwritten]:
        mistakes += _seats(change, standing)
        mistakes += _closed(change, standing)
    mistakes += _registered(difference, standing)
    if mistakes:
        raise FileRefused(blueprint.file, mistakes)


def told(error: Exception) -> str:
    """The sentence for what the database refused."""
    for name, sentence in CONSTRAINTS.items():
        if name in str(error):
            return str(sentence)
    return _("il database ha rifiutato la modifica (%(reason)s)") % {"reason": error}


def _of_others(blueprint: Blueprint, standing: Standing) -> Iterator[Mistake]:
    for item in blueprint.items:
        row, section = standing.rows.get(item.address), item.section
        if row is None or item.parent is None:
            continue
        holder = standing.rows.get(item.parent.address)
        if holder is None or getattr(row.object, f"{section.parent}_id") != holder.object.pk:
            said = _("un'altra chiave: questa è già di un altro percorso")
            yield Mistake(item.line, f"{item.address}.{section.key}", said)


def _seats(change: FieldChange, standing: Standing) -> Iterator[Mistake]:
    row = standing.rows[change.item.address]
    pool, hall = row.object, row.companion
    line = change.item.line_of(change.leaf)
    if isinstance(pool, SeatPool):
        if change.leaf == "capacity" and change.new < pool.taken:
            said = _("almeno %(taken)d: tanti posti sono già presi") % {"taken": pool.taken}
            yield Mistake(line, change.address, said)
        if change.leaf in ("mode", "venue") and (pool.taken or pool.waiting):
            said = _("ciò che era: qui ci sono già persone iscritte o in attesa")
            yield Mistake(line, change.address, said)
    if isinstance(hall, Hall) and change.leaf == "safety_capacity" and change.new < hall.inside:
        said = _("almeno %(inside)d: tante persone sono già dentro") % {"inside": hall.inside}
        yield Mistake(line, change.address, said)


def _closed(change: FieldChange, standing: Standing) -> Iterator[Mistake]:
    town = standing.rows[change.item.address].object
    if isinstance(town, Municipality) and town.closed_on and change.leaf in ("zone", "since"):
        said = _("ciò che era: questo comune è chiuso. Se è un errore, riaprilo alla scrivania")
        yield Mistake(change.item.line_of(change.leaf), change.address, said)


def _registered(difference: Difference, standing: Standing) -> Iterator[Mistake]:
    touching = [
        change
        for change in [*difference.changed, *difference.overwritten]
        if change.leaf in TOLD_TO_THE_REGISTERED.get(change.item.section.name, ())
    ]
    if not touching:
        return
    active = Registration.objects.exclude(state=Registration.State.CANCELLED)
    per_meeting = active.order_by().values_list("meeting").annotate(people=Count("id"))
    counts: dict[int, int] = dict(per_meeting)
    for change in touching:
        one = standing.rows[change.item.address].object
        meeting_id = one.meeting_id if isinstance(one, Venue) else one.pk
        count = counts.get(meeting_id, 0)
        if isinstance(one, Meeting | Venue) and count:
            said = ngettext(
                "ciò che era: c'è già %(count)d persona iscritta. Cambialo alla scrivania, che la avvisa",
                "ciò che era: ci sono già %(count)d persone iscritte. Cambialo alla scrivania, che le avvisa",
                count,
            ) % {"count": count}
            yield Mistake(change.item.line_of(change.leaf), change.address, said)
