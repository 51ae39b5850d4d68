"""Who is in the room of a meeting, and may do what there."""

from django.utils.translation import gettext as _

from arengo.live.refusals import NotInTheRoom
from arengo.registrations import rules
from arengo.registrations.models import Mode, Registration

State = Registration.State


def get_place_in_room(token: str) -> Registration:
    """The registration of a personal link that opens the room: it holds a place, in either mode.

    Raises LinkNotValid, PersonErased, NotInTheRoom with what to do.
    """
    registration = rules.get_registration_by_link(token)
    if registration.state == State.TO_CONFIRM:
        raise NotInTheRoom(_("Prima conferma la tua iscrizione: poi potrai entrare."))
    if registration.state in (State.WAITING, State.OFFERED):
        raise NotInTheRoom(
            _(
                "Sei in lista d'attesa per la sala. Intanto puoi partecipare online: scegli qui sotto."
            )
        )
    if registration.state == State.CANCELLED:
        raise NotInTheRoom(_("Questa iscrizione è annullata. Se vuoi, puoi iscriverti di nuovo."))
    return registration


def is_present(registration: Registration) -> bool:
    """True for who entered: at the door of the hall, or online by pressing "Entra"."""
    return registration.state == State.ATTENDED


def is_in_hall(registration: Registration) -> bool:
    """True for who takes part in the hall: no sound on their page."""
    return registration.mode == Mode.IN_PERSON


def check_present(registration: Registration) -> None:
    """Raise NotInTheRoom, with what to do, unless they entered: only who is here takes part."""
    if is_present(registration):
        return
    if is_in_hall(registration):
        raise NotInTheRoom(
            _("Per partecipare mostra prima il biglietto all'ingresso della sala: basta un attimo.")
        )
    raise NotInTheRoom(_("Per partecipare entra prima nell'incontro online, dalla tua pagina."))
