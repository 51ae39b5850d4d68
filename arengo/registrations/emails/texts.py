"""What the office adds to our mails: one opening and one closing for each kind."""

from django.db.models import F, Q

from arengo.core.localized import Localized
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block
from arengo.meetings.models import Meeting
from arengo.registrations.models import MailText


def added_to(kind: str, meeting: Meeting) -> tuple[list[Block], list[Block]]:
    """The paragraphs before and after those of a mail; the meeting's own go before those for all."""
    if not kind:
        return [], []
    added = MailText.objects.filter(Q(meeting=meeting) | Q(meeting=None), kind=kind)
    text = added.order_by(F("meeting").asc(nulls_last=True)).first()
    if text is None:
        return [], []
    return paragraphs(text.opening), paragraphs(text.closing)


def paragraphs(text: Localized) -> list[Block]:
    """A text of the office, one block for each of its paragraphs."""
    lang, words_of_it = text.best()
    pieces = (piece.strip() for piece in words_of_it.replace("\r\n", "\n").split("\n\n"))
    return [letter.paragraph(Localized({lang: piece})) for piece in pieces if piece]
