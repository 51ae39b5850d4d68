"""The mails of invitations, written when they are about to leave: to a body, in its language, and to
the persons who agreed to stand beside it in the address book, in theirs.

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
from arengo.core.outbox.mail import Mail, unsubscribe_headers
from arengo.invitations import rules, texts
from arengo.invitations.links import DECLINE_SECTION, invitation_url, leave_token, leave_url
from arengo.invitations.models import AddressBookEntry, AddressBookPerson, Invitation, Wave
from arengo.invitations.queries import has_own_address
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


def invitation_to_person(person_id: int, invitation_id: int, wave_id: int) -> Mail | None:
    """The invitation to somebody who speaks for a body, with that body's own link and a way out of
    the address book; None when they are there no more, or the body is no longer to be invited.
    """
    people = AddressBookPerson.objects.select_related("contact", "entry")
    person = people.filter(pk=person_id).first()
    row = Invitation.objects.select_related("entry").filter(pk=invitation_id).first()
    wave = Wave.objects.filter(pk=wave_id).first()
    if person is None or row is None or wave is None or not _is_invited_beside(person, row):
        return None
    meeting = texts.announced_meetings().get(pk=row.meeting_id)
    if not is_to_be_announced(meeting):
        return None
    language = known_language(person.contact.language)
    way_out = leave_url(person, language)
    url = invitation_url(row, language)
    sheet = write_to_person(meeting, person, url, way_out, language, wave.opening)
    mail = _mail(sheet, person.contact.email, subject(meeting, language), meeting)
    return replace(
        mail,
        headers=unsubscribe_headers(way_out),
        secrets=(leave_token(person),),
        held_until=rules.quiet_until(),
    )


def _is_invited_beside(person: AddressBookPerson, row: Invitation) -> bool:
    is_invited = person.entry.is_active and row.state != Invitation.State.DECLINED
    return is_invited and person.entry_id == row.entry_id and has_own_address(person)


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


def preview_to_person(
    wave: Wave, meeting: Meeting, person: AddressBookPerson, language: str
) -> Letter:
    """What the mail of a wave says to a person. Its links lead to the meeting's page."""
    url = texts.announce(meeting, language).url
    return write_to_person(meeting, person, url, url, language, wave.opening)


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
        why = _(
            "Ricevete questo messaggio all'indirizzo istituzionale di %(name)s, che è tra gli enti "
            "invitati. Non contiene nulla che ci dica se lo aprite."
        ) % {"name": name}
        return _sheet(text, name, url, [letter.paragraph(why)])


def write_to_person(
    meeting: Meeting,
    person: AddressBookPerson,
    url: str,
    way_out: str,
    language: str,
    opening: Localized,
) -> Letter:
    """The invitation to somebody who speaks for a body, whose own page is at `url`.

    `way_out` is the page where they take themselves out of the address book.
    """
    text = texts.announce(meeting, language, opening)
    values = {"name": person.entry.name, "role": person.role}
    pieces = (person.contact.name, person.role, person.entry.name)
    to = ", ".join(piece for piece in pieces if piece)
    with translation.override(language):
        sentence = (
            _(
                "Ricevi questo messaggio perché hai acconsentito a stare nella nostra rubrica per "
                "%(name)s, come %(role)s. Non contiene nulla che ci dica se lo apri."
            )
            if person.role
            else _(
                "Ricevi questo messaggio perché hai acconsentito a stare nella nostra rubrica per "
                "%(name)s. Non contiene nulla che ci dica se lo apri."
            )
        )
        why = [
            letter.paragraph(sentence % values),
            letter.paragraph(
                _(
                    "Se non vuoi più riceverne, da questa pagina ti togli dalla rubrica: il tuo nome "
                    "e il tuo indirizzo si cancellano subito."
                )
            ),
            letter.link(_("Toglimi dalla rubrica"), way_out),
        ]
        return _sheet(text, to, url, why)


def _sheet(text: Announcement, to: str, url: str, why: list[Block]) -> Letter:
    return Letter(
        language=text.language,
        sender=letter.plain(text.body),
        process=letter.plain(text.process),
        heading=text.title,
        blocks=_blocks(text, to, url),
        footer=[*why, *_foot(text)],
    )


def _blocks(text: Announcement, to: str, url: str) -> list[Block]:
    return [
        letter.paragraph(_("Alla cortese attenzione di: %(name)s") % {"name": to}),
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


def _foot(text: Announcement) -> list[Block]:
    privacy = letter.link(_("Come usiamo i dati"), texts.privacy_url())
    if not text.body_email:
        return [privacy]
    question = _("Per qualsiasi domanda, o per cambiare indirizzo, scrivete a %(email)s.")
    return [letter.paragraph(question % {"email": text.body_email}), privacy]


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
    return known_language(entry.language)


def known_language(language: str) -> str:
    """`language` when the site speaks it, else the site's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
