"""The mails of one's own registration: to confirm, confirmed, changed, cancelled, its link again."""

from django.db.models import Q
from django.utils.translation import gettext as _

from arengo.core.clock import process_time, words
from arengo.core.outbox import letter
from arengo.core.outbox.mail import Mail
from arengo.registrations import rules
from arengo.registrations.emails import phrases
from arengo.registrations.emails.case import (
    Case,
    case_of,
    day_and_place,
    plain_name,
    when_and_where,
    write,
)
from arengo.registrations.models import MailText, Registration

State = Registration.State


def confirm(registration_id: int) -> Mail | None:
    """One button that opens the page where one confirms; until when the place is held."""
    return _to_confirm(registration_id)


def someone_else_here(registration_id: int) -> Mail | None:
    """As `confirm`, for a second name in a mailbox that has a registration already."""
    return _to_confirm(registration_id, is_second_name=True)


def _to_confirm(registration_id: int, *, is_second_name: bool = False) -> Mail | None:
    case = case_of(registration_id)
    if case is None or not case.is_in(State.TO_CONFIRM) or not case.is_held:
        return None
    with case.speaking():
        blocks = [letter.paragraph(_("Apri la tua pagina e premi «Confermo»: è l'ultimo passo."))]
        if is_second_name:
            blocks.append(letter.note(_second_name(case)))
        blocks += [
            when_and_where(case),
            letter.button(_("Apri la pagina e conferma"), case.url),
            letter.paragraph(_held_until(case)),
            letter.paragraph(_what_comes_next(case)),
        ]
        return write(
            case,
            kind=MailText.Kind.CONFIRM,
            subject=_("Conferma la tua iscrizione: %(when)s") % {"when": day_and_place(case)},
            heading=_("Manca un passo: conferma la tua iscrizione"),
            blocks=blocks,
            why=_(
                "Ricevi questo messaggio perché qualcuno ha scritto questo indirizzo nel modulo di "
                "iscrizione all'incontro. Se non è opera tua, non fare nulla: senza la tua "
                "conferma l'iscrizione non vale."
            ),
        )


def _second_name(case: Case) -> str:
    digest = case.registration.person.email_digest
    same_mailbox = Q(person__email_digest=digest, person__email_digest__isnull=False)
    others = Registration.objects.filter(same_mailbox, meeting=case.meeting)
    others = others.exclude(Q(pk=case.registration.pk) | Q(state=State.CANCELLED))
    names = [plain_name(name) for name in others.values_list("person__contact__name", flat=True)]
    text = _(
        "Da questa casella c'è già un'iscrizione allo stesso incontro con un altro nome (%(others)s)."
    ) % {"others": ", ".join(filter(None, names)) or "…"}
    mine = _("Questa è per %(name)s: conferma solo se si tratta di un'altra persona.")
    return f"{text} {mine % {'name': case.name or '…'}}"


def _held_until(case: Case) -> str:
    if case.registration.seat_id is None:
        return _(
            "In questo momento non c'è un posto tenuto per te: quando confermi hai un posto se ce "
            "n'è uno libero; altrimenti entri in lista d'attesa, con l'ordine della tua richiesta, "
            "e ti scriviamo appena tocca a te."
        )
    now = process_time.now()
    end = case.registration.hold_until or rules.hold_end(now)
    later = _(
        "Se confermi più tardi, hai un posto se ce n'è ancora uno libero; altrimenti entri in "
        "lista d'attesa, con l'ordine della tua richiesta."
    )
    if case.registration.hold_until or end - now > rules.HOLD:
        held = _("Ti teniamo il posto fino alle %(hour)s di %(day)s.") % {
            "hour": words.hour(end),
            "day": words.day(end),
        }
        return f"{held} {later}"
    minutes = round(rules.HOLD.total_seconds() / 60)
    held = _("Ti teniamo il posto per %(minutes)s minuti da questo messaggio, fino alle %(hour)s.")
    return f"{held % {'minutes': minutes, 'hour': words.hour(end)}} {later}"


def _what_comes_next(case: Case) -> str:
    if case.is_online:
        return _(
            "Dopo la conferma ti mandiamo il link personale per entrare e l'appuntamento per il "
            "calendario. Dalla stessa pagina potrai cambiare modo di partecipare, farti "
            "sostituire o annullare."
        )
    return _(
        "Dopo la conferma ti mandiamo il biglietto per l'ingresso e l'appuntamento per il "
        "calendario. Dalla stessa pagina potrai cambiare modo di partecipare, farti sostituire o "
        "annullare."
    )


def place_confirmed(registration_id: int) -> Mail | None:
    """The place is theirs: ticket or link, how to get in, the appointment for the calendar."""
    case = case_of(registration_id)
    if case is None or not case.is_in(State.CONFIRMED) or not case.is_held:
        return None
    with case.speaking():
        return write(
            case,
            kind=MailText.Kind.PLACE_CONFIRMED,
            subject=_("Ci vediamo %(when)s") % {"when": day_and_place(case)},
            heading=_("Ci vediamo %(when)s") % {"when": day_and_place(case)},
            blocks=[
                *phrases.standing(case),
                when_and_where(case, with_code=True),
                letter.button(phrases.ticket_or_page(case), case.url),
                *phrases.way_in(case),
                *phrases.about_the_calendar(),
                *phrases.cannot_come(case),
            ],
            calendar="REQUEST",
        )


def changed(registration_id: int, sequence: int) -> Mail | None:
    """How the registration stands after a change of theirs; not sent when another followed."""
    case = case_of(registration_id)
    if case is None or case.registration.sequence != sequence or not case.is_held:
        return None
    if not case.is_in(State.CONFIRMED, State.WAITING, State.OFFERED):
        return None
    with case.speaking():
        is_in = case.is_in(State.CONFIRMED)
        return write(
            case,
            kind=MailText.Kind.CHANGED,
            subject=_("La tua iscrizione è cambiata: %(when)s") % {"when": day_and_place(case)},
            heading=_("Abbiamo aggiornato la tua iscrizione"),
            blocks=[
                letter.paragraph(_("Da adesso vale quello che leggi qui sotto.")),
                *phrases.standing(case),
                when_and_where(case, with_code=is_in),
                letter.button(phrases.ticket_or_page(case), case.url),
                *(phrases.way_in(case) if is_in else []),
                *phrases.about_the_calendar(),
                *phrases.cannot_come(case),
            ],
            calendar="REQUEST",
        )


def cancelled(registration_id: int) -> Mail | None:
    """The registration is cancelled, and how to come back."""
    case = case_of(registration_id)
    if case is None or not case.is_in(State.CANCELLED) or case.is_over:
        return None
    had_place = case.registration.confirmed_at is not None
    with case.speaking():
        blocks = [when_and_where(case)]
        if had_place:
            blocks.append(letter.paragraph(_("Il tuo posto torna a disposizione di altri.")))
            blocks.append(letter.paragraph(_("L'allegato toglie l'appuntamento dal calendario.")))
        blocks += [
            letter.paragraph(
                _("Se ci ripensi, dalla tua pagina puoi iscriverti di nuovo, finché c'è posto.")
            ),
            letter.link(_("Apri la tua pagina"), case.url),
        ]
        return write(
            case,
            kind=MailText.Kind.CANCELLED,
            subject=_("Iscrizione annullata: %(when)s")
            % {"when": words.day_and_hour(case.meeting.starts_at)},
            heading=_("La tua iscrizione è annullata"),
            blocks=blocks,
            why=_("Ricevi questo messaggio perché questo indirizzo era iscritto all'incontro."),
            calendar="CANCEL" if had_place else "",
        )


def already_registered(registration_id: int) -> Mail | None:
    """The link again: it was asked for, or the form was filled in a second time."""
    case = case_of(registration_id)
    if case is None or case.is_in(State.CANCELLED) or case.is_over:
        return None
    with case.speaking():
        return write(
            case,
            subject=_("Il link alla tua iscrizione: %(when)s") % {"when": day_and_place(case)},
            heading=_("Ecco di nuovo il link alla tua iscrizione"),
            blocks=[
                letter.paragraph(
                    _(
                        "L'iscrizione c'è già e non è cambiata: ti rimandiamo il link perché è "
                        "stato chiesto, o perché il modulo è stato compilato di nuovo."
                    )
                ),
                *phrases.standing(case),
                when_and_where(case, with_code=case.is_in(State.CONFIRMED)),
                letter.button(phrases.ticket_or_page(case), case.url),
            ],
        )


def substituted(registration_id: int) -> Mail | None:
    """To who gave the seat to somebody else: it is done, and this link is worth nothing now."""
    case = case_of(registration_id)
    if case is None or not case.is_in(State.CANCELLED) or case.is_over:
        return None
    with case.speaking():
        return write(
            case,
            subject=_("Il tuo posto passa a un'altra persona: %(when)s")
            % {"when": words.day_and_hour(case.meeting.starts_at)},
            heading=_("Il tuo posto passa alla persona che hai indicato"),
            blocks=[
                letter.paragraph(
                    _(
                        "Le abbiamo scritto. La tua iscrizione è annullata: il link e il biglietto "
                        "che avevi non valgono più."
                    )
                ),
                when_and_where(case),
                letter.paragraph(_("L'allegato toglie l'appuntamento dal tuo calendario.")),
            ],
            why=_("Ricevi questo messaggio perché questo indirizzo era iscritto all'incontro."),
            calendar="CANCEL",
        )
