"""The pages of those who serve at a meeting: which service opens which, and what each does."""

from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Duty

Kind = Duty.Kind
# The route of each page, in the room's namespace; each takes the meeting's slug.
PAGES: Final[dict[str, str]] = {
    Kind.CHAIR: "chair",
    Kind.ASSISTANT: "console",
    Kind.NOTE_TAKER: "notes",
    Kind.STEWARD: "steward",
    Kind.TECHNICIAN: "technician",
    Kind.INTERPRETER: "interpreter",
    Kind.CAPTIONS: "captions",
    Kind.PROJECTOR: "projector",
}
WHAT_IT_DOES: Final[dict[str, str | Promise]] = {
    Kind.CHAIR: _(
        "Guidi l'incontro e dai la parola. Davanti hai chi parla, chi viene dopo e l'orologio."
    ),
    Kind.ASSISTANT: _(
        "Fai scorrere il programma e la coda di chi vuole parlare. Scegli che cosa si vede sullo "
        "schermo della sala."
    ),
    Kind.NOTE_TAKER: _(
        "Scrivi in poche frasi quello che ogni persona dice. Chi ha parlato potrà rileggerle e "
        "correggerle."
    ),
    Kind.STEWARD: _(
        "Giri in sala con il tablet. Metti in coda chi vuole parlare e non ha un telefono con sé."
    ),
    Kind.TECHNICIAN: _(
        "Curi microfoni, casse e telecamera della sala. Fai in modo che sala e collegati si vedano "
        "e si sentano."
    ),
    Kind.INTERPRETER: _(
        "Traduci nella lingua dei segni quello che si dice. Chi segue da casa ti vede sempre, in un "
        "riquadro che resta fermo."
    ),
    Kind.CAPTIONS: _(
        "Scrivi mentre si parla. Quello che scrivi compare sotto le immagini, per chi non sente."
    ),
    Kind.PROJECTOR: _(
        "Apre sul computer collegato al proiettore la pagina che vede tutta la sala. Non c'è altro "
        "da fare: quello che mostra lo decide la regia."
    ),
}  # fmt: skip


def page_of(kind: str, slug: str) -> str:
    """The address of the page that a service opens at a meeting; empty when there is none yet."""
    try:
        return reverse(f"room:{PAGES[kind]}", kwargs={"slug": slug})
    except NoReverseMatch:
        return ""
