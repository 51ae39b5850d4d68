"""Which column of somebody's sheet says what of a voice, and what the words in it mean."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import Contribution
from arengo.core.columns import Column, guess, plain
from arengo.live.models import Horizon
from arengo.registrations.models import Registration

# The order is that of the form in which the office confirms; the first header that is there wins.
COLUMNS: Final = [
    Column(
        "text",
        _("Le parole"),
        ("testo", "voce", "contributo", "proposta", "idea", "commento", "osservazione", "risposta",
         "messaggio", "descrizione", "text", "contribution", "proposal", "comment", "body", "content"),
    ),
    Column("kind", _("Che cos'è"), ("tipo", "tipo di voce", "kind", "type")),
    Column(
        "axis",
        _("Asse"),
        ("asse", "asse strategico", "missione", "tema", "axis", "theme", "category", "categoria"),
    ),
    Column("strategy", _("Strategia"), ("strategia", "strategy")),
    Column("horizon", _("A che termine"), ("termine", "orizzonte", "horizon", "term")),
    Column(
        "representing",
        _("Per chi parla"),
        ("per chi", "per chi parla", "a nome di", "categoria di chi scrive", "partecipante",
         "representing", "on behalf of"),
    ),
    Column(
        "municipality",
        _("Comune"),
        ("comune", "comune di residenza", "citta", "municipality", "town", "city"),
    ),
    Column("zone", _("Zona"), ("zona", "zona omogenea", "zone", "area")),
    Column("language", _("Lingua"), ("lingua", "language", "locale")),
    Column(
        "email",
        _("E-mail di chi l'ha detta, per la risposta"),
        ("email", "e mail", "mail", "indirizzo email", "posta elettronica", "email address"),
    ),
    Column("signature", _("Firma"), ("firma", "nome", "autore", "nome e cognome", "signature", "author")),
    Column(
        "consent",
        _("Consenso a essere nominati"),
        ("consenso", "consenso al nome", "consenso a essere nominati", "consent"),
    ),
    Column(
        "identifier",
        _("Numero o codice della riga"),
        ("id", "identificativo", "numero", "codice", "identifier", "number", "code"),
    ),
]  # fmt: skip
YES: Final = {"si", "s", "yes", "y", "x", "1", "true", "vero", "ok", "oui"}
_KINDS: Final = {
    Contribution.Kind.PERSPECTIVE: ("prospettiva", "visione", "perspective"),
    Contribution.Kind.PRIORITY: ("priorita", "priority"),
    Contribution.Kind.NEED: ("bisogno", "esigenza", "necessita", "problema", "need", "problem"),
    Contribution.Kind.PROPOSAL: ("proposta", "idea", "suggerimento", "proposal", "suggestion"),
    Contribution.Kind.OBJECTION: ("obiezione", "critica", "contrarieta", "objection", "criticism"),
    Contribution.Kind.EXPERIENCE: ("esperienza", "testimonianza", "experience", "story"),
    Contribution.Kind.QUESTION: ("domanda", "richiesta", "question"),
}
_HORIZONS: Final = {
    Horizon.MEDIUM: ("medio", "medio termine", "medium", "medium term"),
    Horizon.LONG: ("lungo", "lungo termine", "long", "long term"),
}
_FOR_WHOM: Final = {
    Registration.Representing.CITIZEN: (
        "cittadino", "cittadina", "cittadini", "cittadina o cittadino", "me stesso", "citizen"
    ),
    Registration.Representing.MUNICIPALITY: (
        "comune", "ente", "ente pubblico", "amministrazione", "sindaco", "municipality", "public body"
    ),
    Registration.Representing.COMPANY: ("impresa", "azienda", "ditta", "company", "business", "firm"),
    Registration.Representing.ASSOCIATION: (
        "associazione", "terzo settore", "ets", "comitato", "cooperativa", "association", "ngo"
    ),
    Registration.Representing.UNIVERSITY: (
        "universita", "scuola", "centro di ricerca", "university", "school", "research"
    ),
    Registration.Representing.UNION: ("sindacato", "associazione di categoria", "ordine", "union"),
    Registration.Representing.OTHER: ("altro", "altri", "other"),
}  # fmt: skip


def guess_mapping(headers: Sequence[str]) -> dict[str, str]:
    """Field -> header, as far as the headers tell; each header is used once."""
    return guess(headers, COLUMNS)


def headers_digest(headers: Sequence[str]) -> str:
    """The same for sheets that have the same columns, in whatever order: 64 hexadecimal signs."""
    return hashlib.sha256("\n".join(sorted(headers)).encode()).hexdigest()


def kind_of(stated: str) -> str:
    """ "Proposta" -> "proposal"; empty when nobody knows."""
    return _meant(stated, _KINDS)


def horizon_of(stated: str) -> str:
    """ "Medio termine" -> "medium"; empty when nobody knows."""
    return _meant(stated, _HORIZONS)


def representing_of(stated: str) -> str:
    """ "Associazione" -> "association"; empty when nobody knows."""
    choices = {plain(str(label)): value for value, label in Registration.Representing.choices}
    return choices.get(plain(stated), "") or _meant(stated, _FOR_WHOM)


def _meant(stated: str, words: Mapping[Any, Sequence[str]]) -> str:
    wanted = plain(stated)
    for value, names in words.items():
        if wanted in names or wanted == plain(value):
            return str(value)
    return ""
