"""What happened to a registration, and which mails it was sent, in words."""

from dataclasses import dataclass
from datetime import datetime

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.registrations import line
from arengo.registrations.models import Registration
from arengo.web.desk import ledger_words

AT_MOST = 100


@dataclass(frozen=True)
class Event:
    """An act: when, what, who. `entry` leads to its receipt."""

    at: datetime
    what: str
    who: str
    entry: Entry


def events(entries: list[Entry]) -> list[Event]:
    """Entries of the ledger in words, in their order."""
    names = ledger_words.names_of(entries)
    return [
        Event(entry.at, ledger_words.act(entry), ledger_words.who(entry, names), entry)
        for entry in entries
    ]


def of_registration(registration: Registration) -> list[Event]:
    """The acts on one registration, the latest first."""
    about = Entry.objects.filter(subject=line.subject(registration))
    return events(list(about.order_by("-recorded_at")[:AT_MOST]))


def mails_of(registration: Registration) -> list[Message]:
    """The mails owed or sent to one registration, the latest first."""
    about = Message.objects.filter(subject=line.subject(registration))
    return list(about.order_by("-id")[:AT_MOST])
