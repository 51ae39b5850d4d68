"""`arengo rehearse --pages`: the same evening through the real pages, measured, and compared at its end."""

import argparse
import json
from typing import Any, Final

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from arengo.cli.rehearsed_server import RehearsedServer
from arengo.cli.rehearsed_twin import Twin
from arengo.cli.show import say
from arengo.meetings.models import Meeting
from arengo.rehearsal.account import account_of, differences
from arengo.rehearsal.pages.evening import Crowd, Report, rehearse_through_pages
from arengo.rehearsal.stagehand import facts_of

LOG: Final = "rehearsal-server.log"


def play(options: argparse.Namespace, meeting: Meeting, **course: Any) -> int:
    """Play it; returns 0 unless a voice was lost, or a row that the rehearsal by the verbs has."""
    crowd = Crowd(at_once=options.at_once, followers=options.followers)
    with Twin() as twin:
        with RehearsedServer(settings.HOME / LOG) as server:
            report = rehearse_through_pages(
                meeting=meeting,
                seed=options.seed,
                server=server,
                crowd=crowd,
                **course,
            )
        unlike = differences(account_of(meeting), twin.account(_arguments(options)))
    facts = {**facts_of(report.outcome), **facts_of_pages(report), "unlike": unlike}
    if options.json:
        say(json.dumps(facts, ensure_ascii=False))
    else:
        _tell(facts)
    # Who takes part by hand meanwhile adds rows, and does no harm.
    return 0 if report.is_good and not any(each["only_there"] for each in unlike.values()) else 1


def facts_of_pages(report: Report) -> dict[str, Any]:
    """What a run through the pages says besides what was done and refused."""
    return {
        **report.figures,
        "answered": report.answered,
        "unanswered": report.unanswered,
        "lost": report.lost,
        "twice": report.twice,
        "stream": report.stream,
    }


def _arguments(options: argparse.Namespace) -> list[str]:
    until = ["--until", options.until.isoformat()] if options.until else []
    return ["--meeting", options.meeting, "--seed", str(options.seed), *until]


def _tell(facts: dict[str, Any]) -> None:
    say(_("Prova finita, attraverso le pagine."))
    say()
    say(_("Richieste: quante, e in quanti millisecondi (metà, 95 su 100, la più lenta)"))
    for kind, each in facts["requests"].items():
        say(f"  {kind}: {each['count']}  {each['p50']}  {each['p95']}  {each['worst']}")
    _list(_("Mandate di nuovo, perché la risposta non era arrivata:"), facts["repeated"])
    _list(_("Rifiutate, come succede:"), facts["refused"])
    for seconds in facts["away_seconds"]:
        say(
            _("Il server è stato ucciso, e ha risposto di nuovo dopo %(seconds)s s.")
            % {"seconds": number_format(seconds, decimal_pos=1)}
        )
    stream = facts["stream"]
    say(
        _(
            "Hanno seguito il flusso: %(followers)d. Cambiamenti arrivati: %(events)d; tornati dopo una caduta: %(returns)d."
        )
        % stream
    )
    say(_("Atti con una risposta buona: %(count)d.") % {"count": facts["answered"]})
    _verdict(facts)


def _list(title: str, counts: dict[str, int]) -> None:
    if counts:
        say(title)
        for name, count in counts.items():
            say(f"  {name}: {count}")


def _verdict(facts: dict[str, Any]) -> None:
    troubles = {
        _("Senza risposta:"): facts["unanswered"],
        _("Persi:"): facts["lost"],
        _("Due volte:"): facts["twice"],
        _("Non arrivati a chi seguiva:"): facts["stream"]["missed"],
        _("Diversi dalla prova senza pagine:"): [
            f"{kind}: {each}" for kind, each in facts["unlike"].items()
        ],
    }
    for title, found in troubles.items():
        if found:
            say(title)
            for each in found:
                say(f"  {each}")
    if not any(troubles.values()):
        say(
            _(
                "Niente è andato perso, niente c'è due volte, e le righe sono quelle della prova senza pagine."
            )
        )
