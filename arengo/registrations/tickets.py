"""Tickets: a signed text in a QR that a device verifies by itself, and the sheet that carries it.

The text is "AR1" and, in base 32, the registration's code (40 bits), the pool of the seat (24 bits),
the version (16 bits) and the signature of those ten bytes. Capital letters and figures only: a QR of
version 5 holds them at level M, large enough to be read at arm's length.
"""

import base64
import binascii
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core import codes, documents, signing
from arengo.core.clock import words
from arengo.core.outbox import letter
from arengo.core.refusals import Refusal
from arengo.registrations import links
from arengo.registrations.calendar import place_in_words
from arengo.registrations.models import Mode, Registration

PREFIX = "AR1"
PURPOSE = b"arengo ticket 1\x00"
CODE_BYTES, POOL_BYTES, VERSION_BYTES = 5, 3, 2
CLAIM_BYTES = CODE_BYTES + POOL_BYTES + VERSION_BYTES
TEMPLATE = Path(__file__).parent / "templates" / "registrations" / "ticket.typ"
WITH_A_TICKET = {Registration.State.CONFIRMED, Registration.State.ATTENDED}


class BadTicket(Refusal):
    """What was read is not a ticket of ours; the sentence says to the door what to do instead."""


class NoTicketYet(Refusal):
    """The registration has no seat: there is nothing to show at the door."""


@dataclass(frozen=True)
class TicketClaim:
    """What a genuine ticket says. It may be old: `version` and `pool_id` are the row's to confirm.

    `pool_id` is 0 for who has entered without a seat of their own.
    """

    code: str
    pool_id: int
    version: int


def ticket_text(registration: Registration) -> str:
    """The text of the QR. Raises NoTicketYet when the registration is not confirmed."""
    if registration.state not in WITH_A_TICKET:
        raise NoTicketYet(_("Il biglietto arriva con la conferma: apri la tua pagina e conferma."))
    claim = TicketClaim(registration.code, registration.seat_id or 0, registration.version)
    message = _pack(claim)
    signed = message + signing.sign(PURPOSE + message)
    return PREFIX + _encoded(signed)


def read_ticket(text: str) -> TicketClaim:
    """What a ticket says, its signature verified with no database and no network. Raises BadTicket."""
    typed = text.strip().upper()
    if not typed.startswith(PREFIX):
        raise BadTicket(
            _("Non è un biglietto dei nostri incontri. Cerca la persona per nome o per codice.")
        )
    signed = _decoded(typed.removeprefix(PREFIX))
    message, signature = signed[:CLAIM_BYTES], signed[CLAIM_BYTES:]
    if not signing.verify(PURPOSE + message, signature):
        raise BadTicket(
            _("Il biglietto è rovinato o non è autentico. Cerca la persona per nome o per codice.")
        )
    return _unpack(message)


def qr_svg(registration: Registration) -> str:
    """The QR as an SVG with a title, black on white with its quiet border, with no style in it.

    Raises NoTicketYet.
    """
    out = io.BytesIO()
    qr = segno.make(ticket_text(registration), error="m", micro=False)
    qr.save(
        out,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        light="#fff",
        title=_qr_words(registration),
        svgclass=None,
        lineclass=None,
    )
    # Put into a page as it is, a screen reader meets one picture with one name.
    return out.getvalue().decode("utf-8").strip().replace("<svg ", '<svg role="img" ', 1)


def ticket_pdf(registration: Registration, language: str) -> bytes:
    """The ticket on one A4 sheet (PDF/UA-1), in `language`.

    Raises NoTicketYet; InsideTransaction when a transaction is open.
    """
    with translation.override(language):
        return documents.compile(TEMPLATE, _sheet(registration, language))


def _sheet(registration: Registration, language: str) -> dict[str, Any]:
    meeting = registration.meeting
    contact = links.contact_of(registration)
    body = meeting.process.body
    facts = [
        (_("Nome"), contact.name if contact else ""),
        (_("Incontro"), str(meeting.title)),
        (_("Quando"), words.from_to(meeting.starts_at, meeting.ends_at)),
        (_("Come partecipi"), registration.get_mode_display()),
    ]
    if registration.mode == Mode.IN_PERSON:
        facts.append((_("Dove"), place_in_words(registration)))
    return {
        "title": _("Biglietto %(code)s") % {"code": codes.show(registration.code)},
        "language": language,
        "demo": letter.demo_line(),
        "sender": str(body.name),
        "process": str(meeting.process.title),
        "heading": _("Il tuo biglietto"),
        "facts": [{"label": label, "text": text} for label, text in facts if text],
        "qr": qr_svg(registration),
        "qr_words": _qr_words(registration),
        "code_label": _("Codice del biglietto"),
        "code": codes.show(registration.code),
        "sections": [
            section
            for section in (_how_to_get_in(registration), _if_one_cannot_come(registration))
            if section["paragraphs"]
        ],
        "footer": " · ".join(part for part in (str(body.name), body.email, body.phone) if part),
    }


def _how_to_get_in(registration: Registration) -> dict[str, Any]:
    if registration.mode == Mode.ONLINE:
        minutes = registration.meeting.entry_opens_minutes
        paragraphs = [
            _(
                "Si entra dalla tua pagina personale, da %(minutes)s minuti prima dell'inizio: "
                "l'indirizzo è nel messaggio di conferma."
            )
            % {"minutes": minutes}
        ]
        return {"heading": _("Come si entra"), "paragraphs": paragraphs}
    paragraphs = [
        _(
            "All'ingresso mostra il codice QR, su questo foglio o dal telefono. Se non si legge, "
            "basta dire il codice che sta sotto."
        )
    ]
    venue = registration.venue
    if venue is not None:
        paragraphs += [str(text) for text in (venue.directions, venue.accessibility) if text]
    return {"heading": _("Come si entra"), "paragraphs": paragraphs}


def _if_one_cannot_come(registration: Registration) -> dict[str, Any]:
    contact = links.contact_of(registration)
    body = registration.meeting.process.body
    paragraphs = []
    if contact and contact.email:
        paragraphs.append(
            _(
                "Dillo dalla tua pagina personale, con «Non posso venire»: il tuo posto va a chi è "
                "in lista d'attesa. L'indirizzo della pagina è nel messaggio di conferma."
            )
        )
    ways = ", ".join(way for way in (body.phone, body.email) if way)
    if ways and paragraphs:
        paragraphs.append(_("Oppure avvisa l'ufficio: %(ways)s.") % {"ways": ways})
    elif ways:
        text = _("Avvisa l'ufficio (%(ways)s): il tuo posto va a chi è in lista d'attesa.")
        paragraphs.append(text % {"ways": ways})
    return {"heading": _("Se non puoi venire"), "paragraphs": paragraphs}


def _qr_words(registration: Registration) -> str:
    return _("Codice QR del biglietto %(code)s") % {"code": codes.show(registration.code)}


def _pack(claim: TicketClaim) -> bytes:
    number = 0
    for sign in claim.code:
        number = number * len(codes.ALPHABET) + codes.ALPHABET.index(sign)
    return (
        number.to_bytes(CODE_BYTES, "big")
        + claim.pool_id.to_bytes(POOL_BYTES, "big")
        + claim.version.to_bytes(VERSION_BYTES, "big")
    )


def _unpack(message: bytes) -> TicketClaim:
    number = int.from_bytes(message[:CODE_BYTES], "big")
    letters = []
    for _place in range(codes.CODE_LENGTH + 1):
        number, index = divmod(number, len(codes.ALPHABET))
        letters.append(codes.ALPHABET[index])
    pool, version = message[CODE_BYTES:-VERSION_BYTES], message[-VERSION_BYTES:]
    return TicketClaim(
        code="".join(reversed(letters)),
        pool_id=int.from_bytes(pool, "big"),
        version=int.from_bytes(version, "big"),
    )


def _encoded(signed: bytes) -> str:
    return base64.b32encode(signed).decode("ascii").rstrip("=")


def _decoded(text: str) -> bytes:
    """The bytes, or none when `text` is not exactly what `_encoded` writes."""
    try:
        signed = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return b""
    return signed if _encoded(signed) == text else b""
