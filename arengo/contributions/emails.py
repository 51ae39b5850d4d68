"""The mails to who wrote a voice on the site: is it yours; it is not published, and why; looked at again.

Each reads the rows again when it is about to leave, and gives None when it is no longer needed.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.contributions.links import author_token, confirm_token, support_token
from arengo.contributions.models import Appeal, Contribution, Moderation, Support
from arengo.contributions.queries import last_decision_on
from arengo.contributions.supports import is_readable
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter
from arengo.core.outbox.mail import Mail
from arengo.people.models import Contact
from arengo.registrations.links import language_of

OfAVoice = Callable[[str], Mail | None]


@dataclass(frozen=True)
class Author:
    """A voice, and how who wrote it is reached."""

    voice: Contribution
    contact: Contact
    language: str


def voice_received(contribution_id: str) -> Mail | None:
    """Asks the owner of the mailbox whether the voice is theirs; None once it is known.

    Of what was written it repeats nothing: anybody can give anybody's address.
    """
    with _author(contribution_id) as author:
        if author is None or author.voice.confirmed_at or author.voice.withdrawn_at:
            return None
        token = confirm_token(author.voice.pk)
        url = settings.BASE_URL + reverse("public:voice-confirm", args=[token])
        heading = _("La tua voce è arrivata")
        return mail_to(
            author,
            subject=_("La tua voce è arrivata: confermi che è tua?"),
            heading=heading,
            blocks=_ask(author.voice, url),
            why=_("Ricevi questo messaggio perché qualcuno ha dato questo indirizzo con una voce."),
            tokens=[token],
        )


def sheet_typed(contribution_id: str) -> Mail | None:
    """Says to the address on a sheet written by hand that its voice is there, and how to take the address
    away. Of what was written it repeats nothing: the address may have been misread.
    """
    with _author(contribution_id) as author:
        if author is None or author.voice.withdrawn_at:
            return None
        token = author_token(author.voice.pk)
        data = settings.BASE_URL + reverse("public:my-voice-data", args=[token])
        blocks = [
            letter.paragraph(
                _(
                    "su un foglio scritto a mano, arrivato a noi, c'è questo indirizzo per avere la "
                    "risposta. Qualcuno dell'ufficio ha trascritto il foglio: il codice della voce è "
                    "%(code)s. È ricevuta e contata."
                )
                % {"code": show(author.voice.code)}
            ),
            letter.paragraph(
                _(
                    "Guarda se l'abbiamo trascritta bene. Quando c'è la risposta, te la mandiamo qui."
                )
            ),
            letter.button(
                _("La tua voce"), settings.BASE_URL + reverse("public:my-voice", args=[token])
            ),
            letter.paragraph(
                _(
                    "Se non hai scritto tu quel foglio, o abbiamo letto male l'indirizzo, cancellalo: la "
                    "voce resta, e non ti scriviamo altro."
                )
            ),
            letter.link(_("I tuoi dati: guardali, cancellali"), data),
        ]
        heading = _("Il tuo foglio è arrivato")
        return mail_to(
            author,
            subject=heading,
            heading=heading,
            blocks=blocks,
            why=_("Ricevi questo messaggio perché questo indirizzo era su un foglio di carta."),
            tokens=(token,),
        )


def voice_refused(contribution_id: str) -> Mail | None:
    """Says that a voice is not published, why, and how to ask that somebody else look again."""
    with _author(contribution_id) as author:
        blocks = refused_blocks(author.voice) if author else None
        if author is None or blocks is None:
            return None
        return _to_author(author, _("La tua voce non è pubblicata"), blocks)


def appeal_decided(contribution_id: str) -> Mail | None:
    """Says what the other person decided who looked again."""
    with _author(contribution_id) as author:
        blocks = decided_blocks(author.voice) if author else None
        if author is None or blocks is None:
            return None
        return _to_author(author, _("Abbiamo riguardato la tua voce"), blocks)


def refused_blocks(voice: Contribution) -> list[Block] | None:
    """That a voice is not published, why, and what its author may do; None when it is."""
    decided = last_decision_on(voice.code)
    if voice.publication != Contribution.Publication.REFUSED or decided is None:
        return None
    reason = str(Moderation.Reason(decided.reason).label)
    return [
        letter.paragraph(
            _("la tua voce %(code)s non è pubblicata, e non avrà una risposta nel merito.")
            % {"code": show(voice.code)}
        ),
        letter.paragraph(_("Il motivo: %(reason)s.") % {"reason": reason}),
        letter.note(decided.words),
        letter.paragraph(
            _(
                "Se pensi che non sia giusto, dalla pagina della voce puoi chiedere, una volta, "
                "che la riguardi un'altra persona dell'ufficio."
            )
        ),
    ]


def decided_blocks(voice: Contribution) -> list[Block] | None:
    """What was decided of a voice by who looked again; None when nobody did."""
    asked = Appeal.objects.filter(contribution=voice).first()
    if asked is None or asked.is_upheld is None:
        return None
    outcome = (
        _("la tua voce %(code)s è pubblicata, e avrà la sua risposta.")
        if asked.is_upheld
        else _("un'altra persona dell'ufficio ha riguardato la voce %(code)s: resta com'è.")
    )
    return [letter.paragraph(outcome % {"code": show(voice.code)}), letter.note(asked.words)]


def support_asked(support_id: str) -> Mail | None:
    """Asks the owner of the mailbox whether they think the same as a voice; None once nobody can say so."""
    rows = Support.objects.select_related("contribution__process__body")
    row = rows.filter(pk=uuid.UUID(support_id)).first()
    contacts = Contact.objects.exclude(email="")
    contact = contacts.filter(person=row.person_id).first() if row and row.person_id else None
    if row is None or contact is None or not is_readable(row.contribution):
        return None
    language = language_of(contact)
    with translation.override(language):
        token = support_token(row.pk)
        return mail_to(
            Author(row.contribution, contact, language),
            subject=_("La pensi così anche tu?"),
            heading=_("La pensi così anche tu?"),
            blocks=_ask_support(row, token),
            why=_("Ricevi questo messaggio perché qualcuno ha dato questo indirizzo per una voce."),
            tokens=[token],
        )


@contextmanager
def _author(contribution_id: str) -> Iterator[Author | None]:
    """The voice with its author, in their language; None when nobody can be written to."""
    rows = Contribution.objects.select_related("process__body")
    voice = rows.filter(pk=uuid.UUID(contribution_id)).first()
    contacts = Contact.objects.exclude(email="")
    contact = contacts.filter(person=voice.person_id).first() if voice else None
    if voice is None or contact is None:
        yield None
        return
    language = language_of(contact)
    with translation.override(language):
        yield Author(voice, contact, language)


def _ask(voice: Contribution, url: str) -> list[Block]:
    followed = settings.BASE_URL + reverse("public:voice", args=[show(voice.code)])
    return [
        letter.paragraph(
            _(
                "con questo indirizzo qualcuno ha scritto una voce per il nuovo piano: il suo "
                "codice è %(code)s. È già ricevuta e contata."
            )
            % {"code": show(voice.code)}
        ),
        letter.paragraph(_("Se l'hai scritta tu, confermalo: ti manderemo qui la risposta.")),
        letter.button(_("Sì, è mia"), url),
        letter.paragraph(
            _(
                "Se non sei stata o stato tu, non fare niente: tra trenta giorni dimentichiamo "
                "l'indirizzo, e non ti scriviamo altro."
            )
        ),
        letter.link(_("La pagina della voce"), followed),
    ]


def _ask_support(row: Support, token: str) -> list[Block]:
    url = settings.BASE_URL + reverse("public:own-support", args=[token])
    followed = settings.BASE_URL + reverse("public:voice", args=[show(row.contribution.code)])
    code = {"code": show(row.contribution.code)}
    if row.confirmed_at is not None:
        asked = _("con questo indirizzo un sostegno alla voce %(code)s è già contato.")
        rest = [letter.link(_("Il tuo sostegno: guardalo, o ritiralo"), url)]
    else:
        asked = _(
            "con questo indirizzo qualcuno ha detto di pensarla come la voce %(code)s. Se sei tu, "
            "confermalo: solo allora è contato."
        )
        rest = [
            letter.button(_("La penso così"), url),
            letter.paragraph(
                _(
                    "Se non sei stata o stato tu, non fare niente: tra trenta giorni dimentichiamo "
                    "l'indirizzo, e non ti scriviamo altro."
                )
            ),
        ]
    return [letter.paragraph(asked % code), *rest, letter.link(_("La pagina della voce"), followed)]


def _to_author(author: Author, heading: str, blocks: list[Block]) -> Mail:
    token = author_token(author.voice.pk)
    url = settings.BASE_URL + reverse("public:my-voice", args=[token])
    return mail_to(
        author,
        subject=heading,
        heading=heading,
        blocks=[*blocks, letter.link(_("La pagina della tua voce"), url)],
        why=_("Ricevi questo messaggio perché hai detto o scritto qualcosa con questo indirizzo."),
        tokens=[token],
    )


def mail_to(
    author: Author,
    *,
    subject: str,
    heading: str,
    blocks: list[Block],
    why: str,
    tokens: Sequence[str],
) -> Mail:
    """A mail in the frame that all of them have. `tokens`: of its links, which the desk never shows."""
    process = author.voice.process
    sheet = Letter(
        language=author.language,
        sender=letter.plain(process.body.name),
        process=letter.plain(process.title),
        heading=heading,
        blocks=[letter.paragraph(_("Buongiorno,")), *blocks],
        footer=footer(why, process.body.email),
    )
    return Mail(
        to=author.contact.email,
        subject=subject,
        text=letter.to_text(sheet),
        html=letter.to_html(sheet),
        language=author.language,
        reply_to=process.body.email,
        secrets=tuple(tokens),
    )


def footer(why: str, email: str) -> list[Block]:
    """Why somebody receives a mail, whom they may ask, and how their data is used."""
    lines = [why]
    if email:
        lines.append(
            _("Per qualsiasi domanda rispondi a questo messaggio o scrivi a %(email)s.")
            % {"email": email}
        )
    privacy = letter.link(
        _("Come usiamo i tuoi dati"), settings.BASE_URL + reverse("public:privacy")
    )
    return [*(letter.paragraph(line) for line in lines), privacy]
