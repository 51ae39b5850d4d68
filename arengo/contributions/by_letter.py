"""What is told on paper to who left no e-mail: that their voice is not published, or was looked at again."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.contributions.emails import decided_blocks, refused_blocks
from arengo.contributions.links import author_token
from arengo.contributions.models import Contribution
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block, Letter
from arengo.people.models import Contact
from arengo.registrations.links import language_of


@dataclass(frozen=True)
class ToTell:
    """Whom to tell, where there is a postal address, and with which words."""

    name: str
    address: str
    text: str
    language: str


def to_tell(voice: Contribution) -> ToTell | None:
    """What no mail says to the author of a voice; None when there is nothing to say, or a mail says it."""
    contact = Contact.objects.filter(person=voice.person_id).first() if voice.person_id else None
    if contact is None or contact.email:
        return None
    language = language_of(contact)
    with translation.override(language):
        heading, blocks = _("Abbiamo riguardato la tua voce"), decided_blocks(voice)
        if blocks is None:
            heading, blocks = _("La tua voce non è pubblicata"), refused_blocks(voice)
        if blocks is None:
            return None
        text = _written(voice, language, heading, blocks)
    return ToTell(contact.name, contact.postal_address, text, language)


def _written(voice: Contribution, language: str, heading: str, blocks: list[Block]) -> str:
    url = settings.BASE_URL + reverse("public:my-voice", args=[author_token(voice.pk)])
    sheet = Letter(
        language=language,
        sender=letter.plain(voice.process.body.name),
        process=letter.plain(voice.process.title),
        heading=heading,
        blocks=[
            letter.paragraph(_("Buongiorno,")),
            *blocks,
            letter.link(_("La pagina della tua voce"), url),
        ],
        footer=[],
    )
    return letter.to_text(sheet)
