"""The mails to who sent something in one piece: it came; these are the voices that were taken from it.

Each reads the rows again when it is about to leave, and gives None when it is no longer needed.
"""

import uuid
from collections.abc import Callable, Sequence
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.contributions.emails import footer
from arengo.contributions.links import author_token
from arengo.contributions.models import Source
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter
from arengo.core.outbox.mail import Mail
from arengo.people.models import Contact
from arengo.registrations.links import language_of

# What a mail says, and the links in it that are a key.
Said = tuple[list[Block], Sequence[str]]
# So that no program answers it, and no other program answers that.
AUTOMATIC: Final = {"Auto-Submitted": "auto-replied"}


def mail_came(source_id: str) -> Mail | None:
    """Says to who wrote to the mailbox that the mail came, that it will be read, and what follows.

    Of what was written it repeats nothing: anybody can write in anybody's name.
    """
    return _to_sender(source_id, _("La tua mail è arrivata"), _what_follows, headers=AUTOMATIC)


def voices_taken(source_id: str) -> Mail | None:
    """Gives to who sent it the codes of the voices that the office took from it."""
    return _to_sender(source_id, _("Le voci che abbiamo tratto da quello che hai mandato"), _codes)


def _what_follows(_row: Source) -> Said:
    blocks = [
        letter.paragraph(
            _(
                "abbiamo ricevuto la tua mail per il nuovo piano. La legge una persona dell'ufficio: "
                "ogni cosa che dici diventa una voce, con un codice per seguirla e una risposta."
            )
        ),
        letter.paragraph(
            _("Appena sono pronti ti mandiamo i codici qui. Non serve che tu faccia altro.")
        ),
    ]
    return blocks, ()


def _codes(row: Source) -> Said:
    rows = row.voices.filter(withdrawn_at__isnull=True).order_by("source_start", "received_at")
    voices = list(rows)
    if not voices:
        return [], ()
    tokens = [author_token(voice.pk) for voice in voices]
    links = [
        letter.link(
            _("La voce %(code)s") % {"code": show(voice.code)},
            settings.BASE_URL + reverse("public:my-voice", args=[token]),
        )
        for voice, token in zip(voices, tokens, strict=True)
    ]
    blocks = [
        letter.paragraph(
            _(
                "abbiamo letto quello che hai mandato, e lo abbiamo trascritto in voci: ognuna ha un "
                "codice e una pagina, dove vedi che cosa ne è stato. Quando avranno una risposta ti "
                "scriviamo."
            )
        ),
        *links,
        letter.paragraph(
            _("Se manca qualcosa che ti sta a cuore, rispondi a questo messaggio e scrivicelo.")
        ),
        letter.paragraph(
            _("Se non vuoi che teniamo questo indirizzo, dalla pagina della voce ti cancelli.")
        ),
    ]
    return blocks, tokens


def _to_sender(
    source_id: str,
    heading: str,
    say: Callable[[Source], Said],
    headers: dict[str, str] | None = None,
) -> Mail | None:
    rows = Source.objects.select_related("process__body")
    row = rows.filter(pk=uuid.UUID(source_id), person__isnull=False).first()
    contacts = Contact.objects.exclude(email="")
    contact = contacts.filter(person=row.person_id).first() if row else None
    if row is None or contact is None:
        return None
    language = language_of(contact)
    with translation.override(language):
        said = say(row)
        return _mail(row, contact, heading, said, headers or {}) if said[0] else None


def _mail(row: Source, contact: Contact, heading: str, said: Said, headers: dict[str, str]) -> Mail:
    blocks, tokens = said
    body = row.process.body
    why = _("Ricevi questo messaggio perché da questo indirizzo ci è arrivato qualcosa da leggere.")
    sheet = Letter(
        language=language_of(contact),
        sender=letter.plain(body.name),
        process=letter.plain(row.process.title),
        heading=heading,
        blocks=[letter.paragraph(_("Buongiorno,")), *blocks],
        footer=footer(why, body.email),
    )
    return Mail(
        to=contact.email,
        subject=heading,
        text=letter.to_text(sheet),
        html=letter.to_html(sheet),
        language=language_of(contact),
        reply_to=body.email,
        headers=headers,
        secrets=tuple(tokens),
    )
