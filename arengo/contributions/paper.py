"""The sheets to write on by hand (PDF/UA): two sides, and below the front a receipt to tear off."""

from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from arengo.contributions.coding import About
from arengo.contributions.models import Contribution, PaperSheet, SheetPrint
from arengo.core import documents
from arengo.core.clock import words
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.sheet_layout import LAYOUT, marked
from arengo.live.models import Horizon
from arengo.people.models import Body
from arengo.process.models import Process, Stage
from arengo.registrations.models import Registration

TEMPLATE: Final = Path(__file__).parent / "templates" / "contributions" / "sheet.typ"
FRONT, BACK = 1, 2


def sheets(run: SheetPrint) -> bytes:
    """All the sheets of a print in one PDF, front and back. Raises InsideTransaction."""
    stage = Stage.objects.select_related("process__body", "process__plan_in_force").get(
        pk=run.stage_id
    )
    with translation.override(run.language):
        data = _words(stage, run.language)
        data["sheets"] = [_sheet(row) for row in run.sheets.all()]
        data["title"] = _("Fogli da scrivere a mano: %(stage)s") % {"stage": stage.title}
    return documents.compile(TEMPLATE, data)


def address_of(code: str) -> str:
    """Where the voice with this code is followed."""
    return settings.BASE_URL + reverse("public:voice", args=[show(code)])


def how_to_hand_in(body: Body) -> str:
    """To whom a sheet goes, in a sentence, in the language that is active."""
    where = ", ".join(part for part in (str(body.office), body.address) if part)
    if where:
        return _("Consegnalo a chi te l'ha dato, o portalo o spediscilo qui: %(where)s.") % {
            "where": where
        }
    return _("Consegnalo a chi te l'ha dato.")


def until_when(stage: Stage) -> str:
    """Until when sheets are taken, in a sentence, in the language that is active."""
    if stage.voices_until is None:
        return _("Si può consegnare finché questa tappa del percorso è aperta.")
    noon = timezone.make_aware(datetime.combine(stage.voices_until, time(12)))
    return _("Si può consegnare fino a %(day)s.") % {"day": words.full_day(noon)}


def where_to_read(body: Body) -> list[str]:
    """The ways to the answer for who has no internet: by telephone, at the office."""
    found = []
    if body.phone:
        found.append(_("Al telefono: %(phone)s, dicendo il codice.") % {"phone": body.phone})
    where = ", ".join(part for part in (str(body.office), body.address) if part)
    if where:
        found.append(_("Di persona, con questa ricevuta: %(where)s.") % {"where": where})
    return found


def _words(stage: Stage, language: str) -> dict[str, Any]:
    process, body = stage.process, stage.process.body
    return {
        "language": language,
        "demo": letter.demo_line(),
        "sender": str(body.name),
        "process": str(process.title),
        "layout": asdict(LAYOUT),
        "heading": _("La tua voce"),
        "asks": _(
            "Che cosa serve al territorio nei prossimi anni? Lo chiede %(body)s a chi ci vive e ci "
            "lavora, per scrivere il nuovo piano (tappa: %(stage)s). Quello che scrivi è letto, contato, "
            "e ha una risposta con il suo perché."
        )
        % {"body": body.name, "stage": stage.title},
        "words": _("Che cosa vuoi dire"),
        "words_help": _(
            "Una cosa per foglio, come ti viene. Non scrivere nomi di altre persone né dati sulla "
            "salute. Se non ti basta lo spazio, continua dietro."
        ),
        "kind": _("Che cos'è (se vuoi)"),
        "kinds": _labels(Contribution.Kind),
        "turn": _("Gira il foglio"),
        "cut": _("Piega, stacca e tieni la ricevuta"),
        **_receipt(stage, body),
        **_back(process, body),
    }


def _receipt(stage: Stage, body: Body) -> dict[str, Any]:
    return {
        "receipt": _("La tua ricevuta"),
        "receipt_words": [
            _("Con questo codice leggi che cosa ne è stato, e la risposta:"),
            *where_to_read(body),
            until_when(stage),
        ],
        "voice_url": settings.BASE_URL + reverse("public:voice-find"),
        "qr_words": _("Codice QR del foglio %(code)s"),
        "receipt_qr_words": _("Codice QR della pagina della voce %(code)s"),
        "code_label": _("Codice"),
    }


def _back(process: Process, body: Body) -> dict[str, Any]:
    axes = list(process.plan_in_force.axes.all()) if process.plan_in_force else []
    return {
        "back_heading": _("Se vuoi, dicci di più"),
        "about": _("Di che cosa parla"),
        "axes": [
            *(f"{axis.number}. {axis.name}" for axis in axes),
            str(About.PLAN.label),
            str(About.PROCESS.label),
        ],
        "horizon": _("A che termine"),
        "horizons": _labels(Horizon),
        "municipality": _("Comune da cui scrivi"),
        "representing": _("Per chi parli"),
        "representings": _labels(Registration.Representing),
        "reply": _("Vuoi la risposta a casa?"),
        "reply_help": _(
            "Scrivi l'e-mail, oppure nome e indirizzo: servono solo a mandartela, e dopo un anno li "
            "cancelliamo. Se non scrivi niente, la trovi con la ricevuta."
        ),
        "email": _("E-mail"),
        "address": _("Nome, via, CAP e comune"),
        "sign": _("Vuoi che un nome si legga accanto alle parole?"),
        "sign_help": _("Scrivilo qui. Se lasci vuoto, nessun nome compare."),
        "more": _("Ancora parole"),
        "hand_in": how_to_hand_in(body),
        "privacy": _("Come trattiamo i tuoi dati: %(url)s o, a voce, nel nostro ufficio.")
        % {"url": settings.BASE_URL + reverse("public:privacy")},
        "not_here": _("Dietro c'è la ricevuta: qui non scrivere, si stacca."),
    }


def _sheet(row: PaperSheet) -> dict[str, str]:
    url = address_of(row.code)
    return {
        "code": show(row.code),
        "front": documents.qr(marked(url, FRONT)),
        "back": documents.qr(marked(url, BACK)),
        "receipt": documents.qr(url),
        "url": url,
    }


def _labels(choices: Any) -> list[str]:
    return [str(label) for label in choices.labels]
