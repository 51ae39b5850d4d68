"""The links of who serves, on paper: one piece for each, to cut out and hand over."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core import documents
from arengo.core.clock import words
from arengo.core.outbox import letter
from arengo.meetings.links import duty_url
from arengo.meetings.models import Duty, Meeting
from arengo.web.shared.duties import WHAT_IT_DOES

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "desk" / "conduct" / "duties.typ"


def pdf(meeting: Meeting, duties: Sequence[Duty], language: str) -> bytes:
    """The sheet as PDF/UA. Raises InsideTransaction when a transaction is open."""
    with translation.override(language):
        return documents.compile(TEMPLATE, _sheet(meeting, duties, language))


def _sheet(meeting: Meeting, duties: Sequence[Duty], language: str) -> dict[str, Any]:
    return {
        "title": _("Link per chi serve: %(meeting)s") % {"meeting": meeting.title},
        "language": language,
        "demo": letter.demo_line(),
        "sender": str(meeting.process.body.name),
        "heading": _("Chi serve all'incontro"),
        "about": f"{meeting.title} · {words.from_to(meeting.starts_at, meeting.ends_at)}",
        "pieces": [_piece(duty, language) for duty in duties],
        "nobody": _("Nessun servizio è ancora stato dato."),
        "how": _("Inquadra il codice con il telefono o il tablet che userai, oppure scrivi l'indirizzo."),
        "footer": _("Ogni codice apre la pagina di un servizio: chi lo ha, la apre. Dopo l'incontro "
                    "non vale più."),
    }  # fmt: skip


def _piece(duty: Duty, language: str) -> dict[str, str]:
    url = duty_url(duty, language)
    kind = duty.get_kind_display()
    where = duty.venue
    return {
        "kind": kind,
        "whom": " · ".join(filter(None, [duty.name, str(where.name) if where else ""])),
        "what": str(WHAT_IT_DOES[duty.kind]),
        "url": url,
        "qr": documents.qr(url),
        "qr_words": _("Codice QR del servizio: %(kind)s") % {"kind": kind},
    }
