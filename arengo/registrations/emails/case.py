"""What every mail about a registration needs: to whom, in which language, about what."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core.clock import process_time, words
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter
from arengo.core.outbox.mail import Attachment, Mail
from arengo.meetings.models import Meeting
from arengo.people.models import Consent, Contact
from arengo.registrations import links
from arengo.registrations.calendar import calendar_for, place_in_words
from arengo.registrations.emails import texts
from arengo.registrations.models import Mode, Registration, SeatPool

# Anybody can have a mail sent to anybody by filling in a form: a name that could be a link or a
# telephone number to call is left out of it.
NOT_A_NAME = re.compile(r"[:/@\\\d]|\w\.\w|www", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """A registration whose person can be written to."""

    registration: Registration
    contact: Contact
    language: str
    url: str

    @property
    def meeting(self) -> Meeting:
        return self.registration.meeting

    @property
    def name(self) -> str:
        """The name as it was typed, or nothing when it could be more than a name."""
        return plain_name(self.contact.name)

    @property
    def is_online(self) -> bool:
        return self.registration.mode == Mode.ONLINE

    @property
    def is_over(self) -> bool:
        return process_time.now() >= self.meeting.ends_at

    @property
    def is_held(self) -> bool:
        """True while the meeting stands, with its date, and has not ended."""
        return self.meeting.state == Meeting.State.PUBLISHED and not self.is_over

    def is_in(self, *states: str) -> bool:
        return self.registration.state in states

    def speaking(self) -> AbstractContextManager[None]:
        """The person's language, for as long as the mail is written."""
        return translation.override(self.language)


def case_of(registration_id: int) -> Case | None:
    """The case, or None when the registration or its person's e-mail is no longer there."""
    registration = (
        Registration.objects.select_related("person__contact", "meeting__process__body", "venue")
        .filter(pk=registration_id)
        .first()
    )
    contact = links.contact_of(registration) if registration else None
    if registration is None or contact is None or not contact.email:
        return None
    language = links.language_of(contact)
    return Case(registration, contact, language, links.personal_url(registration, language))


def write(
    case: Case,
    *,
    subject: str,
    heading: str,
    blocks: Sequence[Block],
    kind: str = "",
    why: str = "",
    calendar: str = "",
) -> Mail:
    """The mail, in the active language. `calendar`: REQUEST, CANCEL, or none.

    `kind` is one of MailText's for a mail to which the office may add words of its own.
    """
    process = case.meeting.process
    opening, closing = texts.added_to(kind, case.meeting)
    sheet = Letter(
        language=case.language,
        sender=letter.plain(process.body.name),
        process=letter.plain(process.title),
        heading=heading,
        blocks=[letter.paragraph(greeting(case)), *opening, *blocks, *closing],
        footer=footer(case, why),
    )
    return Mail(
        to=case.contact.email,
        subject=" ".join(subject.split()),
        text=letter.to_text(sheet),
        html=letter.to_html(sheet),
        language=case.language,
        attachments=_attachments(case, calendar),
        reply_to=process.body.email,
        secrets=(links.token_for(case.registration),),
    )


def plain_name(typed: str) -> str:
    """`typed`, or nothing when it could be a link or a number to call."""
    return "" if NOT_A_NAME.search(typed) else " ".join(typed.split())


def greeting(case: Case) -> str:
    return _("Buongiorno %(name)s,") % {"name": case.name} if case.name else _("Buongiorno,")


def footer(case: Case, why: str) -> list[Block]:
    """Why one receives this, that nothing else comes, whom to ask, what becomes of the data."""
    email = case.meeting.process.body.email
    lines = [
        why or _("Ricevi questo messaggio perché questo indirizzo è iscritto all'incontro."),
        _nothing_else(case),
    ]
    if email:
        lines.append(
            _("Per qualsiasi domanda rispondi a questo messaggio o scrivi a %(email)s.")
            % {"email": email}
        )
    privacy = letter.link(
        _("Come usiamo i tuoi dati"), settings.BASE_URL + reverse("public:privacy")
    )
    return [*(letter.paragraph(line) for line in lines), privacy]


def _nothing_else(case: Case) -> str:
    wants_news = Consent.objects.filter(
        person_id=case.contact.person_id,
        kind=Consent.Kind.NEXT_MEETINGS,
        withdrawn_at__isnull=True,
    ).exists()
    if wants_news:
        return _(
            "Ti scriviamo solo per questa iscrizione e, come hai chiesto, per i prossimi incontri "
            "di questo percorso: puoi cambiare idea dalla tua pagina."
        )
    return _("Ti scriviamo solo per questa iscrizione: non riceverai nient'altro.")


def _attachments(case: Case, method: str) -> tuple[Attachment, ...]:
    if not method:
        return ()
    invitation = Attachment(
        name="incontro.ics",
        content=calendar_for(case.registration, method),
        mimetype="text/calendar",
        parameters={"method": method},
    )
    return (invitation,)


def when_and_where(case: Case, pool: SeatPool | None = None, *, with_code: bool = False) -> Block:
    """The box with meeting, day, hours and place: the registration's, or that of `pool`."""
    meeting = case.meeting
    rows = [
        letter.fact(_("Incontro"), meeting.title),
        letter.fact(_("Quando"), words.from_to(meeting.starts_at, meeting.ends_at)),
        letter.fact(_("Dove"), place_in_words(pool or case.registration)),
    ]
    if with_code and not case.is_online:
        rows.append(letter.fact(_("Codice del biglietto"), show(case.registration.code)))
    return letter.facts(*rows)


def day_and_place(case: Case, pool: SeatPool | None = None) -> str:
    """mercoledì 27 settembre alle 16, in sala"""
    values = {"when": words.day_and_hour(case.meeting.starts_at)}
    if (pool or case.registration).mode == Mode.ONLINE:
        return _("%(when)s, online") % values
    return _("%(when)s, in sala") % values
