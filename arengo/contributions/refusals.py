"""What the verbs of voices refuse, each with the sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class NoStageTakesVoices(Refusal):
    """Nobody can write on the site now."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Adesso dal sito non si può scrivere: in «Le tappe» trovi quando si potrà. Copia "
                "quello che hai scritto, per non perderlo."
            )
        )


class AlreadyRead(Refusal):
    """The office has read the voice: from there on its words stay."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "L'ufficio l'ha già letta, e da lì in poi le parole restano. Se contengono qualcosa "
                "che non doveva esserci, scrivi all'ufficio."
            )
        )


class TakenBack(Refusal):
    """Its author took the voice back: there is nothing to read, to correct, to answer."""

    def __init__(self) -> None:
        super().__init__(_("Chi l'aveva scritta ha ritirato questa voce."))


class CannotConfirm(Refusal):
    """The link came too late, or who it was for is erased."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Questo link non vale più: l'indirizzo non è stato confermato in tempo, e non lo "
                "abbiamo tenuto. La voce c'è, e la segui con il suo codice."
            )
        )
