"""The demo's one piece of news: nothing but facts of the announcement, marked as an example."""

from datetime import datetime
from zoneinfo import ZoneInfo

from arengo.core.clock import process_time
from arengo.invitations.operations import publish_news
from arengo.pages.models import News
from arengo.pages.operations import save_news

# On the day on which the demo begins, before its first hour.
PUBLISHED_AT = datetime(2023, 9, 6, 8, 30, tzinfo=ZoneInfo("Europe/Rome"))
TITLE = {
    "it": "Aperte le iscrizioni all'incontro del 27 settembre",
    "en": "Registrations are open for the meeting of 27 September",
}
TEXT = {
    "it": (
        "Ci si può iscrivere al primo incontro pubblico per il lancio del processo partecipativo "
        "finalizzato alla redazione del nuovo Piano Strategico Metropolitano: mercoledì 27 "
        "settembre 2023, dalle 16 alle 18.30.\n\n"
        "Si partecipa in presenza, nella sala Auditorium della sede della Città metropolitana di "
        "Torino, in Corso Inghilterra 7, oppure online. In tutti e due i casi è necessario "
        "iscriversi.\n\n"
        "[Il programma, e come ci si iscrive](/incontri/lancio/)"
    ),
    "en": (
        "You can register for the first public meeting that launches the participatory process "
        "for drafting the new Metropolitan Strategic Plan: Wednesday 27 September 2023, from "
        "16:00 to 18:30.\n\n"
        "You take part in person, in the Auditorium at the headquarters of the Metropolitan City "
        "of Turin, Corso Inghilterra 7, or online. Either way you need to register.\n\n"
        "[The programme, and how to register](/en/incontri/lancio/)"
    ),
}


def seed() -> None:
    """Publish the example, once."""
    if News.objects.exists():
        return
    with process_time.frozen_at(PUBLISHED_AT):
        values = {"title": TITLE, "text": TEXT, "is_example": True}
        publish_news(news=save_news(values=values, by="system"), by="system")
