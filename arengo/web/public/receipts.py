"""What the entries of the ledger mean, in words for the person whom they are about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.core.ledger.models import Entry

KINDS: dict[str, str | Promise] = {
    "registration.registered": _("Iscrizione ricevuta"),
    "registration.asked_again": _("Iscrizione chiesta di nuovo: resta una sola"),
    "registration.confirmed": _("Iscrizione confermata"),
    "registration.details_changed": _("Dati dell'iscrizione cambiati"),
    "registration.contact_corrected": _("Nome o recapito corretto"),
    "registration.mode_changed": _("Modo di partecipare cambiato"),
    "registration.substituted": _("Posto passato a un'altra persona"),
    "registration.cancelled": _("Iscrizione annullata"),
    "registration.came_back": _("Iscrizione ripresa dopo l'annullamento"),
    "registration.link_sent": _("Link personale mandato di nuovo"),
    "registration.reminded": _("Promemoria mandato"),
    "registration.thanked": _("Ringraziamento mandato"),
    "registration.noted": _("Nota dell'ufficio"),
    "line.joined": _("Entrata in lista d'attesa"),
    "line.left": _("Uscita dalla lista d'attesa"),
    "line.offered": _("Posto offerto"),
    "line.accepted": _("Posto offerto e accettato"),
    "line.declined": _("Posto offerto e lasciato a chi segue"),
    "line.lapsed": _("Offerta scaduta"),
    "seat.freed": _("Posto tornato libero, per mancata conferma"),
    "seats.released": _("Posti riservati passati a tutti"),
    "seats.capacity_changed": _("Numero di posti cambiato"),
    "attendance.entered": _("Ingresso registrato"),
    "attendance.left": _("Uscita registrata"),
    "consent.withdrawn": _("Consenso ritirato"),
    "person.erased": _("Dati di una persona cancellati"),
    "person.forgotten": _("Dati di più persone cancellati, perché il tempo era finito"),
    "person.data_given": _("Tutti i tuoi dati scaricati dall'ufficio, per darteli"),
    "note.written": _("Trascritta una tua frase"),
    "note.rewritten": _("Cambiata una frase trascritta"),
    "note.tidied": _("Frase trascritta messa in ordine"),
    "note.confirmed": _("Hai confermato la frase"),
    "note.corrected": _("Hai corretto la frase"),
    "statement.written": _("Prospettiva o priorità ricevuta"),
    "statement.changed": _("Prospettiva o priorità cambiata"),
    "statement.hidden": _("Tolta dallo schermo della sala"),
    "statement.unhidden": _("Rimessa sullo schermo della sala"),
    "question.asked": _("Domanda ricevuta"),
    "question.published": _("Domanda pubblicata"),
    "question.answered": _("Domanda con risposta"),
    "question.refused": _("Domanda non pubblicata"),
    "speaking.asked": _("Parola chiesta"),
    "speaking.withdrawn": _("Rinuncia alla parola"),
    "speaking.invited_to_write": _("Invito a scrivere, perché non c'è stato tempo"),
    "speaking.written": _("Ricevuto quello che volevi dire"),
    "questionnaire.received": _("Questionario ricevuto, senza sapere di chi"),
    "contribution.received": _("Voce ricevuta, e contata"),
    "contribution.confirmed": _("Confermata da chi l'ha scritta"),
    "contribution.published": _("Parole pubblicate"),
    "contribution.held": _("Parole trattenute dall'ufficio"),
    "contribution.refused": _("Non pubblicata, con il suo motivo"),
    "contribution.covered": _("Coperto quello che dice chi è una persona"),
    "contribution.appealed": _("Chiesto che la riguardi un'altra persona"),
    "contribution.appeal_decided": _("Riguardata da un'altra persona"),
    "contribution.read_again": _("Riletta da un'altra persona, per confronto"),
    "contribution.split": _("Divisa in parti, ognuna con la sua risposta"),
    "contribution.put_together": _("Riunita: non è più divisa in parti"),
    "contribution.merged": _("Unita a un'altra che dice lo stesso"),
    "contribution.unmerged": _("Separata da quella a cui era unita"),
    "contribution.withdrawn": _("Ritirata da chi l'aveva scritta"),
    "contribution.attached": _("Aggiunto un file"),
    "contribution.detached": _("Tolto un file"),
    "contribution.attachment_published": _("Un file si vede da qui"),
    "contribution.attachment_hidden": _("Un file non si vede più"),
    "contribution.dropped": _("Tolta: era stata trascritta per errore"),
    "contribution.changed": _("Voce aggiornata come l'ha corretta chi l'ha detta, o chi scriveva"),
    "contribution.read": _("Voce letta: l'ufficio ha detto di che cosa parla"),
    "support.confirmed": _("Confermato: qualcuno la pensa come una voce"),
    "support.withdrawn": _("Ritirato il sostegno a una voce"),
    "reply.published": _("Risposta pubblicata"),
    "reply.insisted": _("Chi l'ha detta dice che non è una risposta"),
    "turn.given": _("Data la parola"),
    "turn.ended": _("Finito un intervento"),
    "conference.floor_given": _("Microfono dato per parlare"),
    "conference.floor_ended": _("Microfono restituito"),
    "help.asked": _("Chiesto aiuto dalla sala"),
    "help.answered": _("Risposto a una richiesta di aiuto"),
    "minutes.approved": _("Resoconto approvato: la sua impronta è in questa riga"),
    "certificate.issued": _("Attestato di partecipazione rilasciato"),
    "ledger.erased": _("Contenuto di righe cancellato; le righe restano"),
    "blueprint.applied": _("Percorso aggiornato da un file"),
}
ACTORS: dict[str, str | Promise] = {
    "person": _("la persona stessa"),
    "system": _("il sistema, secondo le regole pubblicate"),
    "staff": _("l'ufficio"),
}


def in_words(entry: Entry) -> str:
    """What was recorded, e.g. "Iscrizione confermata"."""
    return str(KINDS.get(entry.kind) or _("Atto registrato"))


def actor_in_words(entry: Entry) -> str:
    """Who acted, without saying who: the person, the office or the system."""
    return str(ACTORS.get(entry.by.partition(":")[0]) or "")
