"""The mails of the outbox as people call them, by the function that writes them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy as words

KINDS: Final[dict[str, str | Promise]] = {
    "samples.tried": words("Prova di una mail"),
    "registering.confirm": words("Link per confermare"),
    "registering.place_confirmed": words("Posto confermato, con il calendario"),
    "registering.changed": words("Iscrizione cambiata"),
    "registering.cancelled": words("Iscrizione annullata"),
    "registering.already_registered": words("Link personale, di nuovo"),
    "registering.someone_else_here": words("Link per confermare, casella condivisa"),
    "registering.substituted": words("Posto passato a un'altra persona"),
    "line.waiting": words("In lista d'attesa"),
    "line.offer": words("Posto offerto"),
    "line.offer_lapsed": words("Offerta scaduta"),
    "meeting.reminder": words("Promemoria"),
    "meeting.meeting_changed": words("L'incontro cambia"),
    "meeting.thanks": words("Ringraziamento"),
    "emails_after.minutes_to_check": words("Resoconto da leggere e correggere"),
    "emails_after.day_after": words("Che cosa abbiamo sentito, il giorno dopo"),
    "office.office_message": words("Messaggio dell'ufficio"),
    "emails.invitation": words("Invito a un ente"),
    "emails.invitation_to_person": words("Invito a una persona della rubrica"),
    "emails.test_invitation": words("Prova dell'invito"),
    "emails.voice_received": words("Voce dal sito, da confermare"),
    "emails.sheet_typed": words("Foglio di carta trascritto"),
    "emails.support_asked": words("Sostegno a una voce, da confermare"),
    "emails_elsewhere.voices_collected": words("Voci raccolte da altri, con le loro ricevute"),
    "emails_elsewhere.meeting_reported": words(
        "Racconto di un incontro sul territorio, da confermare"
    ),
    "emails.voice_refused": words("Voce non pubblicata"),
    "emails.appeal_decided": words("Voce riguardata"),
    "source_emails.mail_came": words("Mail arrivata, la leggiamo"),
    "source_emails.voices_taken": words("Codici delle voci tratte"),
    "emails.replies_published": words("Risposte alle voci"),
    "notice.next_meeting": words("Avviso del prossimo incontro"),
    "notice.test_next_meeting": words("Prova dell'avviso"),
}


def kind(render: str) -> str:
    """What kind of mail it is: the last two names of its function's path say it."""
    name = ".".join(render.split(".")[-2:])
    return str(KINDS.get(name, _("Altra mail")))
