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


class NoPlenary(LiveRefusal):
    SENTENCE = _("Ora non c'è una discussione in plenaria: la parola si dà quando comincia.")


class QueueIsClosed(LiveRefusal):
    SENTENCE = _(
        "Le richieste di parola sono chiuse. Puoi scrivere quello che vuoi dire: conta allo stesso modo."
    )


class NobodyNamed(LiveRefusal):
    SENTENCE = _("Scegli una persona iscritta, o scrivi il nome di chi vuole parlare.")


class NobodyWaits(LiveRefusal):
    SENTENCE = _("Nessuno aspetta di parlare in questo momento.")


class NobodyHasTheFloor(LiveRefusal):
    SENTENCE = _("In questo momento nessuno ha la parola.")


class TooLateToWrite(LiveRefusal):
    SENTENCE = _("Il tempo per scrivere è finito. Scrivi all'ufficio: leggiamo tutto.")


class TooManyQuestions(LiveRefusal):
    SENTENCE = _(
        "Hai già tre domande che aspettano di essere lette: appena una è decisa puoi farne un'altra. "
        "Quello che hai scritto è ancora qui."
    )


class YourOwnQuestion(LiveRefusal):
    SENTENCE = _("Questa è la tua domanda: sei già fra chi la fa.")


class QuestionNotPublished(LiveRefusal):
    SENTENCE = _("Nel frattempo questa domanda ha avuto risposta, o non è più sulla pagina.")


class QuestionDecided(LiveRefusal):
    """Somebody decided about it since the page was drawn."""

    SENTENCE = _(
        "Nel frattempo un'altra persona ha già deciso su questa domanda: guarda ora, e decidi."
    )


class NoWhy(LiveRefusal):
    SENTENCE = _("Scrivi perché non si pubblica: chi l'ha fatta lo legge sulla sua pagina.")


class FewOptions(LiveRefusal):
    SENTENCE = _("Scrivi da due a otto risposte fra cui scegliere, una per riga.")


class PollHasBegun(LiveRefusal):
    SENTENCE = _(
        "Questa votazione è già stata aperta: non si può più cambiare né aprire di nuovo. "
        "Se serve, preparane un'altra."
    )


class PollChanged(LiveRefusal):
    SENTENCE = _(
        "Nel frattempo un'altra persona ha cambiato questa votazione. Quello che hai scritto è ancora "
        "qui: se lo salvi di nuovo, prende il posto di quello."
    )


class AnotherPollIsOpen(LiveRefusal):
    SENTENCE = _("C'è già una votazione aperta: prima chiudi quella.")


class PollNotOpen(LiveRefusal):
    SENTENCE = _("Questa votazione non è aperta: il tuo voto di prima, se c'era, è rimasto.")


class PollNotOpened(LiveRefusal):
    SENTENCE = _("Questa votazione è solo preparata: sullo schermo va quando l'hai aperta.")


class PollNotClosed(LiveRefusal):
    SENTENCE = _("I risultati si mostrano quando la votazione è chiusa: prima chiudila.")


class NoSuchOption(LiveRefusal):
    status = 404
    SENTENCE = _("Questa risposta non c'è più. Ricarica la pagina.")


class NotYetOn(LiveRefusal):
    SENTENCE = _("Di questo asse non si parla ancora: potrai scrivere quando comincia.")


class ThreeAlready(LiveRefusal):
    SENTENCE = _(
        "Di questo intervento ci sono già tre frasi: forse le ha scritte un'altra persona. Puoi "
        "cambiare una di quelle."
    )


class AlreadyAnswered(LiveRefusal):
    SENTENCE = _(
        "Chi ha parlato ha già risposto su questa frase: resta com'è, con le sue parole accanto."
    )


class TooLateToCorrect(LiveRefusal):
    SENTENCE = _("Il tempo per correggere è finito. Scrivi all'ufficio: leggiamo tutto.")


class AlreadyHeard(LiveRefusal):
    SENTENCE = _(
        "Di questo intervento è già scritto qualcosa: se è finito, chiudilo; quello che è scritto resta."
    )


class NobodySpokeYet(LiveRefusal):
    SENTENCE = _("Ancora nessuno ha parlato: non c'è niente da pubblicare.")


class ConferenceRefusal(LiveRefusal):
    """What concerns seeing and hearing each other; the rest of the page goes on."""


class NoConferenceHere(ConferenceRefusal):
    status = 404
    SENTENCE = _("Questo incontro non ha audio e video su questa pagina.")


class ConferenceNotNow(ConferenceRefusal):
    status = 503
    SENTENCE = _(
        "Audio e video in questo momento non rispondono. Il resto della pagina funziona: segui da "
        "qui, e riprova fra un minuto."
    )


class ConferenceIsFull(ConferenceRefusal):
    SENTENCE = _(
        "La conferenza ora è piena. Puoi seguire da questa pagina ciò che si mostra, i sottotitoli "
        "e il programma; riprova fra qualche minuto."
    )


class OutOfConference(ConferenceRefusal):
    """This device is no longer in the conference."""

    status = 410
    SENTENCE = _("La linea è caduta. Entra di nuovo.")


class NoFloor(ConferenceRefusal):
    status = 403
    SENTENCE = _("Per parlare aspetta che ti diano la parola.")


class TooManyCameras(ConferenceRefusal):
    SENTENCE = _(
        "In questo momento parlano già tutte le persone che la conferenza può mostrare. Aspetta che "
        "una finisca."
    )


class NobodyThere(ConferenceRefusal):
    status = 404
    SENTENCE = _("Questa persona non è più collegata.")


class SignalTooLong(ConferenceRefusal):
    status = 413
    SENTENCE = _("Il messaggio del browser è troppo lungo.")
