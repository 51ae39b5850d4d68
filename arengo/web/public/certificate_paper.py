"""The certificate of attendance on paper: who, what, when, how, for how long, and how to verify it."""

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core import documents
from arengo.core.clock import words
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.live.models import Certificate
from arengo.meetings.models import Meeting
from arengo.people.models import Contact

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "public" / "certificate.typ"


def pdf(certificate: Certificate, meeting: Meeting, contact: Contact, language: str) -> bytes:
    """The certificate as PDF/UA. Raises InsideTransaction when a transaction is open."""
    with translation.override(language):
        return documents.compile(TEMPLATE, _sheet(certificate, meeting, contact, language))


def length_in_words(minutes: int) -> str:
    """2 h 15 min, or 40 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min") % {"n": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def stretches_in_words(certificate: Certificate) -> list[str]:
    """dalle 16 alle 16.40, one for each stretch; nothing when one came once and stayed."""
    stretches = certificate.read_stretches()
    return [words.hours(*each) for each in stretches] if len(stretches) > 1 else []


def address_of(certificate: Certificate) -> str:
    """The absolute address of the page that verifies it."""
    return settings.BASE_URL + reverse("public:certificate", args=[show(certificate.code)])


def _sheet(
    certificate: Certificate, meeting: Meeting, contact: Contact, language: str
) -> dict[str, Any]:
    body = meeting.process.body
    url = address_of(certificate)
    facts = [
        (_("Incontro"), str(meeting.title)),
        (_("Quando"), words.from_to(meeting.starts_at, meeting.ends_at)),
        (_("Come"), str(certificate.get_mode_display())),
        (_("Per quanto tempo"), length_in_words(certificate.minutes)),
    ]
    if stretches := stretches_in_words(certificate):
        facts.append((_("Presente"), ", ".join(stretches)))
    facts.append((_("Rilasciato"), words.full_day(certificate.issued_at)))
    return {
        "title": _("Attestato di partecipazione %(code)s") % {"code": show(certificate.code)},
        "language": language,
        "demo": letter.demo_line(),
        "sender": str(body.name),
        "heading": _("Attestato di partecipazione"),
        "says": _("Si attesta che ha partecipato:"),
        "name": contact.name,
        "facts": [{"label": label, "text": text} for label, text in facts],
        "qr": documents.qr(url),
        "qr_words": _("Codice QR della pagina che verifica l'attestato"),
        "verify": _("Chi riceve questo foglio lo verifica qui, scrivendo il nome che vi legge:"),
        "url": url,
        "code_label": _("Codice"),
        "code": show(certificate.code),
        "footer": _(
            "Vale finché i dati della persona sono conservati; la durata viene dalle presenze registrate, "
            "in sala e online."
        ),
    }
