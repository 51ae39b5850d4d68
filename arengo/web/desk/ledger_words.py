"""The acts of the ledger as people say them: the journal, and the history of a registration."""

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, gettext_lazy as words

from arengo.core.codes import show
from arengo.core.ledger.models import Entry
from arengo.people.models import User

# fmt: off
ACTS: Final[dict[str, str | Promise]] = {
    "registration.registered": words("Iscrizione ricevuta"),
    "registration.asked_again": words("Si è iscritta di nuovo: rimandato il link che aveva"),
    "registration.confirmed": words("Posto confermato"),
    "registration.cancelled": words("Iscrizione annullata"),
    "registration.came_back": words("Iscrizione ripresa"),
    "registration.details_changed": words("Dati cambiati"),
    "registration.contact_corrected": words("Nome o recapito corretto"),
    "registration.mode_changed": words("Cambiato il modo di partecipare"),
    "registration.substituted": words("Posto passato a un'altra persona"),
    "registration.link_sent": words("Rimandato il link personale"),
    "registration.noted": words("Nota dell'ufficio"),
    "registration.reminded": words("Promemoria preparati"),
    "registration.thanked": words("Ringraziamenti preparati"),
    "registrations.written": words("Messaggio dell'ufficio agli iscritti"),
    "registrations.exported": words("Elenco degli iscritti scaricato"),
    "registrations.printed": words("Elenco per l'ingresso stampato"),
    "line.joined": words("In lista d'attesa"),
    "line.left": words("Uscita dalla lista d'attesa"),
    "line.offered": words("Posto offerto"),
    "line.accepted": words("Posto offerto, accettato"),
    "line.declined": words("Posto offerto, rifiutato"),
    "line.lapsed": words("Offerta scaduta senza risposta"),
    "seat.freed": words("Posto liberato: nessuna conferma in tempo"),
    "seats.capacity_changed": words("Cambiati i posti aperti"),
    "seats.released": words("Posti riservati passati a tutti"),
    "places.saved": words("Posti dell'incontro salvati"),
    "contingent.saved": words("Posti riservati salvati"),
    "contingent.removed": words("Posti riservati tolti"),
    "attendance.entered": words("È entrata"),
    "room.began": words("Cominciato un punto del programma"),
    "room.ended": words("Fermato quello che era in corso"),
    "room.paused": words("Messo in pausa quello che era in corso"),
    "room.resumed": words("Ripreso quello che era in pausa"),
    "room.extended": words("Dato più tempo a quello che era in corso"),
    "room.closed": words("Incontro chiuso dalla regia"),
    "room.reopened": words("Incontro riaperto dalla regia"),
    "room.shown": words("Cambiato che cosa mostra lo schermo della sala"),
    "room.captioned": words("Scritti dei sottotitoli"),
    "help.asked": words("Chiesto aiuto dalla sala"),
    "help.taken": words("Qualcuno si occupa di una richiesta di aiuto"),
    "help.answered": words("Risposto a una richiesta di aiuto"),
    "help.withdrawn": words("Richiesta di aiuto ritirata"),
    "help.forgotten": words("Cancellate le richieste di aiuto, come promesso"),
    "captions.forgotten": words("Cancellati i sottotitoli, come promesso"),
    "speaking.asked": words("Chiesta la parola"),
    "speaking.withdrawn": words("Rinunciato a parlare"),
    "speaking.let_pass": words("Chi presiede ha fatto passare avanti qualcuno"),
    "speaking.absent": words("Chiamata a parlare, non c'era"),
    "speaking.invited_to_write": words("Invitata a scrivere quello che voleva dire"),
    "speaking.written": words("Scritto quello che non si era riusciti a dire"),
    "speaking.forgotten": words("Dimenticato chi ha chiesto di parlare, come promesso"),
    "turn.given": words("Data la parola"),
    "turn.ended": words("Finito un intervento"),
    "turn.paused": words("Fermato l'orologio di chi parla"),
    "turn.resumed": words("Ripreso l'orologio di chi parla"),
    "turn.extended": words("Dato un minuto in più a chi parla"),
    "queue.rule": words("Cambiata la regola della coda"),
    "queue.opened": words("Aperte le richieste di parola"),
    "queue.closed": words("Chiuse le richieste di parola"),
    "queue.length": words("Cambiata la durata degli interventi"),
    "consent.withdrawn": words("Consenso ritirato"),
    "access_needs.deleted": words("Cancellate le esigenze di accessibilità, come promesso"),
    "meeting.made": words("Incontro creato"),
    "meeting.copied": words("Incontro copiato"),
    "meeting.edited": words("Incontro modificato"),
    "meeting.published": words("Incontro pubblicato"),
    "meeting.removed": words("Incontro eliminato"),
    "meeting.changed": words("Cambiati gli orari dell'incontro, iscritti avvisati"),
    "meeting.postponed": words("Incontro rinviato, iscritti avvisati"),
    "meeting.online_only": words("Incontro solo online, iscritti avvisati"),
    "meeting.cancelled": words("Incontro annullato, iscritti avvisati"),
    "venue.saved": words("Sede salvata"),
    "venue.moved": words("Sede spostata nell'ordine"),
    "venue.removed": words("Sede tolta"),
    "sitting.saved": words("Parte del programma salvata"),
    "sitting.moved": words("Parte del programma spostata"),
    "sitting.copied": words("Parte del programma copiata"),
    "sitting.removed": words("Parte del programma tolta"),
    "agenda_item.saved": words("Punto del programma salvato"),
    "agenda_item.moved": words("Punto del programma spostato"),
    "agenda_item.removed": words("Punto del programma tolto"),
    "speaker.saved": words("Chi interviene, salvato"),
    "speaker.moved": words("Chi interviene, spostato nell'ordine"),
    "speaker.removed": words("Chi interviene, tolto"),
    "duty.assigned": words("Servizio assegnato"),
    "duty.renamed": words("Servizio: corretto a chi è dato"),
    "duty.renewed": words("Servizio: dato un nuovo link"),
    "duty.revoked": words("Servizio tolto"),
    "duties.forgotten": words("Dimenticato chi ha servito a un incontro, come promesso"),
    "mail_text.saved": words("Testo aggiunto a una mail"),
    "mail_text.tried": words("Prova di una mail a sé stessi"),
    "body.saved": words("Dati dell'ente salvati"),
    "territory.zone_saved": words("Zona salvata"),
    "territory.zone_removed": words("Zona tolta"),
    "territory.municipality_saved": words("Comune salvato"),
    "territory.municipality_moved": words("Comune passato a un'altra zona"),
    "territory.municipality_closed": words("Comune chiuso"),
    "territory.municipality_reopened": words("Comune riaperto"),
    "territory.imported": words("Comuni caricati da un foglio"),
    "plan.saved": words("Piano salvato"),
    "plan.copied": words("Piano copiato"),
    "plan.begun": words("Piano cominciato dagli assi di un altro"),
    "plan.removed": words("Piano tolto"),
    "plan.axis_saved": words("Asse del piano salvato"),
    "plan.axis_moved": words("Asse del piano spostato"),
    "plan.axis_removed": words("Asse del piano tolto"),
    "plan.strategy_saved": words("Strategia del piano salvata"),
    "plan.strategy_moved": words("Strategia del piano spostata"),
    "plan.strategy_removed": words("Strategia del piano tolta"),
    "plan.action_saved": words("Azione del piano salvata"),
    "plan.action_moved": words("Azione del piano spostata"),
    "plan.action_removed": words("Azione del piano tolta"),
    "process.made": words("Percorso creato"),
    "process.edited": words("Percorso modificato"),
    "stage.saved": words("Tappa salvata"),
    "stage.moved": words("Tappa spostata nell'ordine"),
    "stage.revised": words("Date di una tappa riviste"),
    "stage.actual": words("Date effettive di una tappa"),
    "stage.closed": words("Tappa chiusa"),
    "guideline.saved": words("Linee di indirizzo salvate"),
    "guideline.removed": words("Linee di indirizzo tolte"),
    "guideline.section_saved": words("Sezione delle linee di indirizzo salvata"),
    "guideline.section_moved": words("Sezione delle linee di indirizzo spostata"),
    "guideline.section_removed": words("Sezione delle linee di indirizzo tolta"),
    "document.saved": words("Documento salvato"),
    "questions.saved": words("Domande dell'ufficio salvate"),
    "questions.removed": words("Domande dell'ufficio tolte"),
    "questions.question_saved": words("Domanda salvata"),
    "questions.question_moved": words("Domanda spostata nell'ordine"),
    "questions.question_removed": words("Domanda tolta"),
    "document.removed": words("Documento tolto"),
    "news.saved": words("Notizia scritta"),
    "news.changed": words("Notizia corretta"),
    "news.published": words("Notizia pubblicata"),
    "news.held": words("Notizia trattenuta: comunicazione impersonale"),
    "news.withdrawn": words("Notizia ritirata"),
    "news.removed": words("Bozza di notizia eliminata"),
    "stage.removed": words("Tappa tolta"),
    "project.imported": words("Progetti caricati da un foglio"),
    "project.saved": words("Progetto salvato"),
    "project.removed": words("Progetto tolto"),
    "blueprint.applied": words("File del percorso applicato"),
    "address_book.imported": words("Rubrica caricata da un foglio"),
    "address_book.added": words("Ente aggiunto alla rubrica"),
    "address_book.changed": words("Ente della rubrica cambiato"),
    "address_book.exported": words("Elenco di enti scaricato"),
    "address_book.put_out_of_use": words("Ente messo fuori uso"),
    "address_book.put_back": words("Ente rimesso in rubrica"),
    "address_book.person_added": words("Persona aggiunta alla rubrica"),
    "address_book.person_removed": words("Persona tolta dalla rubrica"),
    "address_book.territory_added": words("Comuni e zone aggiunti alla rubrica"),
    "invitation.declined": words("L'ente ha risposto che non partecipa"),
    "invitation.taken_back": words("La risposta dell'ente è stata ritirata"),
    "wave.made": words("Spedizione di inviti preparata"),
    "wave.changed": words("Spedizione di inviti cambiata"),
    "wave.dropped": words("Spedizione di inviti scartata"),
    "wave.tested": words("Prova della spedizione inviata"),
    "wave.held": words("Spedizione trattenuta: comunicazione impersonale"),
    "wave.sent": words("Inviti spediti"),
    "notices.owed": words("Avviso a chi ha chiesto dei prossimi incontri"),
    "notices.tested": words("Prova dell'avviso inviata"),
    "letters.asked": words("Lettere d'invito preparate per la stampa"),
    "quiet_period.declared": words("Dichiarato un periodo di comunicazione impersonale"),
    "quiet_period.ended": words("Finito il periodo di comunicazione impersonale"),
    "mail.retried": words("Mail rimessa in partenza"),
    "staff.created": words("Persona aggiunta all'ufficio"),
    "staff.role_changed": words("Ruolo cambiato"),
    "staff.deactivated": words("Accesso tolto"),
    "staff.reactivated": words("Accesso ridato"),
    "staff.forgotten": words("Account di chi non lavora più qui, cancellati"),
    "letters.forgotten": words("Lettere stampate cancellate: l'incontro è passato"),
    "registrations.messages_forgotten": words("Messaggi dell'ufficio cancellati, dopo un anno"),
    "person.erased": words("Cancellati i dati di una persona"),
    "person.forgotten": words("Cancellati i dati di persone, perché il tempo era finito"),
    "person.data_given": words("Scaricati tutti i dati di una persona, per darglieli"),
    "ledger.erased": words("Svuotate le righe del registro su chi è stato cancellato"),
}
# fmt: on
# The first part of a kind, for the filters of the journal and for kinds that have no words yet.
TOPICS: Final[dict[str, str | Promise]] = {
    "registration": gettext_lazy("Iscrizioni"),
    "person": gettext_lazy("Dati personali"),
    "line": gettext_lazy("Lista d'attesa"),
    "meeting": gettext_lazy("Incontri"),
    "seats": gettext_lazy("Posti"),
    "wave": gettext_lazy("Inviti"),
    "address_book": gettext_lazy("Rubrica"),
    "mail": gettext_lazy("Messaggi"),
    "news": gettext_lazy("Notizie"),
    "staff": gettext_lazy("Ufficio"),
    "blueprint": gettext_lazy("Percorso"),
    "plan": gettext_lazy("Piani"),
    "project": gettext_lazy("Progetti"),
    "territory": gettext_lazy("Territorio"),
}


def act(entry: Entry) -> str:
    """What was done, in words; of an act without words, its topic and its technical name."""
    known = ACTS.get(entry.kind)
    if known is None:
        topic = TOPICS.get(entry.kind.split(".")[0])
        return f"{topic}: {entry.kind}" if topic else entry.kind
    count = entry.facts.get("count") if isinstance(entry.facts, dict) else None
    return f"{known} ({count})" if isinstance(count, int) else str(known)


def names_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Who `by` is, for all of `entries`, in one query."""
    ids = {entry.by.removeprefix("staff:") for entry in entries if entry.by.startswith("staff:")}
    numbers = [int(each) for each in ids if each.isdigit()]
    names = {f"staff:{user.pk}": str(user) for user in User.objects.filter(pk__in=numbers)}
    return {"person": _("la persona stessa"), "system": _("il sistema"), **names}


def who(entry: Entry, names: dict[str, str]) -> str:
    """Who acted, in words."""
    return names.get(entry.by, _("una persona dell'ufficio che non c'è più"))


def about(entry: Entry) -> tuple[str, str]:
    """(what the act is about: "registration", its reference as people read it)."""
    what, _colon, reference = entry.subject.partition(":")
    return what, show(reference) if what in ("registration", "invitation") else reference
