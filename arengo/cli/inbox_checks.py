"""What the doctor looks at in the mailbox from which voices are taken in."""

from collections.abc import Iterator
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.cli.checks import Finding, Level
from arengo.gateways.inbox import inbox
from arengo.gateways.inbox.contract import InboxTrouble, Trouble

WORDS: Final[dict[Trouble, str | Promise]] = {
    Trouble.UNREACHABLE: gettext_lazy("non risponde"),
    Trouble.NOT_SAFE: gettext_lazy("non dimostra chi è, o parla solo in chiaro"),
    Trouble.NOT_LET_IN: gettext_lazy("non accetta il nome o la password"),
    Trouble.NO_FOLDER: gettext_lazy("non ha la cartella indicata"),
    Trouble.CUT_OFF: gettext_lazy("ha interrotto il collegamento"),
}


def examine() -> Iterator[Finding]:
    """Whether the mailbox lets us in; nothing where there is none."""
    try:
        box = inbox()
        if box is None:
            return
        with box:
            yield Finding(Level.OK, _("La casella da cui arrivano le voci si apre."))
    except ValueError:
        yield Finding(
            Level.FAULT,
            _("L'indirizzo della casella da cui arrivano le voci non si capisce."),
            _("Scrivi in ARENGO_IMAP_URL un indirizzo come imaps://posta.ente.it/Voci."),
        )
    except InboxTrouble as error:
        yield Finding(
            Level.FAULT,
            _("La casella da cui arrivano le voci %(trouble)s.")
            % {"trouble": WORDS[error.trouble]},
            _(
                "Controlla ARENGO_IMAP_URL, ARENGO_IMAP_USER e ARENGO_IMAP_PASSWORD. Le mail "
                "aspettano nella casella: riproviamo da soli ogni minuto."
            ),
        )
