"""The kit of a meeting that people hold by themselves, on paper: a guide, a poster, sheets for notes."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core import documents
from arengo.core.outbox import letter
from arengo.process.models import Process
from arengo.web.shared.voice_words import wide_targets

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "public" / "own_meeting_kit.typ"


def pdf(process: Process, language: str) -> bytes:
    """The kit as PDF/UA: the same for everybody, until its words change.

    Raises InsideTransaction when a transaction is open.
    """
    with translation.override(language):
        return _compiled(json.dumps(_sheet(process, language), ensure_ascii=False))


@lru_cache(maxsize=8)
def _compiled(text: str) -> bytes:
    return documents.compile(TEMPLATE, json.loads(text))


def steps() -> list[tuple[str, str]]:
    """How a meeting is held, step by step: what, and how."""
    return [
        (
            _("Invitate."),
            _("Da cinque a trenta persone, anche chi di solito non viene. Bastano un posto e un'ora e mezza."),
        ),
        (
            _("Scegliete chi scrive."),
            _("Una persona prende appunti, un'altra guarda l'orologio: che parlino tutti."),
        ),
        (
            _("Due domande, un asse alla volta."),
            _(
                "Che cosa ci serve nei prossimi anni? Da che cosa si comincia? Si scrive anche quello "
                "su cui non si è d'accordo."
            ),
        ),
        (
            _("Rileggete ad alta voce."),
            _("Chi ha parlato dice se è quello che voleva dire. Niente nomi."),
        ),
        (
            _("Raccontatelo qui."),
            _(
                "Una cosa per riga. Ricevete subito i codici: dateli a chi c'era, così ognuno segue la "
                "sua voce."
            ),
        ),
    ]  # fmt: skip


def _sheet(process: Process, language: str) -> dict[str, Any]:
    url = settings.BASE_URL + reverse("public:report")
    axes = [label for target, label in wide_targets(process) if target.axis]
    body = process.body
    return {
        "title": _("Fate un incontro da voi"),
        "language": language,
        "demo": letter.demo_line(),
        "sender": str(body.name),
        "process": str(process.title),
        "heading": _("Fate un incontro da voi"),
        "lede": _(
            "Un'ora e mezza per dire che cosa serve dove vivete, dieci minuti per raccontarlo. Ogni cosa "
            "detta diventa una voce, con il suo codice, e riceve una risposta."
        ),
        "how": _("Come si fa"),
        "steps": [{"head": head, "words": told} for head, told in steps()],
        "times": _("Un'ora e mezza, per esempio"),
        "hours": [
            {"at": "0.00", "what": _("Perché siamo qui, e chi scrive. Gli assi del piano, letti ad alta voce.")},
            {"at": "0.10", "what": _("Ognuno, in un minuto: che cosa ci serve. Nessuno commenta.")},
            {"at": "0.40", "what": _("Asse per asse: da che cosa si comincia, e su che cosa non siamo d'accordo.")},
            {"at": "1.15", "what": _("Chi scrive rilegge ad alta voce, una cosa per riga.")},
            {"at": "1.25", "what": _("Chi racconta, e come si danno i codici a chi c'era.")},
        ],
        "send": _("Poi raccontatelo"),
        "send_words": _("Con il telefono inquadrate il codice, o scrivete questo indirizzo:"),
        "by_hand": _("Se non avete rete, portate o spedite gli appunti all'ufficio: li trascriviamo noi."),
        "url": url,
        "qr": documents.qr(url),
        "qr_words": _("Codice QR della pagina in cui si racconta l'incontro"),
        "write_qr": documents.qr(settings.BASE_URL + reverse("public:write")),
        "write_qr_words": _("Codice QR della pagina in cui si scrive una voce"),
        "poster": _("Diciamo che cosa ci serve"),
        "question": _("Un incontro per il piano del nostro territorio. Venite come siete."),
        "poster_words": _("Chi non può venire scrive da qui."),
        "where_label": _("Dove"),
        "when_label": _("Quando"),
        "sheets": axes or [_("Il piano nel suo insieme")],
        "note_words": _("Una cosa per riga, con le parole di chi parla. Niente nomi."),
        "footer": f"{body.name} · {body.email}" if body.email else str(body.name),
    }  # fmt: skip
