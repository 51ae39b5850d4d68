"""What the tests of registrations do again and again, with the names of the cast."""

from typing import Any

from django.utils.module_loading import import_string

from arengo.core.clock import process_time
from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting, Venue
from arengo.registrations import operations
from arengo.registrations.models import Mode, Registration, SeatPool, WaitingPlace

HALL, ONLINE = Mode.IN_PERSON, Mode.ONLINE
State = Registration.State
DARIO = "staff:1"


def ask(meeting: Meeting, name: str, mode: str = HALL, **fields: Any) -> Registration:
    """Register `name`, whose address is the name at example.org; not yet confirmed."""
    fields.setdefault("email", f"{name.split()[0].lower()}@example.org")
    return operations.register(meeting=meeting, name=name, mode=mode, **fields)


def take_part(meeting: Meeting, name: str, mode: str = HALL, **fields: Any) -> Registration:
    """Register and confirm: a seat, or a place in line."""
    return operations.confirm(registration=ask(meeting, name, mode, **fields))


def fill(meeting: Meeting, mode: str = HALL) -> list[Registration]:
    """Confirmed strangers on every free seat."""
    pool = pool_of(meeting, mode)
    return [
        take_part(meeting, f"Ospite{number} {mode}", mode)
        for number in range(pool.capacity - pool.taken)
    ]


def pool_of(meeting: Meeting, mode: str = HALL) -> SeatPool:
    return SeatPool.objects.get(meeting=meeting, mode=mode, is_contingent=False)


def contingent_of(meeting: Meeting, capacity: int = 2, **fields: Any) -> SeatPool:
    """Seats of the hall for who has the code SINDACI."""
    fields.setdefault("invitation_code", "SINDACI")
    return SeatPool.objects.create(
        meeting=meeting,
        key="sindaci",
        mode=HALL,
        venue=meeting.venues.first(),
        capacity=capacity,
        is_contingent=True,
        **fields,
    )


def second_hall(meeting: Meeting, capacity: int = 1) -> tuple[Venue, SeatPool]:
    venue = Venue.objects.create(
        meeting=meeting, key="pinerolo", name="Pinerolo", address="Piazza 1", city="Pinerolo"
    )
    pool = SeatPool.objects.create(
        meeting=meeting, key="pinerolo", mode=HALL, venue=venue, capacity=capacity
    )
    return venue, pool


def counters(meeting: Meeting, mode: str = HALL) -> tuple[int, int]:
    """(taken, waiting) of the pool for everybody."""
    pool = pool_of(meeting, mode)
    return pool.taken, pool.waiting


def place_of(registration: Registration) -> WaitingPlace:
    """The newest place in line of a registration, live or not."""
    return registration.waiting_places.order_by("-id").select_related("registration").first()


def again(registration: Registration) -> Registration:
    """The row as it is now, as another request would read it."""
    return Registration.objects.select_related("meeting").get(pk=registration.pk)


def mail_leaves() -> int:
    """The mail server takes all that is owed, now; what follows a mail happens."""
    messages = list(Message.objects.filter(state=Message.State.OWED).order_by("id"))
    for message in messages:
        if message.after:
            import_string(message.after)(sent_at=process_time.now(), **message.arguments)
        message.state = Message.State.SENT
        message.save()
    return len(messages)


def mails(registration: Registration) -> list[str]:
    """The names of the mails owed to a registration, in order."""
    owed = Message.objects.filter(subject=f"registration:{registration.code}").order_by("id")
    return [message.render.rsplit(".", 1)[1] for message in owed]


def acts_of(registration: Registration) -> list[str]:
    """The kinds of ledger entries about a registration, in order."""
    entries = Entry.objects.filter(subject=f"registration:{registration.code}")
    return list(entries.order_by("recorded_at").values_list("kind", flat=True))


def worker_runs() -> None:
    """One round of the jobs for seats and the line."""
    operations.release_expired_holds()
    operations.lapse_offers()
    operations.release_contingents()
    operations.offer_free_seats()
