"""The first days of an installation: what to write, in order, until the first meeting is there."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Meeting
from arengo.people.models import Body, User
from arengo.people.rules import Right, may
from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from arengo.territory.models import Municipality

# (what, why, the route where it is written, who may): in the order in which one needs the other.
STEPS: Final = (
    (
        _("L'ente"),
        _("Nome, ufficio, recapiti: stanno in ogni pagina del sito."),
        "desk:body",
        Right.INSTITUTION,
    ),
    (
        _("Il percorso"),
        _("Come si chiama e per quali anni: da lì comincia il sito."),
        "desk:process",
        Right.WRITE,
    ),
    (
        _("Il territorio"),
        _("Comuni e zone, da un foglio: chi si iscrive sceglie il suo."),
        "desk:territory",
        Right.INSTITUTION,
    ),
    (
        _("Il piano vigente e i suoi assi"),
        _("Danno ordine alla discussione. Poi si sceglie il piano in «Percorso»."),
        "desk:plans",
        Right.WRITE,
    ),
    (
        _("Le tappe"),
        _("Quando succede che cosa, e che cosa è aperto a chi."),
        "desk:process",
        Right.WRITE,
    ),
    (
        _("Le persone dell'ufficio"),
        _("Ognuna entra con la sua e-mail, e vede quello che le serve."),
        "desk:staff",
        Right.STAFF,
    ),
    (
        _("Il primo incontro"),
        _("In bozza: nessuno lo vede finché non lo pubblichi."),
        "desk:meeting-new",
        Right.WRITE,
    ),
)


@dataclass(frozen=True)
class Step:
    """Something to write on the first days. `url` is empty for who may not; `is_next`: begin here."""

    title: str | Promise
    why: str | Promise
    is_done: bool
    url: str
    is_next: bool = False


def steps(user: User) -> list[Step]:
    """What is to be written before people can be called, done things too; nothing once a meeting is there."""
    if Meeting.objects.exists():
        return []
    done = _done()
    begin = done.index(False)
    return [
        Step(title, why, done[place], reverse(route) if may(user, right) else "", place == begin)
        for place, (title, why, route, right) in enumerate(STEPS)
    ]


def _done() -> list[bool]:
    """For each of STEPS, whether something of it is there; the last is what ends them."""
    return [
        Body.objects.exists(),
        Process.objects.exists(),
        Municipality.objects.exists(),
        Axis.objects.exists() and Process.objects.exclude(plan_in_force=None).exists(),
        Stage.objects.exists(),
        User.objects.filter(is_active=True).count() > 1,
        False,
    ]
