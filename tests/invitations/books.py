"""Small address books, and invited bodies, for the tests of invitations."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from arengo.core.clock import process_time
from arengo.core.localized import Localized
from arengo.core.outbox.models import Message
from arengo.invitations import operations
from arengo.invitations.models import AddressBookEntry, AddressBookPerson, Invitation, Wave
from arengo.invitations.names import key_of, of_municipality
from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker
from arengo.people.models import User
from arengo.territory.models import Municipality
from tests.factories import make_municipality

ROME = ZoneInfo("Europe/Rome")
Kind = AddressBookEntry.Kind


def make_entry(name: str = "Comune di Balme", **fields: Any) -> AddressBookEntry:
    """A body with an address; a municipality unless told otherwise."""
    kind = fields.pop("kind", Kind.MUNICIPALITY)
    key = key_of(kind, name)
    values = {"kind": kind, "name": name, "email": f"{key}@example.org", **fields}
    return AddressBookEntry.objects.create(key=key, **values)


def make_town(name: str = "Balme", istat: str = "001019", **fields: Any) -> AddressBookEntry:
    """The entry of a municipality of the territory, in zone 7."""
    place: Municipality = make_municipality(name, istat)
    zone = place.memberships.get().zone
    return make_entry(of_municipality(name), municipality=place, zone=zone, **fields)


def make_invitation(
    meeting: Meeting, entry: AddressBookEntry | None = None, **fields: Any
) -> Invitation:
    """A body that was invited an hour ago."""
    values: dict[str, Any] = {"state": "invited", "invited_at": process_time.now(), **fields}
    return Invitation.objects.create(meeting=meeting, entry=entry or make_town(), **values)


def make_wave(meeting: Meeting, *entries: AddressBookEntry, **fields: Any) -> Wave:
    values: dict[str, Any] = {"name": "Primo invito", "opening": Localized(), **fields}
    return operations.make_wave(
        meeting=meeting, entries=entries or [make_town()], by="system", **values
    )


def make_person(
    entry: AddressBookEntry, name: str = "Ada Rossi", role: str = "Sindaca", **fields: Any
) -> AddressBookPerson:
    """Somebody who agreed to stand beside a body, at an address of her own."""
    values: dict[str, Any] = {"email": f"{name.split()[0].lower()}@example.org", **fields}
    return operations.add_person(
        entry=entry, name=name, role=role, consent_how="a voce", by="staff:1", **values
    )


def make_staff(role: str = User.Role.OFFICE, email: str = "dario@example.org") -> User:
    """Dario of the office, unless told otherwise."""
    return User.objects.create(email=email, name="Dario Bianchi", role=role)


def add_programme(meeting: Meeting) -> None:
    """The announced programme in small: both parts, an axis, and a guest with an exact role."""
    first = [
        ("linee", "Le linee di indirizzo per il nuovo piano", ""),
        ("tappe", "Le tappe del processo di pianificazione partecipata", ""),
    ]
    for position, (key, title, description) in enumerate(first):
        Sitting.objects.create(
            meeting=meeting,
            key=key,
            position=position,
            part=1,
            kind=Sitting.Kind.PRESENTATION,
            title={"it": title, "en": f"English: {title}"},
            description=description,
        )
    table = Sitting.objects.create(
        meeting=meeting,
        key="tavola",
        position=5,
        part=2,
        kind=Sitting.Kind.ROUND_TABLE,
        title="Tavola rotonda",
        description="Per far emergere prospettive e priorità.",
    )
    axis = meeting.process.plan_in_force.axes.get(number=6)
    AgendaItem.objects.create(sitting=table, key="asse-6", title="Salute", axis=axis)
    Speaker.objects.create(
        meeting=meeting,
        key="sindaco",
        name="Ada Esempio",
        role={"it": "Sindaca metropolitana", "en": "Metropolitan Mayor"},
    )


def owed() -> list[Message]:
    """The mails of invitations that wait to leave."""
    return list(Message.objects.filter(state="owed", subject__startswith="invitation:"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ROME)
