"""The mails about voices that came in one piece: from a collection of others, from a meeting of one's own.

Each reads the rows again when it is about to leave, and gives None when it is no longer needed.
"""

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from arengo.contributions.emails import Author, mail_to
from arengo.contributions.links import author_token, confirm_report_token
from arengo.contributions.models import Contribution, Source
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block
from arengo.core.outbox.mail import Mail
from arengo.people.models import Contact
from arengo.registrations.links import language_of


def voices_collected(source_id: str, person_id: str) -> Mail | None:
    """Says to whose they are that voices came here in a collection of others, with the code of each.

    None once they were erased.
    """
    rows = Contribution.objects.filter(
        source=uuid.UUID(source_id), person=uuid.UUID(person_id), withdrawn_at=None
    )
    voices = list(rows.select_related("process__body").order_by("source_row", "code"))
    contact = Contact.objects.exclude(email="").filter(person=uuid.UUID(person_id)).first()
    if not voices or contact is None:
        return None
    language = language_of(contact)
    with translation.override(language):
        tokens = [author_token(voice.pk) for voice in voices]
        return mail_to(
            Author(voices[0], contact, language),
            subject=_("Le tue parole sono arrivate a noi"),
            heading=_("Le tue parole sono arrivate a noi"),
            blocks=_collected(voices, tokens),
            why=_(
                "Ricevi questo messaggio perché chi ha raccolto le voci ci ha dato questo indirizzo."
            ),
            tokens=tokens,
        )


def meeting_reported(source_id: str) -> Mail | None:
    """Asks the owner of the mailbox whether the report of a meeting is theirs; None once it is known.

    Of what was written it repeats nothing: anybody can give anybody's address.
    """
    source = Source.objects.filter(pk=uuid.UUID(source_id), confirmed_at__isnull=True).first()
    voice = source.voices.select_related("process__body").first() if source else None
    contacts = Contact.objects.exclude(email="")
    contact = contacts.filter(person=source.person_id).first() if source else None
    if source is None or voice is None or contact is None:
        return None
    language = language_of(contact)
    with translation.override(language):
        token = confirm_report_token(source.pk)
        url = settings.BASE_URL + reverse("public:report-confirm", args=[token])
        return mail_to(
            Author(voice, contact, language),
            subject=_("Il racconto dell'incontro è arrivato: confermi che è vostro?"),
            heading=_("Il racconto dell'incontro è arrivato"),
            blocks=_ask_report(source.voices.count(), url),
            why=_(
                "Ricevi questo messaggio perché qualcuno ha dato questo indirizzo con un racconto."
            ),
            tokens=[token],
        )


def _collected(voices: Sequence[Contribution], tokens: Sequence[str]) -> list[Block]:
    many = {"number": len(voices)}
    told = ngettext(
        "chi ha raccolto le voci del territorio ci ha mandato anche una cosa detta da te. È ricevuta "
        "e contata, e avrà una risposta: te la manderemo qui.",
        "chi ha raccolto le voci del territorio ci ha mandato anche %(number)s cose dette da te. Sono "
        "ricevute e contate, e ognuna avrà una risposta: te le manderemo qui.",
        len(voices),
    )
    links = [
        letter.link(
            _("La voce %(code)s") % {"code": show(voice.code)},
            settings.BASE_URL + reverse("public:my-voice", args=[token]),
        )
        for voice, token in zip(voices, tokens, strict=True)
    ]
    return [
        letter.paragraph(told % many),
        *links,
        letter.paragraph(
            _("Se non vuoi che teniamo questo indirizzo, dalla pagina della voce ti cancelli.")
        ),
    ]


def _ask_report(count: int, url: str) -> list[Block]:
    told = ngettext(
        "con questo indirizzo qualcuno ha raccontato un incontro sul territorio: una voce, già ricevuta "
        "e contata.",
        "con questo indirizzo qualcuno ha raccontato un incontro sul territorio: %(number)s voci, già "
        "ricevute e contate.",
        count,
    )
    return [
        letter.paragraph(told % {"number": count}),
        letter.paragraph(_("Se siete stati voi, confermatelo: vi manderemo qui le risposte.")),
        letter.button(_("Sì, è nostro"), url),
        letter.paragraph(
            _(
                "Se non siete stati voi, non fate niente: tra trenta giorni dimentichiamo "
                "l'indirizzo, e non scriviamo altro."
            )
        ),
    ]
