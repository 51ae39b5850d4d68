"""The mail to the address that somebody gave with a voice: is it yours, and how you follow it."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.contributions.links import confirm_token
from arengo.contributions.models import Contribution
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter
from arengo.core.outbox.mail import Mail
from arengo.people.models import Contact
from arengo.registrations.links import language_of


def voice_received(contribution_id: str) -> Mail | None:
    """Asks the owner of the mailbox whether the voice is theirs; None once it is known or nobody is.

    Of what was written it repeats nothing: anybody can give anybody's address.
    """
    row = Contribution.objects.select_related("process__body").filter(
        pk=uuid.UUID(contribution_id), confirmed_at__isnull=True, withdrawn_at__isnull=True
    )
    voice = row.first()
    contact = Contact.objects.filter(person=voice.person_id).first() if voice else None
    if voice is None or contact is None or not contact.email:
        return None
    language = language_of(contact)
    with translation.override(language):
        return _write(voice, contact, language)


def _write(voice: Contribution, contact: Contact, language: str) -> Mail:
    process, token = voice.process, confirm_token(voice.pk)
    subject = _("La tua voce è arrivata: confermi che è tua?")
    sheet = Letter(
        language=language,
        sender=letter.plain(process.body.name),
        process=letter.plain(process.title),
        heading=_("La tua voce è arrivata"),
        blocks=_blocks(voice, settings.BASE_URL + reverse("public:voice-confirm", args=[token])),
        footer=_footer(process.body.email),
    )
    return Mail(
        to=contact.email,
        subject=subject,
        text=letter.to_text(sheet),
        html=letter.to_html(sheet),
        language=language,
        reply_to=process.body.email,
        secrets=(token,),
    )


def _blocks(voice: Contribution, url: str) -> list[Block]:
    followed = settings.BASE_URL + reverse("public:voice", args=[show(voice.code)])
    return [
        letter.paragraph(_("Buongiorno,")),
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


def _footer(email: str) -> list[Block]:
    lines = [_("Ricevi questo messaggio perché qualcuno ha dato questo indirizzo con una voce.")]
    if email:
        lines.append(
            _("Per qualsiasi domanda rispondi a questo messaggio o scrivi a %(email)s.")
            % {"email": email}
        )
    privacy = letter.link(
        _("Come usiamo i tuoi dati"), settings.BASE_URL + reverse("public:privacy")
    )
    return [*(letter.paragraph(line) for line in lines), privacy]
