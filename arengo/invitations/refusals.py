"""What the verbs of inviting refuse, with a sentence for people."""

from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class InvitationNotFound(Refusal):
    """The link of an invitation is not one of ours."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            _(
                "Questo link d'invito non è completo. Aprilo di nuovo dalla mail, o vai agli incontri."
            )
        )


class LeaveLinkNotComplete(Refusal):
    """The link out of the address book is not one of ours."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("Questo link non è completo. Aprilo di nuovo dalla mail che lo contiene.")
        )


class NobodyToInvite(Refusal):
    """The wave has no body with an address."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nessuno da invitare: scegli almeno un ente con un indirizzo e-mail, suo o di chi parla "
                "per lui."
            )
        )


class AlreadySent(Refusal):
    """A wave leaves once, and what has left is not changed."""

    def __init__(self) -> None:
        super().__init__(
            _("Questa spedizione è già partita. Per scrivere ancora, preparane un'altra.")
        )


class MeetingIsNotPublic(Refusal):
    """A draft cannot be announced: its links would lead nowhere."""

    def __init__(self) -> None:
        super().__init__(_("L'incontro è ancora una bozza: pubblicalo, poi spedisci gli inviti."))


class MeetingIsNotHeld(Refusal):
    """The meeting is over, put off or cancelled: there is nothing to invite to."""

    def __init__(self) -> None:
        super().__init__(
            _("L'incontro si è già svolto, o è rinviato o annullato: non c'è a che invitare.")
        )


class TestSentJustNow(Refusal):
    """A test of this wave has just been sent to this person."""

    __test__ = False
    status = 429

    def __init__(self) -> None:
        super().__init__(
            _("La mail di prova è appena partita: guarda la posta, o riprova tra un minuto.")
        )


class AlreadyInTheBook(Refusal):
    """Another entry has this name and kind."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Nella rubrica c'è già «%(name)s».") % {"name": name})


class ConsentNotTold(Refusal):
    """A person stands in the address book only by consent, and it is written how it was given."""

    def __init__(self) -> None:
        super().__init__(
            _("Scrivi come la persona ha acconsentito: per esempio «per e-mail, il 4 settembre».")
        )


class SheetNotThere(Refusal):
    """The uploaded sheet was confirmed already, or a day has passed."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("Questo foglio non c'è più: caricalo di nuovo."))


class PreviewIsStale(Refusal):
    """What an import would do is no longer what the preview showed."""

    def __init__(self) -> None:
        super().__init__(
            _("Intanto la rubrica è cambiata: guarda di nuovo l'anteprima, poi conferma.")
        )
