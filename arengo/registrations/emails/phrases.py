"""Pieces that several mails share, in the active language."""

from django.utils.translation import gettext as _, ngettext

from arengo.core.clock import process_time, words
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block
from arengo.registrations import links, queries, rules
from arengo.registrations.emails.case import Case
from arengo.registrations.emails.texts import paragraphs
from arengo.registrations.models import Mode, Registration, WaitingPlace

State = Registration.State


def way_in(case: Case) -> list[Block]:
    """How one gets in: ticket and directions for the hall, link and advice for online."""
    return _way_in_online(case) if case.is_online else _way_in_person(case)


def _way_in_person(case: Case) -> list[Block]:
    code = show(case.registration.code)
    blocks = [
        letter.paragraph(
            _(
                "All'ingresso mostra il codice QR della tua pagina, dal telefono o stampato. "
                "Se non hai con te né l'uno né l'altro, basta dire il codice %(code)s."
            )
            % {"code": code}
        )
    ]
    venue = case.registration.venue
    if venue is None:
        return blocks
    if venue.directions:
        blocks += [letter.section(_("Come arrivare")), *paragraphs(venue.directions)]
    if venue.accessibility:
        blocks += [letter.section(_("Accessibilità della sede")), *paragraphs(venue.accessibility)]
    return blocks


def _way_in_online(case: Case) -> list[Block]:
    minutes = case.meeting.entry_opens_minutes
    entry = ngettext(
        "Si entra dalla tua pagina, da %(minutes)s minuto prima dell'inizio. Il link è personale "
        "e vale per una sola persona: non inoltrarlo.",
        "Si entra dalla tua pagina, da %(minutes)s minuti prima dell'inizio. Il link è personale "
        "e vale per una sola persona: non inoltrarlo.",
        minutes,
    )
    return [
        letter.paragraph(entry % {"minutes": minutes}),
        letter.section(_("Per partecipare bene online")),
        *advice(case),
        letter.paragraph(
            _("Dalla tua pagina puoi provare prima telecamera, microfono e collegamento.")
        ),
    ]


def advice(case: Case) -> list[Block]:
    """The invitation's advice to those online, or ours where the office wrote none."""
    if case.meeting.online_advice:
        return paragraphs(case.meeting.online_advice)
    text = _(
        "È consigliato collegarsi da un computer, PC o Mac, con il programma aggiornato. "
        "Al momento dell'accesso ti verrà chiesto di autorizzare l'uso della telecamera e del "
        "microfono."
    )
    return [letter.paragraph(text)]


def about_the_calendar() -> list[Block]:
    """What the attachment is, and that declining it there is not cancelling."""
    text = _(
        "In allegato trovi l'appuntamento. Rifiutarlo nel calendario non annulla l'iscrizione: per "
        "annullarla usa la tua pagina."
    )
    return [letter.section(_("Nel tuo calendario")), letter.paragraph(text)]


def cannot_come(case: Case) -> list[Block]:
    """The way to say so: a page, where a button does it."""
    if case.is_in(State.WAITING, State.OFFERED):
        text = _("Se non ti interessa più, dillo dalla tua pagina: la lista scorre per chi segue.")
    elif case.is_online:
        text = _(
            "Dalla tua pagina puoi chiedere di venire in sala, farti sostituire o dire che non "
            "partecipi più."
        )
        if not case.meeting.in_person:
            text = _("Dalla tua pagina puoi farti sostituire o dire che non partecipi più.")
    else:
        text = _(
            "Dalla tua pagina puoi cambiare modo di partecipare, farti sostituire o dire che non "
            "vieni: il tuo posto va a chi è in lista d'attesa."
        )
    return [
        letter.section(_("Se cambia qualcosa")),
        letter.paragraph(text),
        letter.link(_("Non posso venire"), links.cancel_url(case.registration, case.language)),
    ]


def place_in_line(place: WaitingPlace) -> str:
    """Sei la 12ª persona in lista d'attesa per la sala"""
    position = queries.position_in_line(place)
    if place.pool.mode == Mode.ONLINE:
        if position == 1:
            return _("Sei la prima persona in lista d'attesa per i posti online")
        text = _("Sei la %(position)sª persona in lista d'attesa per i posti online")
    else:
        if position == 1:
            return _("Sei la prima persona in lista d'attesa per la sala")
        text = _("Sei la %(position)sª persona in lista d'attesa per la sala")
    return text % {"position": position}


def line_rule() -> list[Block]:
    """The published rule of the waiting list, sentence by sentence."""
    sentences = letter.bullets(str(sentence) for sentence in rules.LINE_RULE)
    return [letter.section(_("Come funziona la lista d'attesa")), sentences]


def answer_by(place: WaitingPlace) -> str:
    """le 9 di giovedì 7 settembre: until when an offer that is being sent, or was, stands."""
    ends_at = place.offer_ends_at or rules.offer_end(
        process_time.now(), place.registration.meeting.starts_at
    )
    return words.hour_of_day(ends_at)


def standing(case: Case) -> list[Block]:
    """How things stand now, in a sentence or two."""
    registration = case.registration
    place = queries.live_place(registration)
    sentences = []
    if case.is_in(State.TO_CONFIRM):
        sentences.append(_("Manca ancora la conferma: apri la tua pagina e premi «Confermo»."))
    elif case.is_in(State.CONFIRMED):
        sentences.append(
            _("Il tuo posto online è confermato.")
            if case.is_online
            else _("Il tuo posto in sala è confermato.")
        )
    if place is not None and place.state == WaitingPlace.State.OFFERED:
        sentences.append(
            _("C'è un posto per te: rispondi entro %(when)s.") % {"when": answer_by(place)}
        )
    elif place is not None and place.is_confirmed:
        sentences.append(f"{place_in_line(place)}.")
    return [letter.paragraph(" ".join(sentences))] if sentences else []


def ticket_or_page(case: Case) -> str:
    """What the button opens: who has a seat in the hall finds the ticket there."""
    if case.is_in(State.CONFIRMED, State.ATTENDED) and not case.is_online:
        return _("Apri il tuo biglietto")
    return _("Apri la tua pagina")
