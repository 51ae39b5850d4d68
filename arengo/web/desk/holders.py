"""What names a thing that somebody would take away, in words: "3 progetti e 12 iscrizioni"."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _, ngettext_lazy

WORDS: Final[dict[str, Any]] = {
    "projects.Project": ngettext_lazy("%(n)s progetto", "%(n)s progetti", "n"),
    "registrations.Registration": ngettext_lazy("%(n)s iscrizione", "%(n)s iscrizioni", "n"),
    "meetings.Meeting": ngettext_lazy("%(n)s incontro", "%(n)s incontri", "n"),
    "meetings.AgendaItem": ngettext_lazy(
        "%(n)s punto del programma di un incontro", "%(n)s punti del programma degli incontri", "n"
    ),
    "live.Statement": ngettext_lazy(
        "%(n)s cosa scritta durante un incontro", "%(n)s cose scritte durante gli incontri", "n"
    ),
    "live.Note": ngettext_lazy("%(n)s frase trascritta", "%(n)s frasi trascritte", "n"),
    "contributions.Contribution": ngettext_lazy("%(n)s voce ricevuta", "%(n)s voci ricevute", "n"),
    "contributions.Source": ngettext_lazy(
        "%(n)s lettera o documento arrivato", "%(n)s lettere o documenti arrivati", "n"
    ),
    "contributions.SheetPrint": ngettext_lazy(
        "%(n)s stampa di fogli di carta", "%(n)s stampe di fogli di carta", "n"
    ),
    "contributions.QuestionnaireResponse": ngettext_lazy(
        "%(n)s questionario compilato", "%(n)s questionari compilati", "n"
    ),
    "contributions.Code": ngettext_lazy(
        "%(n)s voce che ne parla", "%(n)s voci che ne parlano", "n"
    ),
    "suggestions.LexiconEntry": ngettext_lazy(
        "%(n)s parola per riconoscerlo", "%(n)s parole per riconoscerlo", "n"
    ),
    "feedback.Reply": ngettext_lazy("%(n)s risposta", "%(n)s risposte", "n"),
    "feedback.StageClosing": ngettext_lazy(
        "%(n)s chiusura di una tappa", "%(n)s chiusure di tappe", "n"
    ),
    "process.Process": ngettext_lazy("il percorso", "%(n)s percorsi", "n"),
    "territory.Membership": ngettext_lazy(
        "%(n)s comune, di oggi o di prima", "%(n)s comuni, di oggi o di prima", "n"
    ),
    "invitations.AddressBookEntry": ngettext_lazy(
        "%(n)s ente della rubrica", "%(n)s enti della rubrica", "n"
    ),
}


def in_words(holders: Mapping[str, int]) -> str:
    """How many of each, in one line; what has no words of ours by the name of its model."""
    parts = [
        str(WORDS[label] % {"n": count}) if label in WORDS else f"{label}: {count}"
        for label, count in holders.items()
    ]
    if len(parts) < 2:
        return "".join(parts)
    return _("%(all_but_last)s e %(last)s") % {
        "all_but_last": ", ".join(parts[:-1]),
        "last": parts[-1],
    }


def sentence(holders: Mapping[str, int]) -> str:
    """Why it cannot be taken away, and what to do."""
    words = _("Non si può togliere finché qualcosa lo nomina: %(what)s. Prima cambia quelli.")
    return words % {"what": in_words(holders)}
