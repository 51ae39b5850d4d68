"""What cannot be done with a reply, and what to do instead."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from arengo.core.codes import show
from arengo.core.refusals import Refusal

NAMED_AT_MOST = 5


def _some(codes: Sequence[str]) -> str:
    """The codes as people read them, the first few of many."""
    named = ", ".join(show(code) for code in codes[:NAMED_AT_MOST])
    return f"{named}…" if len(codes) > NAMED_AT_MOST else named


class AlreadyPublished(Refusal):
    """What was published does not change any more."""

    SENTENCE: ClassVar[str | Promise] = gettext_lazy(
        "Questa risposta è già pubblicata, e non cambia più."
    )


class AnsweredElsewhere(Refusal):
    """Some of the voices have a reply already, or somebody is drafting one."""

    def __init__(self, codes: Sequence[str]) -> None:
        sentence = ngettext(
            "Una voce ha già una risposta, pubblicata o in preparazione: %(some)s. "
            "Toglila dalla selezione.",
            "%(many)s voci hanno già una risposta, pubblicata o in preparazione: %(some)s. "
            "Toglile dalla selezione.",
            len(codes),
        )
        super().__init__(sentence % {"many": len(codes), "some": _some(codes)})
        self.codes = tuple(codes)


class AnsweredWithOthers(Refusal):
    """Some say the same as another, or are in parts: the reply is given there."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            _("Si risponde a quella principale, o alle singole parti, non a queste: %(some)s.")
            % {"some": _some(codes)}
        )
        self.codes = tuple(codes)


class NotReadYet(Refusal):
    """Nobody has said yet what some of the voices are about."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            _("Prima di rispondere leggi la voce e di' di che cosa parla: %(some)s.")
            % {"some": _some(codes)}
        )
        self.codes = tuple(codes)


class SameHand(Refusal):
    """Who wrote a reply does not read it again in place of somebody else."""

    SENTENCE: ClassVar[str | Promise] = gettext_lazy(
        "L'hai scritta tu: chiedi a un'altra persona dell'ufficio di rileggerla."
    )


class NotReviewed(Refusal):
    """What nobody read again is not published."""

    SENTENCE: ClassVar[str | Promise] = gettext_lazy(
        "Prima di pubblicarla, un'altra persona dell'ufficio deve rileggerla."
    )


class NoVoice(Refusal):
    """A reply answers somebody."""

    SENTENCE: ClassVar[str | Promise] = gettext_lazy("Scegli almeno una voce a cui rispondere.")


class CannotInsist(Refusal):
    """There is no reply yet, or the author insisted already."""

    SENTENCE: ClassVar[str | Promise] = gettext_lazy(
        "Si può dire una volta sola, quando c'è una risposta: l'ufficio l'ha già ricevuto."
    )


class HasAReply(Refusal):
    """A reply is published or being drafted: from there on the voice stays as it is."""

    SENTENCE: ClassVar[str | Promise] = gettext_lazy(
        "C'è già una risposta, pubblicata o in preparazione: se è una bozza, prima togli la voce da lì."
    )


class StillUnderWay(Refusal):
    """What is not done to all of them yet is not undone."""

    SENTENCE: ClassVar[str | Promise] = gettext_lazy(
        "Non è ancora finito: aspetta che arrivi a tutte, poi si può annullare."
    )


class UndoneAlready(Refusal):
    """An act on many is undone once."""

    SENTENCE: ClassVar[str | Promise] = gettext_lazy(
        "È già stato annullato: si può fare una volta sola."
    )


class NoLetters(Refusal):
    """No letter waits to be printed."""

    def __init__(self) -> None:
        super().__init__(_("Non ci sono lettere da stampare."))


class SomethingWaits(Refusal):
    """Voices of the stage wait for their reply: it closes only with a reason for everybody."""

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "Una cosa aspetta ancora: guarda l'elenco e scrivi perché la tappa si chiude lo stesso.",
                "%(count)s cose aspettano ancora: guarda l'elenco e scrivi perché la tappa si chiude "
                "lo stesso.",
                count,
            )
            % {"count": count}
        )
