"""The examples of the demo: people who do not exist, in a hall almost full. All are marked as such."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice, product
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.text import slugify

from arengo.blueprint import (
    demo_invitations,
    demo_lexicon,
    demo_news,
    demo_projects,
    demo_voices,
)
from arengo.core.clock import process_time
from arengo.meetings.models import Meeting, Venue
from arengo.plan.models import Axis
from arengo.registrations import operations
from arengo.registrations.models import Mode, Registration, SeatPool
from arengo.territory.models import Municipality

MEETING = "lancio"
ROME = ZoneInfo("Europe/Rome")
# When the example people registered: in the days before the demo begins.
FIRST_REGISTRATION = datetime(2023, 9, 1, 9, 0, tzinfo=ROME)
BETWEEN_TWO = timedelta(minutes=31)
ONLINE = 46
LINE = 3
SEATS_LEFT = 1
# fmt: off
FIRST_NAMES = [
    "Ada", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Gina", "Hamid", "Irene", "Jacopo",
    "Katia", "Luca", "Marta", "Nadia", "Omar", "Paola", "Quinto", "Rita", "Sara", "Tullio",
    "Ugo", "Vera", "Walter", "Xenia", "Yuri", "Zoe", "Aldo", "Bianca", "Cesare", "Delia",
    "Enzo", "Flora", "Guido", "Ilaria", "Leo", "Mara", "Nino", "Olga", "Piero", "Rosa",
    "Silvio", "Teresa", "Umberto", "Viola", "Amina", "Beppe", "Clara", "Davide",
]
# fmt: on
# Surnames that say what these people are.
SURNAMES = ["Esempio", "Di Prova", "D'Esempio", "Proviamo"]
Kind = Registration.Representing
# Who comes, in the proportions of a public meeting; an assumption of the example.
KINDS = [
    Kind.MUNICIPALITY,
    Kind.CITIZEN,
    Kind.ASSOCIATION,
    Kind.MUNICIPALITY,
    Kind.COMPANY,
    Kind.UNION,
    Kind.CITIZEN,
    Kind.MUNICIPALITY,
    Kind.UNIVERSITY,
    Kind.OTHER,
]
DELEGATES: dict[str, str] = {
    Kind.COMPANY: "Impresa d'esempio",
    Kind.ASSOCIATION: "Associazione d'esempio",
    Kind.UNIVERSITY: "Ateneo d'esempio",
    Kind.UNION: "Sindacato d'esempio",
    Kind.OTHER: "Comitato d'esempio",
}


def seed() -> None:
    """Fill the demo with its examples, once: a second time changes nothing."""
    meeting = Meeting.objects.filter(slug=MEETING).first()
    if meeting is None or Registration.objects.filter(meeting=meeting).exists():
        return
    with transaction.atomic():
        _fill(meeting)
        demo_projects.seed()
        demo_news.seed()
        demo_voices.seed()
        demo_lexicon.seed()


def _fill(meeting: Meeting) -> None:
    people, moments = _names(), _moments()
    places = _wishes()
    pool = SeatPool.objects.get(meeting=meeting, mode=Mode.IN_PERSON, is_contingent=False)
    venue, full = pool.venue, pool.capacity
    for _seat in range(full):
        _register(meeting, next(people), next(moments), Mode.IN_PERSON, venue, next(places))
    for _seat in range(ONLINE):
        _register(meeting, next(people), next(moments), Mode.ONLINE, None, next(places))
    _leave_some_in_line(meeting, venue, people, moments)
    _free_the_last_seats(pool, next(moments))
    demo_invitations.seed(meeting)


def _register(
    meeting: Meeting,
    name: str,
    moment: datetime,
    mode: str,
    venue: Venue | None,
    wish: tuple[str, Municipality, list[Axis]],
) -> Registration:
    kind, municipality, axes = wish
    delegate_of = (
        f"Comune di {municipality}" if kind == Kind.MUNICIPALITY else DELEGATES.get(kind, "")
    )
    with process_time.frozen_at(moment):
        return operations.register_by_office(
            meeting=meeting,
            name=name,
            email=_address(name),
            notify_next=_wants_notices(name),
            mode=mode,
            venue=venue,
            representing=kind,
            delegate_of=delegate_of,
            municipality=municipality,
            axes=axes,
            by="system",
        )


def _address(name: str) -> str:
    """Every fourth has an e-mail, so that postponing the meeting has somebody to write to."""
    parts = slugify(name)
    return f"{parts}@example.org" if sum(map(ord, name)) % 4 == 0 else ""


def _wants_notices(name: str) -> bool:
    """Of those who have an e-mail half ask to hear of the next meetings."""
    return bool(_address(name)) and len(name) % 2 == 0


def _leave_some_in_line(
    meeting: Meeting, venue: Venue | None, people: Iterator[str], moments: Iterator[datetime]
) -> None:
    """People who found the hall full and have not confirmed their e-mail yet: they keep their place
    in line, and the next seat that is free may still be taken by somebody else.
    """
    for number in range(1, LINE + 1):
        with process_time.frozen_at(next(moments)):
            operations.register(
                meeting=meeting,
                name=next(people),
                email=f"lista.{number}@example.org",
                mode=Mode.IN_PERSON,
                venue=venue,
                by="system",
            )


def _free_the_last_seats(pool: SeatPool, moment: datetime) -> None:
    """Somebody cannot come after all: the demo opens with so many seats left."""
    seated = Registration.objects.filter(seat=pool, representing=Kind.CITIZEN)
    for registration in seated.order_by("-registered_at")[:SEATS_LEFT]:
        with process_time.frozen_at(moment):
            operations.cancel(registration=registration, by="system")


def _names() -> Iterator[str]:
    return (f"{first} {last}" for last, first in product(SURNAMES, FIRST_NAMES))


def _moments() -> Iterator[datetime]:
    moment = FIRST_REGISTRATION
    while True:
        yield moment
        moment += BETWEEN_TWO


def _wishes() -> Iterator[tuple[str, Municipality, list[Axis]]]:
    """For whom, from where, about which axes: larger municipalities send more people."""
    municipalities = list(Municipality.objects.order_by("-population"))
    axes = list(Axis.objects.filter(plan__state="in_force"))
    # Every third municipality sends nobody: the office sees who is silent.
    from_where = cycle([m for place, m in enumerate(municipalities) if place % 3 != 2])
    for place, (kind, municipality) in enumerate(zip(cycle(KINDS), from_where, strict=False)):
        chosen = list(islice(cycle(axes), place % 6, place % 6 + place % 3)) if axes else []
        yield kind, municipality, chosen
