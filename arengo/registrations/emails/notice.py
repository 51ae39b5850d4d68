"""The notice of a next meeting, to who asked to hear of them, with the way to ask no more."""

import uuid
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter
from arengo.core.outbox.mail import Mail, unsubscribe_headers
from arengo.invitations import texts
from arengo.invitations.emails import is_to_be_announced
from arengo.invitations.rules import quiet_until
from arengo.invitations.texts import Announcement
from arengo.meetings.models import Meeting
from arengo.people.models import Contact, User
from arengo.registrations import audience, fullness, links
from arengo.registrations.emails.case import plain_name


def next_meeting(person_id: str, meeting_id: int) -> Mail | None:
    """The notice to one person; None for who took the consent back, or registered meanwhile, and
    when the meeting is no longer to be announced. Held in a quiet period.
    """
    meeting = texts.announced_meetings().filter(pk=meeting_id).first()
    contact = Contact.objects.filter(person=uuid.UUID(person_id)).first()
    if meeting is None or contact is None or not is_to_be_announced(meeting):
        return None
    if not audience.may_be_told(meeting, contact.person_id):
        return None
    language = links.language_of(contact)
    way_out = links.notices_url(contact.person_id, language)
    sheet = write(meeting, plain_name(contact.name), language, way_out)
    return replace(
        _mail(sheet, contact.email, subject(meeting, language), meeting),
        headers=unsubscribe_headers(way_out),
        secrets=(links.notices_token(contact.person_id),),
        held_until=quiet_until(),
    )


def test_next_meeting(meeting_id: int, user_id: int, language: str) -> Mail | None:
    """The notice as somebody would read it, to a member of the office; its way out leads nowhere."""
    meeting = texts.announced_meetings().filter(pk=meeting_id).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if meeting is None or user is None:
        return None
    with translation.override(language):
        line = _("[Prova] %(subject)s") % {"subject": subject(meeting, language)}
    return _mail(preview(meeting, language, user.name), user.email, line, meeting)


def preview(meeting: Meeting, language: str, name: str = "") -> Letter:
    """What the notice says to somebody called `name`. Its way out leads to the meeting's page."""
    return write(meeting, name, language, texts.announce(meeting, language).url)


def subject(meeting: Meeting, language: str) -> str:
    """Il prossimo incontro: Verso il nuovo piano, mercoledì 27 settembre alle 16"""
    text = texts.announce(meeting, language)
    with translation.override(language):
        values = {"title": text.title, "when": text.day_and_hours}
        return " ".join((_("Il prossimo incontro: %(title)s, %(when)s") % values).split())


def write(meeting: Meeting, name: str, language: str, way_out: str) -> Letter:
    """The notice, made from the meeting's data. `way_out`: the page that takes the consent back."""
    text = texts.announce(meeting, language)
    with translation.override(language):
        return Letter(
            language=language,
            sender=letter.plain(text.body),
            process=letter.plain(text.process),
            heading=text.title,
            blocks=_blocks(meeting, text, name),
            footer=_footer(text, way_out),
        )


def _blocks(meeting: Meeting, text: Announcement, name: str) -> list[Block]:
    greeting = _("Buongiorno %(name)s,") % {"name": name} if name else _("Buongiorno,")
    full = fullness.how_full(meeting)
    return [
        letter.paragraph(greeting),
        letter.paragraph(
            _("ci hai chiesto di avvisarti dei prossimi incontri di questo percorso: eccone uno.")
        ),
        *(texts.as_block(each) for each in text.invitation),
        texts.when_and_where(text),
        *([letter.note(full)] if full else []),
        letter.button(_("Iscriviti"), _where_one_registers(meeting)),
        *texts.sections(text),
    ]


def _footer(text: Announcement, way_out: str) -> list[Block]:
    lines = [
        _(
            "Ricevi questo messaggio perché, iscrivendoti a un incontro, ci hai chiesto di avvisarti "
            "dei prossimi di questo percorso. Non contiene nulla che ci dica se lo apri."
        ),
        _("Se hai cambiato idea, basta premere il pulsante di questa pagina:"),
    ]
    foot = [
        *(letter.paragraph(line) for line in lines),
        letter.link(_("Non scrivetemi più dei prossimi incontri"), way_out),
    ]
    if text.body_email:
        question = _("Per qualsiasi domanda rispondi a questo messaggio o scrivi a %(email)s.")
        foot.append(letter.paragraph(question % {"email": text.body_email}))
    return [*foot, letter.link(_("Come usiamo i tuoi dati"), texts.privacy_url())]


def _where_one_registers(meeting: Meeting) -> str:
    """The form, or the meeting's page when one registers elsewhere."""
    is_elsewhere = meeting.external_in_person_url or meeting.external_online_url
    route = "public:meeting" if is_elsewhere else "public:register"
    return settings.BASE_URL + reverse(route, args=[meeting.slug])


def _mail(sheet: Letter, to: str, line: str, meeting: Meeting) -> Mail:
    with translation.override(sheet.language):
        return Mail(
            to=to,
            subject=line,
            text=letter.to_text(sheet),
            html=letter.to_html(sheet),
            language=sheet.language,
            reply_to=meeting.process.body.email,
        )
