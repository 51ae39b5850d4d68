"""The first days of an installation: what to write, in order, until the first meeting is there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from arengo.meetings.models import Meeting
from arengo.people.models import Body, User
from arengo.people.rules import Right, may
from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from arengo.territory.models import Municipality


@dataclass(frozen=True)
class Step:
    """Something to write on the first days. `url` is empty for who may not; `is_next`: begin here."""

    title: str
    why: str
    is_done: bool
    url: str
    is_next: bool = False


def steps(user: User) -> list[Step]:
    """What is to be written before people can be called, done things too; nothing once a meeting is there."""
    if Meeting.objects.exists():
        return []
    told = [
        (
            _("L'ente"),
            _("Nome, ufficio, recapiti: stanno in ogni pagina del sito."),
            Body.objects.exists(),
            "desk:body",
            Right.INSTITUTION,
        ),
        (
            _("Il percorso"),
            _("Come si chiama e per quali anni: da lì comincia il sito."),
            Process.objects.exists(),
            "desk:process",
            Right.WRITE,
        ),
        (
            _("Il territorio"),
            _("Comuni e zone, da un foglio: chi si iscrive sceglie il suo."),
            Municipality.objects.exists(),
            "desk:territory",
            Right.INSTITUTION,
        ),
        (
            _("Il piano vigente e i suoi assi"),
            _("Danno ordine alla discussione. Poi si sceglie il piano in «Percorso»."),
            Axis.objects.exists() and Process.objects.exclude(plan_in_force=None).exists(),
            "desk:plans",
            Right.WRITE,
        ),
        (
            _("Le tappe"),
            _("Quando succede che cosa, e che cosa è aperto a chi."),
            Stage.objects.exists(),
            "desk:process",
            Right.WRITE,
        ),
        (
            _("Le persone dell'ufficio"),
            _("Ognuna entra con la sua e-mail, e vede quello che le serve."),
            User.objects.filter(is_active=True).count() > 1,
            "desk:staff",
            Right.STAFF,
        ),
        (
            _("Il primo incontro"),
            _("In bozza: nessuno lo vede finché non lo pubblichi."),
            False,
            "desk:meeting-new",
            Right.WRITE,
        ),
    ]
    begin = next(place for place, step in enumerate(told) if not step[2])
    return [
        Step(title, why, done, reverse(route) if may(user, right) else "", place == begin)
        for place, (title, why, done, route, right) in enumerate(told)
    ]
