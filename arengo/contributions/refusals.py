"""What the verbs of voices refuse, each with the sentence that says what to do."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import Source
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


class NoQuestionnaire(Refusal):
    """No stage asks these questions now."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Questo questionario adesso non è aperto: in «Le tappe» trovi che cosa si può fare. "
                "Copia quello che hai scritto, per non perderlo."
            )
        )


class QuestionInUse(Refusal):
    """Somebody answered it, or a meeting or a stage asks it."""


class AlreadyRead(Refusal):
    """The office has read the voice: from there on its words stay."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "L'ufficio l'ha già letta, e da lì in poi le parole restano. Se contengono qualcosa "
                "che non doveva esserci, scrivi all'ufficio."
            )
        )


class ConfirmedByMail(Refusal):
    """Its author is known from the mail: what is done with it is done by the link that went there."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Chi ha dato l'indirizzo ha confermato che la voce è sua. Da qui adesso si vede soltanto: "
                "per il resto apri il link della mail."
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


class WasRefused(Refusal):
    """The office does not publish the voice, and says why: it is neither read nor answered."""

    def __init__(self) -> None:
        super().__init__(
            _("Questa voce non è pubblicata, con il suo motivo: per leggerla, prima pubblicala.")
        )


class PublishedAlready(Refusal):
    """Everybody reads the words: they are held back first."""

    def __init__(self) -> None:
        super().__init__(_("Tutti leggono già queste parole: prima trattienile."))


class CannotAppeal(Refusal):
    """It is not refused, or its author asked already."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Si può chiedere una volta sola, quando una voce non è pubblicata: l'hai già chiesto."
            )
        )


class AppealWaits(Refusal):
    """Its author asked that somebody else look again: that is decided first."""

    def __init__(self) -> None:
        super().__init__(_("Chi l'ha scritta ha chiesto di riguardarla: decidi da «Riguardala»."))


class NothingToDecide(Refusal):
    """Nobody asks that this refusal be looked at again, or it was decided."""

    def __init__(self) -> None:
        super().__init__(_("Non c'è niente da decidere: l'ha già deciso un'altra persona."))


class SameHandRefused(Refusal):
    """Who refused a voice does not decide of it again in place of somebody else."""

    def __init__(self) -> None:
        super().__init__(
            _("Non pubblicarla l'hai deciso tu: chiedi a un'altra persona dell'ufficio.")
        )


class StillJoined(Refusal):
    """It is in parts, or others say the same as it: that is undone first."""

    def __init__(self) -> None:
        super().__init__(
            _("È divisa in parti, o altre voci dicono lo stesso di questa: prima separale.")
        )


class NotItsWords(Refusal):
    """The parts are not the words of the voice, all of them and in their order."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Qui si divide soltanto: le parole devono restare tutte, come sono e nel loro "
                "ordine. Metti solo una riga vuota dove comincia un'altra cosa."
            )
        )


class OnePartOnly(Refusal):
    """What is one stays one."""

    def __init__(self) -> None:
        super().__init__(
            _("È una parte sola: metti una riga vuota dove comincia la cosa che segue.")
        )


class PartDecided(Refusal):
    """A part is refused with a public reason, or its author asked about that: it does not vanish."""

    def __init__(self) -> None:
        super().__init__(
            _("Una parte non è stata pubblicata, con un motivo che tutti leggono: resta divisa.")
        )


class IsAPart(Refusal):
    """A part is not divided again: what it is a part of is put together, and divided anew."""

    def __init__(self) -> None:
        super().__init__(
            _("È già una parte: riunisci la voce intera e dividila di nuovo come serve.")
        )


class CannotMerge(Refusal):
    """These two are not put together. `why` says it."""

    SAME: ClassVar[str | Promise] = _("È la stessa voce: scegline un'altra.")
    MERGED: ClassVar[str | Promise] = _(
        "Quella voce dice a sua volta lo stesso di un'altra: unisci a quell'altra."
    )
    HAS_MERGED: ClassVar[str | Promise] = _(
        "Altre voci dicono già lo stesso di questa: tieni questa come principale."
    )
    IN_PARTS: ClassVar[str | Promise] = _(
        "Una delle due è divisa in parti: unisci la parte che dice lo stesso."
    )
    ELSEWHERE: ClassVar[str | Promise] = _("Sono di due percorsi diversi.")
    UNREAD: ClassVar[str | Promise] = _("Prima leggi quella principale: si risponde con lei.")
    NOT_SHOWN: ClassVar[str | Promise] = _(
        "Una delle due non è pubblicata: si uniscono solo voci che tutti leggono."
    )
    TAKEN_BACK: ClassVar[str | Promise] = _("Una delle due è stata ritirata.")


class SameReader(Refusal):
    """Who read a voice is not its second reader; what nobody read has no second reading."""

    def __init__(self) -> None:
        super().__init__(_("La seconda lettura la fa un'altra persona, dopo la prima."))


class AlreadyReadTwice(Refusal):
    """Somebody read it a second time already."""

    def __init__(self) -> None:
        super().__init__(_("L'ha già riletta un'altra persona: passa alla prossima."))


class CannotSupport(Refusal):
    """Not everybody reads the voice, or its time is over."""

    def __init__(self) -> None:
        super().__init__(
            _("Questa voce adesso non si può sostenere: puoi scrivere la tua, finché si può.")
        )


class SupportGone(Refusal):
    """The link came too late, or it was taken back."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            _(
                "Questo link non vale più: il sostegno è stato ritirato, o non confermato in tempo. "
                "Se vuoi, dalla pagina della voce lo chiedi di nuovo."
            )
        )


class SupportedAlready(Refusal):
    """From the same mailbox one is counted."""

    def __init__(self) -> None:
        super().__init__(
            _("Da questo indirizzo un sostegno a questa voce è già contato: ne conta uno.")
        )


class OwnVoice(Refusal):
    """Who wrote a voice is counted with it."""

    def __init__(self) -> None:
        super().__init__(_("Questa voce l'hai scritta tu: conta già."))


class CameAlready(Refusal):
    """The same file or the same text is there: `source` says which one."""

    def __init__(self, source: Source) -> None:
        super().__init__(
            _("C'è già, con il nome «%(title)s»: non l'ho aggiunta un'altra volta.")
            % {"title": source.title}
            if source.title
            else _("Era già arrivata, e le sue voci sono state tratte.")
        )
        self.source = source


class SourceClosed(Refusal):
    """Somebody said that nothing more is taken from it."""

    def __init__(self) -> None:
        super().__init__(_("È chiusa: per trarne altro, prima riaprila."))


class NothingTaken(Refusal):
    """No voice was taken from it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Non ne hai ancora tratto nessuna voce. Se non ce n'è, mettila da parte e scegli il "
                "motivo."
            )
        )


class HasVoices(Refusal):
    """Voices were taken from it."""

    def __init__(self) -> None:
        super().__init__(_("Ne sono già state tratte delle voci: chiudila, non metterla da parte."))


class NothingToUndo(Refusal):
    """No voice of this sheet is as it was imported."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Non c'è più niente da annullare: le sue voci sono già tolte, o qualcuno le ha lette."
            )
        )


class NotItsPassage(Refusal):
    """The words are not those of the passage: the text is another by now, or the place is wrong."""

    def __init__(self) -> None:
        super().__init__(
            _("Queste parole non sono più lì nel testo: ricarica la pagina e sceglile di nuovo.")
        )


class ColumnMissing(Refusal):
    """The mapping names no column of words, or one that the sheet does not have."""

    status = 400


class NothingToImport(Refusal):
    """No line of the sheet is new."""

    def __init__(self) -> None:
        super().__init__(_("In questo foglio non c'è nessuna voce nuova."))


class PreviewIsStale(Refusal):
    """What would be received is no longer what the preview showed."""

    def __init__(self) -> None:
        super().__init__(
            _("Nel frattempo sono arrivate altre voci: guarda di nuovo l'anteprima, poi importa.")
        )


class TooManyFiles(Refusal):
    """A voice has as many files as it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _(
                "A una voce si aggiungono al massimo %(most)s file: togline uno, o riuniscili in un PDF."
            )
            % {"most": most}
        )


class NoSheetsForThisStage(Refusal):
    """The stage is closed, or its time for writing is over: sheets could not be handed in any more."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Per questa tappa i fogli non si potrebbero più consegnare: è chiusa, o i giorni per "
                "scrivere sono passati. Scegline un'altra, o cambia le sue date in «Percorso»."
            )
        )


class SheetTaken(Refusal):
    """Somebody else of the office types it now."""

    def __init__(self) -> None:
        super().__init__(
            _("Questo foglio lo sta trascrivendo un'altra persona dell'ufficio: prendine un altro.")
        )


class OnlyPicture(Refusal):
    """There is one picture only: it is the sheet."""

    def __init__(self) -> None:
        super().__init__(_("Di questo foglio c'è una sola immagine: è lei, il foglio."))
