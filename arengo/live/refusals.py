"""What the verbs of the evening refuse, each with the sentence that people read."""

from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class LiveRefusal(Refusal):
    """The evening refused something."""


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


class NoRoundTable(LiveRefusal):
    SENTENCE = _(
        "Ora non c'è una tavola rotonda: fra le sue voci la parola passa mentre è in corso un suo punto."
    )


class NotAVoiceOfThis(LiveRefusal):
    SENTENCE = _(
        "Questa persona non è fra chi parla in questo punto: guarda che cosa è in corso, e decidi."
    )


class NobodyModerates(LiveRefusal):
    SENTENCE = _(
        "Non è scritto chi modera questa tavola rotonda: si sceglie alla scrivania, nel programma."
    )


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


class NotOverYet(LiveRefusal):
    SENTENCE = _("L'incontro non è ancora chiuso: il resoconto si fa dopo.")


class TooLateToReopen(LiveRefusal):
    SENTENCE = _(
        "Il resoconto di questo incontro è già in lettura: l'incontro non si riapre più. Quello "
        "che manca si propone come correzione del resoconto."
    )


class MadeBeforeTheEnd(LiveRefusal):
    SENTENCE = _(
        "L'incontro è stato riaperto dopo che il resoconto è stato preparato: rifallo da quello "
        "che c'è adesso, poi mandalo in lettura."
    )


class NoMinutesYet(LiveRefusal):
    status = 404
    SENTENCE = _("Il resoconto di questo incontro non c'è ancora.")


class AlreadyShared(LiveRefusal):
    SENTENCE = _(
        "Il resoconto è già in lettura: non si rifà da capo. Puoi cambiare l'inizio e la fine, e "
        "accettare le correzioni."
    )


class NotShared(LiveRefusal):
    SENTENCE = _("Il resoconto è ancora una bozza: prima mandalo in lettura a chi c'era.")


class AlreadyApproved(LiveRefusal):
    SENTENCE = _("Il resoconto è approvato e sigillato: non cambia più.")


class NotAmongThem(LiveRefusal):
    SENTENCE = _("Le correzioni le propone chi ha partecipato all'incontro. Scrivi all'ufficio.")


class TooLateToPropose(LiveRefusal):
    SENTENCE = _("Il tempo per proporre correzioni è finito. Scrivi all'ufficio: leggiamo tutto.")


class NoSuchPiece(LiveRefusal):
    status = 404
    SENTENCE = _("Questo punto del resoconto non c'è più: ricarica la pagina e scegline un altro.")


class TooManyProposals(LiveRefusal):
    SENTENCE = _(
        "Hai già proposto molte correzioni: aspetta che l'ufficio risponda, o scrivigli direttamente."
    )


class AlreadyDecided(LiveRefusal):
    SENTENCE = _("Su questa correzione ha già deciso qualcuno dell'ufficio: ricarica la pagina.")


class NoReason(LiveRefusal):
    SENTENCE = _("Scrivi perché non l'accogli: chi l'ha proposta lo legge.")


class StillBeingRead(LiveRefusal):
    SENTENCE = _(
        "Chi c'era può ancora proporre correzioni: si approva quando il tempo promesso è finito."
    )


class StillToDecide(LiveRefusal):
    SENTENCE = _(
        "Ci sono correzioni senza risposta: decidi, oppure scrivi il motivo per cui le altre non si "
        "accolgono."
    )


class NotAttended(LiveRefusal):
    SENTENCE = _("L'attestato è per chi ha partecipato: di te non risulta un ingresso.")


class StayTooShort(LiveRefusal):
    SENTENCE = _(
        "Il tuo ingresso è registrato, ma fra l'inizio e la fine dell'incontro risulta meno di un "
        "minuto: non basta per un attestato."
    )


class NoCertificateYet(LiveRefusal):
    SENTENCE = _("L'attestato si può chiedere quando l'incontro è finito.")
