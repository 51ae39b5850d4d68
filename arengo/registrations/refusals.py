"""What the verbs of registrations refuse, each with the sentence that people read."""

from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class RegistrationRefusal(Refusal):
    """Something about a registration was refused."""


class LinkNotValid(RegistrationRefusal):
    """The personal link was revoked, mistyped or never ours: all look the same."""

    status = 404
    SENTENCE = _(
        "Questo collegamento non vale più. Puoi chiederne uno nuovo dalla pagina dell'incontro: "
        "te lo mandiamo per e-mail."
    )


class PersonErased(RegistrationRefusal):
    """Nothing can be done any more for somebody who is no longer known."""

    status = 410
    SENTENCE = _("I dati di questa persona sono stati cancellati: non c'è più niente da cambiare.")


class RegistrationClosed(RegistrationRefusal):
    SENTENCE = _("Le iscrizioni a questo incontro sono chiuse.")


class RegistrationNotOpenYet(RegistrationClosed):
    SENTENCE = _("Le iscrizioni a questo incontro non sono ancora aperte.")


class NoticeLinkNotComplete(RegistrationRefusal):
    status = 404
    SENTENCE = _("Questo link non è completo. Aprilo di nuovo dalla mail che lo contiene.")


class NobodyToTell(RegistrationRefusal):
    SENTENCE = _(
        "Nessuno da avvisare: chi l'ha chiesto è già iscritto a questo incontro, o è già stato avvisato."
    )


class NothingToTell(RegistrationRefusal):
    """There is no meeting that anybody could come to."""


class TestNoticeJustSent(RegistrationRefusal):
    __test__ = False
    status = 429
    SENTENCE = _("La mail di prova è appena partita: guarda la posta, o riprova tra un minuto.")


class RegistrationElsewhere(RegistrationRefusal):
    SENTENCE = _(
        "Per partecipare in questo modo ci si iscrive su un altro sito: trovi il collegamento nella "
        "pagina dell'incontro."
    )


class MeetingCancelled(RegistrationClosed):
    SENTENCE = _("Questo incontro è stato annullato.")


class ChangesClosed(RegistrationRefusal):
    SENTENCE = _(
        "Il tempo per cambiare l'iscrizione da qui è finito. Scrivi o telefona all'ufficio: "
        "vediamo insieme che cosa si può fare."
    )


class ModeNotOffered(RegistrationRefusal):
    SENTENCE = _("A questo incontro non si può partecipare in questo modo: scegline un altro.")


class VenueOfAnotherMeeting(RegistrationRefusal):
    SENTENCE = _("Questa sede non è tra quelle dell'incontro: scegline un'altra.")


class VenueNeeded(RegistrationRefusal):
    SENTENCE = _("L'incontro si tiene in più sedi: scegli in quale vuoi venire.")


class WrongInvitationCode(RegistrationRefusal):
    SENTENCE = _(
        "Questo codice di invito non vale per questo incontro. Controlla com'è scritto, oppure "
        "lascia vuoto il campo."
    )


class HallIsFull(RegistrationRefusal):
    SENTENCE = _("La sala è piena. Puoi metterti in lista d'attesa o partecipare online.")


class OnlineIsFull(HallIsFull):
    SENTENCE = _("I posti online sono finiti. Puoi metterti in lista d'attesa.")


class NameNeeded(RegistrationRefusal):
    SENTENCE = _("Scrivi nome e cognome: servono per riconoscerti all'ingresso.")


class EmailNeeded(RegistrationRefusal):
    SENTENCE = _("Scrivi la tua e-mail: ci serve per mandarti il link.")


class ConsentNeeded(RegistrationRefusal):
    SENTENCE = _(
        "Per tenere conto delle tue esigenze di accessibilità ci serve il tuo consenso: spunta la "
        "casella, oppure lascia vuoto il campo."
    )


class OfferOver(RegistrationRefusal):
    SENTENCE = _(
        "Il tempo per accettare questo posto è finito, e il posto passa a chi segue. Sulla tua "
        "pagina vedi se sei ancora in lista e in quale posizione."
    )


class AlreadyRegistered(RegistrationRefusal):
    SENTENCE = _("Questa persona ha già un'iscrizione a questo incontro.")


class DelegationTooLarge(RegistrationRefusal):
    SENTENCE = _("Una delegazione ha al massimo 40 persone: per di più, scrivi all'ufficio.")


class DelegationEmpty(RegistrationRefusal):
    SENTENCE = _("Scrivi almeno una persona della delegazione.")


class FewerPlacesThanTaken(RegistrationRefusal):
    SENTENCE = _("I posti già presi sono di più: non si possono togliere a chi li ha.")


class NotNow(RegistrationRefusal):
    """The registration exists, but not for this act at this moment; the sentence says why."""

    SENTENCE = _("In questo momento non si può fare.")
