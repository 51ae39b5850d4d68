"""The mails about the meeting itself: reminders, what changed and why, thanks."""

from typing import Literal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from arengo.core.clock import process_time, words
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block
from arengo.core.outbox.mail import Mail
from arengo.meetings.calendar import meeting_url
from arengo.meetings.models import Meeting
from arengo.registrations import states
from arengo.registrations.emails import phrases
from arengo.registrations.emails.case import Case, case_of, day_and_place, when_and_where, write
from arengo.registrations.models import MailText, Registration

State = Registration.State
Change = Literal["changed", "postponed", "online_only", "cancelled"]


def reminder(registration_id: int, when: Literal["week", "day"]) -> Mail | None:
    """A week or a day before: how to get in, and "Non posso venire"."""
    case = case_of(registration_id)
    if case is None or not case.is_in(State.CONFIRMED) or not case.is_held:
        return None
    if process_time.now() >= case.meeting.starts_at:
        return None
    with case.speaking():
        subject, heading = _see_you(case, is_near=when == "day")
        return write(
            case,
            kind=MailText.Kind.REMINDER,
            subject=subject,
            heading=heading,
            blocks=[
                when_and_where(case, with_code=True),
                letter.button(phrases.ticket_or_page(case), case.url),
                *phrases.cannot_come(case),
                *phrases.way_in(case),
            ],
        )


def _see_you(case: Case, *, is_near: bool) -> tuple[str, str]:
    starts_at = case.meeting.starts_at
    near = words.near_day(starts_at) if is_near else ""
    if not near:
        moment = {"when": day_and_place(case)}
        return _("Promemoria: ci vediamo %(when)s") % moment, _("Ci vediamo %(when)s") % moment
    values = {"near": near, "hour": words.hour(starts_at)}
    if case.is_online:
        sentence = _("Ci vediamo %(near)s alle %(hour)s, online") % values
    else:
        sentence = _("Ci vediamo %(near)s alle %(hour)s, in sala") % values
    return sentence, sentence


def meeting_changed(registration_id: int, change: Change, sequence: int) -> Mail | None:
    """What changed in the meeting and why; not sent when another change followed."""
    case = case_of(registration_id)
    if case is None or case.registration.state not in states.EXPECTED:
        return None
    if case.meeting.sequence != sequence:
        return None
    with case.speaking():
        if case.meeting.state == Meeting.State.CANCELLED:
            return _called_off(case)
        if case.meeting.state == Meeting.State.POSTPONED:
            return _put_off(case)
        return _held_otherwise(case, change) if case.is_held else None


def _held_otherwise(case: Case, change: Change) -> Mail:
    when = {"when": day_and_place(case)}
    if change == "online_only":
        when = {"when": words.day_and_hour(case.meeting.starts_at)}
    subject, heading = {
        "online_only": (
            _("L'incontro sarà solo online: ci vediamo %(when)s"),
            _("L'incontro si terrà solo online"),
        ),
        "postponed": (
            _("L'incontro è rinviato: la nuova data è %(when)s"),
            _("L'incontro è rinviato: c'è la nuova data"),
        ),
    }.get(change, (_("L'incontro cambia: ora è %(when)s"), _("L'incontro è cambiato")))
    is_in = case.is_in(State.CONFIRMED)
    return write(
        case,
        kind=MailText.Kind.MEETING_CHANGED,
        subject=subject % when,
        heading=heading,
        blocks=[
            *_reason(case.meeting),
            letter.paragraph(_("La tua iscrizione resta valida: non devi fare nulla.")),
            *phrases.standing(case),
            when_and_where(case, with_code=is_in),
            letter.button(phrases.ticket_or_page(case), case.url),
            *(phrases.way_in(case) if is_in else []),
            *(phrases.about_the_calendar() if is_in else []),
            *phrases.cannot_come(case),
        ],
        calendar="REQUEST" if is_in else "",
    )


def _put_off(case: Case) -> Mail:
    is_in = case.is_in(State.CONFIRMED)
    day = {"day": words.day(case.meeting.starts_at)}
    return write(
        case,
        kind=MailText.Kind.MEETING_CHANGED,
        subject=_("L'incontro di %(day)s è rinviato") % day,
        heading=_("L'incontro di %(day)s è rinviato") % day,
        blocks=[
            *_reason(case.meeting),
            letter.paragraph(
                _(
                    "La nuova data non è ancora stabilita: appena c'è ti scriviamo. La tua "
                    "iscrizione resta valida, e il tuo posto anche."
                )
                if is_in
                else _(
                    "La nuova data non è ancora stabilita: appena c'è ti scriviamo. La tua "
                    "iscrizione resta valida, e il tuo posto in lista anche."
                )
            ),
            *_removed_from_the_calendar(is_in),
            letter.button(_("Apri la tua pagina"), case.url),
            *phrases.cannot_come(case),
        ],
        calendar="CANCEL" if is_in else "",
    )


def _called_off(case: Case) -> Mail:
    is_in = case.is_in(State.CONFIRMED)
    day = {"day": words.day(case.meeting.starts_at)}
    return write(
        case,
        kind=MailText.Kind.MEETING_CHANGED,
        subject=_("L'incontro di %(day)s è annullato") % day,
        heading=_("L'incontro di %(day)s è annullato") % day,
        blocks=[
            *_reason(case.meeting),
            letter.paragraph(
                _("L'incontro non si terrà. Ci dispiace per il disagio: non devi fare nulla.")
            ),
            *_removed_from_the_calendar(is_in),
            letter.button(_("Apri la pagina dell'incontro"), meeting_url(case.meeting)),
        ],
        why=_("Ricevi questo messaggio perché questo indirizzo era iscritto all'incontro."),
        calendar="CANCEL" if is_in else "",
    )


def _reason(meeting: Meeting) -> list[Block]:
    """The office's own words on why, when it wrote them."""
    lang, text = meeting.notice.best()
    return [letter.note(meeting.notice)] if lang and text else []


def _removed_from_the_calendar(is_in: bool) -> list[Block]:
    if not is_in:
        return []
    return [letter.paragraph(_("L'allegato toglie l'appuntamento dal tuo calendario."))]


def thanks(registration_id: int) -> Mail | None:
    """After the meeting, to who was there: where its papers are, and what comes next."""
    case = case_of(registration_id)
    if case is None or not case.is_in(State.ATTENDED) or not case.is_over:
        return None
    if case.meeting.state != Meeting.State.PUBLISHED:
        return None
    with case.speaking():
        blocks = [
            letter.paragraph(
                _("Grazie per aver preso parte all'incontro di %(day)s: %(title)s.")
                % {"day": words.day(case.meeting.starts_at), "title": case.meeting.title}
            )
        ]
        if case.meeting.documents.exists():
            blocks.append(letter.paragraph(_("I documenti sono nella pagina dell'incontro.")))
        blocks += [
            letter.button(_("Apri la pagina dell'incontro"), meeting_url(case.meeting)),
            letter.paragraph(
                _("Questo è un percorso a tappe: qui trovi le prossime e che cosa è aperto.")
            ),
            letter.link(_("Le tappe del percorso"), settings.BASE_URL + reverse("public:stages")),
        ]
        return write(
            case,
            kind=MailText.Kind.THANKS,
            subject=_("Grazie di aver partecipato"),
            heading=_("Grazie di aver partecipato"),
            blocks=blocks,
            why=_("Ricevi questo messaggio perché hai partecipato all'incontro."),
        )
