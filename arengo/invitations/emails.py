"""The mails of invitations, written when they are about to leave, in the body's language.

In a period of impersonal communication they are held, whenever they were owed.
"""

from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core.clock import process_time
from arengo.core.localized import Localized
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter
from arengo.core.outbox.mail import Mail
from arengo.invitations import rules, texts
from arengo.invitations.links import DECLINE_SECTION, invitation_url
from arengo.invitations.models import AddressBookEntry, Invitation, Wave
from arengo.invitations.texts import Announcement
from arengo.meetings.models import Meeting
from arengo.people.models import User


def invitation(invitation_id: int, wave_id: int) -> Mail | None:
    """The invitation to a body, with its own link; None when it is no longer to be invited."""
    row = Invitation.objects.select_related("entry").filter(pk=invitation_id).first()
    wave = Wave.objects.filter(pk=wave_id).first()
    if row is None or wave is None or row.state == Invitation.State.DECLINED:
        return None
    entry = row.entry
    meeting = texts.announced_meetings().get(pk=row.meeting_id)
    if not entry.is_active or not entry.email or not is_to_be_announced(meeting):
        return None
    language = language_of(entry)
    sheet = write(meeting, entry.name, invitation_url(row, language), language, wave.opening)
    mail = _mail(sheet, entry.email, subject(meeting, language), meeting)
    return replace(mail, held_until=rules.quiet_until())


def test_invitation(wave_id: int, user_id: int, language: str) -> Mail | None:
    """The invitation as its first body would read it, to a member of the office."""
    wave = Wave.objects.select_related("meeting").filter(pk=wave_id).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if wave is None or user is None:
        return None
    meeting = texts.announced_meetings().get(pk=wave.meeting_id)
    with translation.override(language):
        name = first_name(wave)
        marked = _("[Prova] %(subject)s") % {"subject": subject(meeting, language)}
    sheet = preview(wave, meeting, name, language)
    return _mail(sheet, user.email, marked, meeting)


def preview(wave: Wave, meeting: Meeting, name: str, language: str) -> Letter:
    """What the mail of a wave says to the body `name`. Its links lead to the meeting's page."""
    text = texts.announce(meeting, language)
    return write(meeting, name, text.url, language, wave.opening)


def first_name(wave: Wave) -> str:
    """The name of a body of the wave, as an example; a made-up one when the wave has none."""
    entry = wave.entries.first()
    return entry.name if entry else _("nome dell'ente")


def subject(meeting: Meeting, language: str) -> str:
    """Invito: Verso il nuovo piano, mercoledì 27 settembre alle 16"""
    text = texts.announce(meeting, language)
    with translation.override(language):
        line = _("Invito: %(title)s, %(when)s") % {"title": text.title, "when": text.day_and_hours}
    return " ".join(line.split())


def write(meeting: Meeting, name: str, url: str, language: str, opening: Localized) -> Letter:
    """The invitation to the body `name`, whose own page is at `url`."""
    text = texts.announce(meeting, language, opening)
    with translation.override(language):
        return Letter(
            language=language,
            sender=letter.plain(text.body),
            process=letter.plain(text.process),
            heading=text.title,
            blocks=_blocks(text, name, url),
            footer=_footer(text, name),
        )


def _blocks(text: Announcement, name: str, url: str) -> list[Block]:
    return [
        letter.paragraph(_("Alla cortese attenzione di: %(name)s") % {"name": name}),
        *(texts.as_block(each) for each in (*text.opening, *text.invitation)),
        texts.when_and_where(text),
        letter.button(_("Iscrivete chi parteciperà"), url),
        letter.paragraph(
            _(
                "Questo indirizzo è del vostro ente: da lì si iscrivono una o più persone, in sala "
                "o online, e le iscrizioni risultano a vostro nome."
            )
        ),
        *texts.sections(text),
        letter.section(_("Se non partecipate")),
        letter.paragraph(_("Basta dircelo dalla stessa pagina: non vi scriveremo più di questo.")),
        letter.link(_("Non partecipiamo"), f"{url}#{DECLINE_SECTION}"),
    ]


def _footer(text: Announcement, name: str) -> list[Block]:
    why = _(
        "Ricevete questo messaggio all'indirizzo istituzionale di %(name)s, che è tra gli enti "
        "invitati. Non contiene nulla che ci dica se lo aprite."
    )
    lines = [why % {"name": name}]
    if text.body_email:
        question = _("Per qualsiasi domanda, o per cambiare indirizzo, scrivete a %(email)s.")
        lines.append(question % {"email": text.body_email})
    privacy = letter.link(_("Come usiamo i dati"), texts.privacy_url())
    return [*(letter.paragraph(line) for line in lines), privacy]


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


def is_to_be_announced(meeting: Meeting) -> bool:
    """True while the meeting is public, stands with its date and has not ended."""
    return meeting.state == Meeting.State.PUBLISHED and process_time.now() < meeting.ends_at


def language_of(entry: AddressBookEntry) -> str:
    """The body's language when the site speaks it, else the site's own."""
    known = dict(settings.LANGUAGES)
    return entry.language if entry.language in known else settings.LANGUAGE_CODE
