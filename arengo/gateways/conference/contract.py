"""What a provider of the conference does, whichever it is.

The rows of `live` are the truth: a provider is called after the commit, answers within a short
time or not at all, and may forget everything; who calls it can always say it again.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from arengo.core.guard import refuse_inside_transaction

TIMEOUT_SECONDS = 2.0
P = ParamSpec("P")
R = TypeVar("R")


class ConferenceTrouble(Exception):
    """The provider could not do it; the evening goes on without."""


class Unreachable(ConferenceTrouble):
    """It does not answer, or not in time."""


class LineLost(ConferenceTrouble):
    """It no longer knows the seat: it was started again, or the seat was removed. Admit anew."""


class NotOnAir(ConferenceTrouble):
    """Nobody is seen or heard under this code, or not yet."""


class Refused(ConferenceTrouble):
    """It understood, and will not."""


class Signalling(StrEnum):
    """Who helps two browsers to find each other."""

    SERVER = "server"  # each speaks with the provider, through us
    PEERS = "peers"  # they speak with each other; we pass on their words
    NONE = "none"  # it happens elsewhere


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a provider can do: pages show only this. Numbers are None where it is not ours to say."""

    name: str
    signalling: Signalling
    # Who has no floor is cut by a server; else browsers obey.
    floor_enforced: bool
    # One person can be put out, and stays out.
    per_person_revoke: bool
    # Participants can learn each other's network address.
    shows_addresses: bool
    # Rooms beside the room, one for each table.
    breakouts: bool
    max_cameras: int | None
    max_people: int | None

    @property
    def brokered(self) -> bool:
        """True when people see and hear each other on our own pages."""
        return self.signalling != Signalling.NONE


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A device in a room. `code` names it to the others; `reference` is the provider's own note."""

    room: str
    code: str
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Brokered:
    """Our own page goes on from here; `reference` is to be kept with the seat."""

    reference: str = ""
    # As RTCPeerConnection takes them.
    ice_servers: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Embed:
    """A page of the provider's inside ours."""

    url: str
    script: str
    allow: str


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """An address elsewhere."""

    url: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to an offer, and the note to keep with the seat from now."""

    sdp: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What who listens is to answer to; `line` names the line in that answer.

    Without a description there is nothing to answer: on a line that stands, it flows already.
    """

    sdp: str
    line: str


Admission = Brokered | Embed | Redirect


def outside_transaction(method: Callable[P, R]) -> Callable[P, R]:
    """A call of the outside world: raises InsideTransaction when a transaction is open."""

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        refuse_inside_transaction(f"conference: {method.__name__}")
        return method(*args, **kwargs)

    return guarded


class Provider(ABC):
    """The six things. Each raises InsideTransaction, Unreachable; twice is once."""

    capabilities: Capabilities

    @abstractmethod
    def ensure_room(self, room: str) -> None:
        """Have the room be there."""

    @abstractmethod
    def admit(self, seat: Seat) -> Admission:
        """Let a device in: it sees and hears, and does not speak."""

    @abstractmethod
    def set_floor(self, seat: Seat, on: bool) -> None:
        """Let it speak, or cut it within a second."""

    @abstractmethod
    def remove(self, seat: Seat) -> None:
        """Put the device out: it sees, hears and says nothing any more."""

    @abstractmethod
    def close(self, room: str) -> None:
        """End the room, with all who are in it."""


class Broker(Provider):
    """A provider with a server in the middle, to which we pass on what browsers say."""

    @abstractmethod
    def publish(self, seat: Seat, offer: str) -> Answer:
        """Take the picture and sound of a device that has the floor. Raises LineLost, Refused."""

    @abstractmethod
    def stand_by(self, seat: Seat, instead: str = "") -> Offer:
        """Offer a line on which nothing is sent until `listen` takes it; the line `instead` ends.

        Raises LineLost, Refused.
        """

    @abstractmethod
    def listen(self, seat: Seat, feed: str, *, audio_only: bool = False, on: str = "") -> Offer:
        """Offer the picture and sound of the device `feed`, on the line `on` if that can be, which
        ends if not. Raises NotOnAir, LineLost, Refused.
        """

    @abstractmethod
    def answer(self, seat: Seat, line: str, sdp: str) -> None:
        """The browser's answer to an offer: media flows. Raises LineLost, Refused."""

    @abstractmethod
    def keep(self, seat: Seat) -> None:
        """Say that the device is still there: without, it is let go after a minute. Raises LineLost."""

    @abstractmethod
    def publishing(self, room: str) -> frozenset[str]:
        """The codes of the devices that are connected in order to be seen and heard."""
