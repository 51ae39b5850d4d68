"""What a meeting still lacks before people can be told of it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting, Venue
from arengo.registrations.models import Hall, Mode, SeatPool


@dataclass(frozen=True)
class Lack:
    """Something that is missing: where it is written ("meeting", "venues", "places", "programme"),
    and whether the meeting can be published all the same."""

    where: str
    sentence: str
    is_needed: bool = True


def lacks(meeting: Meeting) -> list[Lack]:
    """All that a draft still lacks, what is needed first. Four queries."""
    found = [*_of_itself(meeting), *_of_places(meeting)]
    if not meeting.sittings.exists():
        sentence = _("Il programma è vuoto: si può pubblicare anche così, e scriverlo dopo.")
        found.append(Lack("programme", sentence, is_needed=False))
    return sorted(found, key=lambda lack: not lack.is_needed)


def _of_itself(meeting: Meeting) -> list[Lack]:
    found = []
    if not meeting.title:
        found.append(Lack("meeting", _("Scrivi il titolo dell'incontro.")))
    if meeting.starts_at <= process_time.now():
        found.append(Lack("meeting", _("Il giorno e l'ora sono già passati: controllali.")))
    if not meeting.summary:
        sentence = _(
            "Manca la presentazione in poche righe: chi legge non sa di che cosa si parla."
        )
        found.append(Lack("meeting", sentence, is_needed=False))
    if "en" not in meeting.title:
        sentence = _("Manca il titolo in inglese: nella pagina inglese si leggerà in italiano.")
        found.append(Lack("meeting", sentence, is_needed=False))
    return found


def _of_places(meeting: Meeting) -> list[Lack]:
    pools = list(SeatPool.objects.filter(meeting=meeting, is_contingent=False))
    found = []
    if meeting.in_person:
        found += _of_halls(meeting, {pool.venue_id for pool in pools if pool.capacity})
    has_online = any(pool.mode == Mode.ONLINE and pool.capacity for pool in pools)
    if meeting.online and not meeting.external_online_url and not has_online:
        found.append(Lack("places", _("Scrivi quanti posti online apri alle iscrizioni.")))
    return found


def _of_halls(meeting: Meeting, with_places: set[int | None]) -> list[Lack]:
    venues = list(meeting.venues.all())
    if not venues:
        return [Lack("venues", _("Scrivi in quale sede si tiene."))]
    found = []
    if not meeting.external_in_person_url:
        for venue in venues:
            if venue.pk not in with_places:
                words = {"venue": venue.name}
                found.append(
                    Lack(
                        "places", _("%(venue)s: scrivi quanti posti apri alle iscrizioni.") % words
                    )
                )
    for venue in venues:
        if not venue.address:
            sentence = _("%(venue)s: manca l'indirizzo.") % {"venue": venue.name}
            found.append(Lack("venues", sentence, is_needed=False))
    if _without_hall(venues).exists():
        sentence = _("Manca la capienza di sicurezza di una sala: all'ingresso serve.")
        found.append(Lack("places", sentence, is_needed=False))
    return found


def _without_hall(venues: list[Venue]) -> QuerySet[Venue]:
    known = Hall.objects.filter(venue__in=venues).values("venue")
    return Venue.objects.filter(pk__in=[venue.pk for venue in venues]).exclude(pk__in=known)
