"""What the verbs of the evening refuse, each with the sentence that people read."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class LiveRefusal(Refusal):
    """A refusal with a sentence of its own, which a more exact one may replace."""

    SENTENCE: ClassVar[str | Promise] = ""

    def __init__(self, sentence: str | Promise = "") -> None:
        super().__init__(sentence or self.SENTENCE)


class NotTheDay(LiveRefusal):
    """The evening is not held now."""


class NothingOn(LiveRefusal):
    SENTENCE = _(
        "In questo momento non c'è niente in corso: fai cominciare un punto del programma."
    )


class SomebodyWasFaster(LiveRefusal):
    """The page showed something that is no longer so; nothing was changed."""

    SENTENCE = _(
        "Nel frattempo un'altra persona ha già cambiato che cosa è in corso: guarda ora, e decidi."
    )


class MeetingIsClosed(LiveRefusal):
    SENTENCE = _("L'incontro è stato chiuso. Se è stato un errore, si può riaprire dalla regia.")


class ProgrammeIsOver(LiveRefusal):
    SENTENCE = _("Questo era l'ultimo punto del programma: ora si può chiudere l'incontro.")


class NoSuchLine(LiveRefusal):
    status = 404
    SENTENCE = _("Questo punto non è più nel programma. Ricarica la pagina.")


class NoSuchPage(LiveRefusal):
    SENTENCE = _("Questo documento non ha quella pagina.")


class NothingWritten(LiveRefusal):
    SENTENCE = _("Scrivi prima qualcosa.")


class NotInTheRoom(LiveRefusal):
    """Who holds the link has no place in the room, or not yet."""
