"""The mails of the waiting list: one's position, an offer with its hour, an offer gone by."""

from django.utils.translation import gettext as _

from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block
from arengo.core.outbox.mail import Mail
from arengo.registrations import queries, rules
from arengo.registrations.emails import phrases
from arengo.registrations.emails.case import Case, case_of, day_and_place, when_and_where, write
from arengo.registrations.models import MailText, Mode, Registration, WaitingPlace

State = Registration.State


def waiting(registration_id: int) -> Mail | None:
    """One's position in the line, its rule, and what one can do meanwhile."""
    case = case_of(registration_id)
    if case is None or not case.is_held or case.is_in(State.CANCELLED, State.ATTENDED):
        return None
    place = queries.live_place(case.registration)
    if place is None or place.state != WaitingPlace.State.WAITING:
        return None
    with case.speaking():
        return write(
            case,
            kind=MailText.Kind.WAITING,
            subject=_("Sei in lista d'attesa: %(when)s")
            % {"when": day_and_place(case, place.pool)},
            heading=phrases.place_in_line(place),
            blocks=[
                letter.paragraph(
                    _("Appena c'è un posto per te ti scriviamo, e dici tu se lo vuoi ancora.")
                ),
                when_and_where(case, place.pool),
                *_meanwhile(case, place),
                letter.button(_("Apri la tua pagina"), case.url),
                *phrases.line_rule(),
                *phrases.cannot_come(case),
            ],
        )


def _meanwhile(case: Case, place: WaitingPlace) -> list[Block]:
    if place.pool.mode == Mode.ONLINE or not case.meeting.online:
        return []
    if case.is_online and case.is_in(State.CONFIRMED):
        text = _(
            "Intanto il tuo posto online è confermato, e resta tuo finché ne accetti uno in sala."
        )
    else:
        text = _(
            "Intanto puoi partecipare online e conservare il tuo posto in lista: lo scegli dalla "
            "tua pagina."
        )
    return [letter.paragraph(text)]


def offer(waiting_place_id: int) -> Mail | None:
    """A place is free for this person until an exact hour; the answer is given on the page."""
    place = _place(waiting_place_id)
    case = case_of(place.registration_id) if place else None
    if place is None or place.state != WaitingPlace.State.OFFERED:
        return None
    if case is None or not case.is_held:
        return None
    with case.speaking():
        until = {"when": phrases.answer_by(place)}
        heading, subject = _found(place)
        blocks = [
            letter.note(
                _("Il posto è tuo se lo accetti entro %(when)s. Poi lo offriamo a chi segue.")
                % until
            ),
            when_and_where(case, place.pool),
            letter.button(_("Apri la pagina e rispondi"), case.url),
            letter.paragraph(
                _("Se non ti serve più, dillo dalla stessa pagina: chi segue lo saprà subito.")
            ),
        ]
        if case.is_in(State.CONFIRMED):
            blocks.append(letter.paragraph(_keeps_the_other_place(case)))
        return write(
            case,
            kind=MailText.Kind.OFFER,
            subject=subject % until,
            heading=heading,
            blocks=blocks,
            why=_because_of_the_line(),
        )


def offer_lapsed(waiting_place_id: int) -> Mail | None:
    """Nobody answered in time: one is at the end of the line, or out of it."""
    place = _place(waiting_place_id)
    case = case_of(place.registration_id) if place else None
    if place is None or case is None or not case.is_held:
        return None
    is_out = place.state == WaitingPlace.State.LEFT and place.lapsed >= rules.UNANSWERED_OFFERS
    if not is_out and (place.state != WaitingPlace.State.WAITING or not place.lapsed):
        return None
    with case.speaking():
        blocks = [
            letter.paragraph(
                _(
                    "Il tempo per accettare il posto che ti avevamo offerto è finito, e il posto è andato a chi segue."
                )
            )
        ]
        if is_out:
            blocks.append(letter.paragraph(_out_of_the_line(case)))
        else:
            blocks.append(letter.paragraph(_at_the_end_of_the_line(place)))
        blocks += [
            when_and_where(case, place.pool),
            letter.button(_("Apri la tua pagina"), case.url),
        ]
        return write(
            case,
            subject=_("L'offerta è scaduta: %(when)s") % {"when": day_and_place(case, place.pool)},
            heading=_("Il posto che ti avevamo offerto è andato a chi segue"),
            blocks=blocks,
            why=_because_of_the_line(),
        )


def _place(waiting_place_id: int) -> WaitingPlace | None:
    places = WaitingPlace.objects.select_related("pool__venue", "registration__meeting")
    return places.filter(pk=waiting_place_id).first()


def _found(place: WaitingPlace) -> tuple[str, str]:
    if place.pool.mode == Mode.ONLINE:
        return (
            _("C'è un posto online per te"),
            _("C'è un posto online per te: rispondi entro %(when)s"),
        )
    return (
        _("C'è un posto in sala per te"),
        _("C'è un posto in sala per te: rispondi entro %(when)s"),
    )


def _keeps_the_other_place(case: Case) -> str:
    if case.is_online:
        return _("Se accetti, il tuo posto online si libera. Se non accetti, lo tieni.")
    return _("Se accetti, il tuo posto in sala si libera. Se non accetti, lo tieni.")


def _at_the_end_of_the_line(place: WaitingPlace) -> str:
    position = phrases.place_in_line(place)
    again = _("Se si libera un altro posto per te, ti scriviamo ancora una volta.")
    return f"{position}. {again}"


def _out_of_the_line(case: Case) -> str:
    text = _("Era la seconda offerta senza risposta, quindi non sei più in lista d'attesa.")
    if case.is_in(State.CONFIRMED):
        return f"{text} {_('Il posto che hai già resta tuo.')}"
    return f"{text} {_('Se vuoi ancora partecipare, dalla tua pagina puoi iscriverti di nuovo.')}"


def _because_of_the_line() -> str:
    return _("Ricevi questo messaggio perché hai chiesto di entrare in lista d'attesa.")
