"""What a rehearsal refuses, in sentences."""

from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class NobodyToPlay(Refusal):
    """Nobody holds a place at the meeting."""

    def __init__(self) -> None:
        super().__init__(
            _("A questo incontro non è iscritto nessuno: la prova ha bisogno di qualche iscritto.")
        )


class NothingToPlay(Refusal):
    """The meeting has no programme."""

    def __init__(self) -> None:
        super().__init__(
            _("Il programma di questo incontro è vuoto: aggiungi le sue parti, poi prova.")
        )


class AlreadyHeld(Refusal):
    """The evening was begun, or closed, by hand."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Questa serata è già cominciata, o finita, senza questa prova, che rimetterebbe "
                "indietro l'orologio e scriverebbe al posto di chi c'era. Per ricominciare da capo "
                "ferma la dimostrazione, falla ripartire con «RESET=1 make demo», e prova prima di "
                "far cominciare l'incontro. Quello che hai fatto va perso."
            )
        )


class NeverRegistered(Refusal):
    """Somebody who was to register in the last hour could not."""

    def __init__(self) -> None:
        super().__init__(_("Questa persona della prova non è riuscita a iscriversi."))


class OnlyInADemo(Refusal):
    """A rehearsal never touches a real installation."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "La prova generale si fa nella dimostrazione, mai fra persone vere. Fai partire "
                "prima la dimostrazione con «make demo», poi la prova in un'altra finestra."
            )
        )
