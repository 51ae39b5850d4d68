"""The mails to who spoke: what was answered to them, all that came out together in one; which of their
voices were not published together, and why.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from arengo.contributions.links import author_token
from arengo.contributions.models import Contribution, Moderation
from arengo.core.clock import process_time
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter
from arengo.core.outbox.mail import Mail
from arengo.feedback.models import BulkAct, BulkVoice, Reply
from arengo.feedback.queries import told_to
from arengo.people.models import Contact
from arengo.registrations.emails.case import plain_name
from arengo.registrations.links import language_of

Told = tuple[Contribution, Reply]
# Of what one said, as much as a mail repeats; all of it is on the page.
LETTERS_AT_MOST = 240
# Of several replies as many are told whole; the others are on their pages.
VOICES_AT_MOST = 20
# A mail about an act that has not come to all its voices looks again after so long.
LOOKED_AT_AGAIN: Final = timedelta(minutes=1)


def replies_published(batch: str, person_id: str) -> Mail | None:
    """What was answered to one person among the replies that came out together; None when they can
    no longer be written to.
    """
    contact = Contact.objects.filter(person=uuid.UUID(person_id)).exclude(email="").first()
    if contact is None:
        return None
    voices = told_to(contact.person_id, uuid.UUID(batch))
    if not voices:
        return None
    language = language_of(contact)
    with translation.override(language):
        return _write(contact, voices, language)


def voices_refused(act_id: str, person_id: str) -> Mail | None:
    """Which voices of one person were not published in one act, why, and what they may do; None when
    all of them are again, or they can no longer be written to.
    """
    contact = Contact.objects.filter(person=uuid.UUID(person_id)).exclude(email="").first()
    act = BulkAct.objects.select_related("process__body").defer("wanted").get(pk=act_id)
    here = act.voices.exclude(state=BulkVoice.State.LEFT)
    voices = list(
        Contribution.objects.filter(
            pk__in=here.values("contribution"),
            person=uuid.UUID(person_id),
            publication=Contribution.Publication.REFUSED,
        )
    )
    if contact is None or not voices:
        return None
    language = language_of(contact)
    with translation.override(language):
        return _write_refused(contact, act, voices, language)


def _write_refused(
    contact: Contact, act: BulkAct, voices: Sequence[Contribution], language: str
) -> Mail:
    body = act.process.body
    subject = ngettext(
        "La tua voce non è pubblicata", "Le tue voci non sono pubblicate", len(voices)
    )
    sheet = Letter(
        language=language,
        sender=letter.plain(body.name),
        process=letter.plain(act.process.title),
        heading=subject,
        blocks=_refused(act, voices),
        footer=_footer(body.email),
    )
    waits = process_time.now() + LOOKED_AT_AGAIN
    return Mail(
        to=contact.email,
        subject=subject,
        text=letter.to_text(sheet),
        html=letter.to_html(sheet),
        language=language,
        reply_to=body.email,
        secrets=tuple(author_token(row.whole.pk) for row in voices),
        held_until=waits if act.state == BulkAct.State.DOING else None,
    )


def _refused(act: BulkAct, voices: Sequence[Contribution]) -> list[Block]:
    words = ngettext(
        "la tua voce non è pubblicata, e non avrà una risposta nel merito.",
        "%(many)s tue voci non sono pubblicate, e non avranno una risposta nel merito.",
        len(voices),
    )
    reason = str(Moderation.Reason(act.values["reason"]).label)
    blocks = [
        letter.paragraph(_("Buongiorno,")),
        letter.paragraph(words % {"many": len(voices)}),
        letter.paragraph(_("Il motivo: %(reason)s.") % {"reason": reason}),
        letter.note(act.values["words"]),
        letter.paragraph(
            _(
                "Se pensi che non sia giusto, dalla pagina di ogni voce puoi chiedere, una volta, "
                "che la riguardi un'altra persona dell'ufficio."
            )
        ),
    ]
    links = [letter.link(show(row.whole.code), _page(row)) for row in voices[:VOICES_AT_MOST]]
    left = len(voices) - VOICES_AT_MOST
    if left > 0:
        more = _("Le altre tue %(many)s voci le trovi con il loro codice.") % {"many": left}
        links.append(letter.paragraph(more))
    return [*blocks, *links]


def _write(contact: Contact, voices: Sequence[Told], language: str) -> Mail:
    process = voices[0][1].process
    subject = ngettext("La risposta alla tua voce", "Le risposte alle tue voci", len(voices))
    sheet = Letter(
        language=language,
        sender=letter.plain(process.body.name),
        process=letter.plain(process.title),
        heading=subject,
        blocks=[*_beginning(contact, voices), *_each(voices)],
        footer=_footer(process.body.email),
    )
    return Mail(
        to=contact.email,
        subject=subject,
        text=letter.to_text(sheet),
        html=letter.to_html(sheet),
        language=language,
        reply_to=process.body.email,
        secrets=tuple(author_token(row.whole.pk) for row, _reply in voices),
    )


def _beginning(contact: Contact, voices: Sequence[Told]) -> list[Block]:
    name = plain_name(contact.name)
    greeting = _("Buongiorno %(name)s,") % {"name": name} if name else _("Buongiorno,")
    many = len(voices)
    words = ngettext(
        "hai detto o scritto qualcosa per il nuovo piano: ecco che cosa ne è stato.",
        "hai detto o scritto %(many)s cose per il nuovo piano: ecco che cosa ne è stato.",
        many,
    )
    return [letter.paragraph(greeting), letter.paragraph(words % {"many": many})]


def _each(voices: Sequence[Told]) -> list[Block]:
    blocks: list[Block] = []
    for row, reply in voices[:VOICES_AT_MOST]:
        blocks += [
            letter.section(f"{show(row.whole.code)} · {outcome_in_words(reply)}"),
            letter.note(_cut(row.words)),
            letter.paragraph(reply.reason),
            letter.paragraph(
                _("Risponde %(office)s, %(name)s.")
                % {"office": reply.office, "name": reply.responsible}
            ),
            letter.link(_("La tua voce e la risposta"), _page(row)),
        ]
    left = len(voices) - VOICES_AT_MOST
    if left > 0:
        words = _("Alle altre tue %(many)s voci trovi la risposta nella loro pagina.")
        blocks.append(letter.paragraph(words % {"many": left}))
    blocks.append(
        letter.paragraph(
            _(
                "Se una risposta non risponde a quello che hai detto, dillo dalla sua pagina: "
                "lo puoi fare una volta, e l'ufficio ti risponde ancora."
            )
        )
    )
    return blocks


def outcome_in_words(reply: Reply) -> str:
    """What became of a voice, with the name of the body to which it was passed on."""
    label = str(Reply.Outcome(reply.outcome).label)
    return f"{label}: {reply.other_body}" if reply.other_body else label


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LETTERS_AT_MOST else f"{words[:LETTERS_AT_MOST].rstrip()}…"


def _page(row: Contribution) -> str:
    path = reverse("public:my-voice", args=[author_token(row.whole.pk)])
    return settings.BASE_URL + path


def _footer(email: str) -> list[Block]:
    lines = [
        _(
            "Ricevi questo messaggio perché hai detto o scritto qualcosa con questo indirizzo. "
            "Nella pagina della voce il tuo nome non c'è."
        )
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
