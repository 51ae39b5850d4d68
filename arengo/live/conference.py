"""Who sees and hears whom: places, floors and what is on air, as the rows say. Nothing is called here."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.gateways import conference
from arengo.gateways.conference.contract import Provider, Seat
from arengo.live.models import ConferencePlace, Floor, Signal, SoundCheck
from arengo.live.refusals import OutOfConference
from arengo.live.retention import SIGNALS_KEPT
from arengo.meetings.models import Meeting
from arengo.registrations.models import Mode, Registration

Role = ConferencePlace.Role
State = Registration.State
# What one is told when one's device is no longer in.
WHY: Final[dict[str, str | Promise]] = {
    ConferencePlace.WhyLeft.ELSEWHERE: _(
        "Sei entrata o entrato da un altro dispositivo: qui audio e video sono chiusi."
    ),
    ConferencePlace.WhyLeft.REMOVED: _(
        "Questo link non vale più: audio e video sono chiusi. Scrivi all'ufficio, se non te lo "
        "aspettavi."
    ),
    ConferencePlace.WhyLeft.OVER: _("L'incontro è finito: audio e video sono chiusi."),
}
# From when the office is told how many the conference carries.
TOLD_BEFORE: Final = timedelta(days=7)


@dataclass(frozen=True)
class OnAir:
    """Somebody whom everybody in the conference sees and hears. `name` is empty but for a person.

    Who is only ready is not seen and heard yet: the others' browsers prepare the line.
    """

    code: str
    role: str
    name: str
    has_camera: bool
    is_ready: bool = False

    @property
    def is_hall(self) -> bool:
        """True for the hall, which is one participant."""
        return self.role == Role.HALL

    @property
    def is_interpreter(self) -> bool:
        """True for who signs: seen and not heard, always."""
        return self.role == Role.INTERPRETER


@dataclass(frozen=True)
class Standing:
    """How things stand for one device: whether it may speak, whether it is on air, what was said to it."""

    has_floor: bool
    is_publishing: bool
    signals: list[dict[str, Any]]


@dataclass(frozen=True)
class Carrying:
    """How many people the provider in use carries, against those registered online."""

    provider: str
    max_people: int | None
    max_cameras: int | None
    registered: int

    @property
    def is_enough(self) -> bool:
        """False when more are registered online than it carries."""
        return self.max_people is None or self.registered <= self.max_people


def provider_of(meeting: Meeting) -> Provider:
    """The provider of the meeting's conference."""
    return conference.provider_for(meeting.conference_url)


def seat_of(place: ConferencePlace) -> Seat:
    """The place as the provider knows it."""
    return Seat(room=place.room.meeting.slug, code=place.code, reference=place.reference)


def places_in(meeting: Meeting) -> QuerySet[ConferencePlace]:
    """The devices that are in the conference now."""
    return ConferencePlace.objects.filter(room__meeting=meeting, left_at__isnull=True)


def with_floor(places: QuerySet[ConferencePlace]) -> QuerySet[ConferencePlace]:
    """Those that may be seen and heard now."""
    open_ones = Floor.objects.filter(room=OuterRef("room"), ended_at__isnull=True)
    persons = open_ones.filter(registration=OuterRef("registration"))
    hall = open_ones.filter(registration__isnull=True)
    return places.filter(
        Q(role=Role.PERSON) & Exists(persons)
        | Q(role=Role.HALL) & Exists(hall)
        # Who signs does so while others speak: the service itself is the leave.
        | Q(role=Role.INTERPRETER)
    )


def has_floor(place: ConferencePlace) -> bool:
    """True while the place may be seen and heard."""
    return with_floor(ConferencePlace.objects.filter(pk=place.pk)).exists()


def on_air(meeting: Meeting) -> list[OnAir]:
    """Those who are seen and heard now, in the order in which they began."""
    return [one for one in lines(meeting) if not one.is_ready]


def lines(meeting: Meeting) -> list[OnAir]:
    """Those who are seen and heard now, in the order in which they began; then those about to be."""
    places = places_in(meeting).filter(Q(on_air_at__isnull=False) | Q(ready_at__isnull=False))
    rows = places.select_related("registration__person__contact")
    return [
        OnAir(row.code, row.role, _name(row), row.has_camera, is_ready=row.on_air_at is None)
        for row in rows.order_by(F("on_air_at").asc(nulls_last=True), "id")
    ]


def newest_signals(meeting: Meeting) -> dict[str, int]:
    """Of each device to which something was said in the last minute, the number of the newest."""
    fresh = Signal.objects.filter(
        to_place__room__meeting=meeting, created_at__gt=timezone.now() - SIGNALS_KEPT
    )
    rows = fresh.order_by().values_list("to_place__code").annotate(newest=Max("id"))
    return dict(rows)


def standing_of(place: ConferencePlace, after: int) -> Standing:
    """How things stand for a device, with what was said to it after the signal `after`."""
    rows = Signal.objects.filter(to_place=place, id__gt=after).select_related("from_place")
    return Standing(
        has_floor=has_floor(place),
        is_publishing=place.publishing_at is not None,
        signals=[_as_json(row) for row in rows],
    )


def get_place(
    meeting: Meeting, *, code: str, device: uuid.UUID, role: str, registration: Registration | None
) -> ConferencePlace:
    """The place of a device that says so itself. Raises OutOfConference, with why."""
    rows = ConferencePlace.objects.select_related("room", "registration")
    place = rows.filter(
        room__meeting=meeting, code=code, device=device, role=role, registration=registration
    ).first()
    if place is None:
        raise OutOfConference
    if place.left_at is not None:
        raise OutOfConference(WHY.get(place.why_left, ""))
    place.room.meeting = meeting
    return place


def revoked(places: QuerySet[ConferencePlace]) -> QuerySet[ConferencePlace]:
    """Those whose link, of a person or of a service, no longer lets in."""
    may_be_in = Q(
        registration__state__in=[State.CONFIRMED, State.ATTENDED],
        registration__mode=Mode.ONLINE,
        registration__person__erased_at__isnull=True,
        registration__version=F("version"),
    )
    no_longer_served = Q(duty__revoked_at__isnull=False) | ~Q(duty__version=F("version"))
    return places.filter(
        Q(role=Role.PERSON) & ~may_be_in | Q(duty__isnull=False) & no_longer_served
    )


def carrying(meeting: Meeting) -> Carrying:
    """How many the conference carries, and how many are registered online."""
    can = provider_of(meeting).capabilities
    registered = Registration.objects.filter(
        meeting=meeting,
        mode=Mode.ONLINE,
        state__in=[State.TO_CONFIRM, State.CONFIRMED, State.ATTENDED],
    )
    return Carrying(can.name, can.max_people, can.max_cameras, registered.count())


def sound_checks(meeting: Meeting) -> list[tuple[SoundCheck.Step, SoundCheck | None]]:
    """The steps of the sound check, each with when it went well."""
    rows = SoundCheck.objects.filter(room__meeting=meeting)
    done = {row.step: row for row in rows}
    return [(step, done.get(step)) for step in SoundCheck.Step]


def _name(place: ConferencePlace) -> str:
    """The name of a person; empty for a service, and once they were erased."""
    contact = getattr(place.registration.person, "contact", None) if place.registration else None
    return contact.name if contact else ""


def _as_json(signal: Signal) -> dict[str, Any]:
    sender = signal.from_place.code if signal.from_place else ""
    # Ours last: what a browser says cannot pass for somebody else's.
    return {**signal.payload, "id": signal.pk, "from": sender, "kind": signal.kind}
