"""How full a meeting is, in a sentence for whoever is called to it; nothing while there is room."""

from django.utils.translation import gettext as _

from arengo.meetings.models import Meeting
from arengo.registrations import queries
from arengo.registrations.models import Mode


def how_full(meeting: Meeting) -> str:
    """What is true now, in the active language; empty while every way has places left.

    A way for which one registers elsewhere is not counted: that other site knows.
    """
    elsewhere = {
        str(Mode.IN_PERSON): meeting.external_in_person_url,
        str(Mode.ONLINE): meeting.external_online_url,
    }
    places = [left for left in queries.places(meeting) if not elsewhere[left.mode]]
    halls = [left for left in places if left.mode == Mode.IN_PERSON]
    screens = [left for left in places if left.mode == Mode.ONLINE]
    halls_full = bool(halls) and all(left.is_full for left in halls)
    screens_full = bool(screens) and all(left.is_full for left in screens)
    if halls_full and screens:
        return _both_full() if screens_full else _hall_full_online_free()
    if halls_full:
        return _("La sala è piena: ci si può mettere in lista d'attesa.")
    if screens_full and halls:
        return _("I posti online sono finiti: ce ne sono in sala, o c'è la lista d'attesa.")
    if screens_full:
        return _("I posti online sono finiti: ci si può mettere in lista d'attesa.")
    return ""


def _hall_full_online_free() -> str:
    return _(
        "La sala è piena: si può partecipare online, e intanto mettersi in lista d'attesa per la sala."
    )


def _both_full() -> str:
    return _(
        "I posti sono finiti, in sala e online: ci si può mettere in lista d'attesa, e quelli che si "
        "liberano vanno in ordine."
    )
