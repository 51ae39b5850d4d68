"""A conference that happens nowhere: it remembers what it was asked, and fails when told to."""

from typing import Final

from arengo.gateways.conference.contract import (
    Answer,
    Broker,
    Brokered,
    Capabilities,
    LineLost,
    NotOnAir,
    Offer,
    Seat,
    Signalling,
    Unreachable,
    outside_transaction,
)


class FakeProvider(Broker):
    """As Janus seems from outside. `calls` are in order; `trouble` is raised by every call."""

    capabilities = Capabilities(
        name="fake",
        signalling=Signalling.SERVER,
        floor_enforced=True,
        per_person_revoke=True,
        shows_addresses=False,
        breakouts=True,
        max_cameras=2,
        max_people=10,
    )

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.is_down = False
        self._sessions: dict[str, str] = {}
        self._speaking: dict[str, set[str]] = {}
        self._made = 0

    @outside_transaction
    def ensure_room(self, room: str) -> None:
        """A set of who speaks."""
        self._note("ensure_room", room)
        self._speaking.setdefault(room, set())

    @outside_transaction
    def admit(self, seat: Seat) -> Brokered:
        """A number."""
        self._note("admit", seat.code)
        self._speaking.setdefault(seat.room, set())
        self._made += 1
        self._sessions[seat.code] = str(self._made)
        return Brokered(reference=str(self._made))

    @outside_transaction
    def set_floor(self, seat: Seat, on: bool) -> None:
        """Taken, it speaks no more."""
        self._note("floor on" if on else "floor off", seat.code)
        if not on:
            self._speaking.get(seat.room, set()).discard(seat.code)

    @outside_transaction
    def remove(self, seat: Seat) -> None:
        """Forget it."""
        self._note("remove", seat.code)
        self._sessions.pop(seat.code, None)
        self._speaking.get(seat.room, set()).discard(seat.code)

    @outside_transaction
    def close(self, room: str) -> None:
        """Nobody speaks there."""
        self._note("close", room)
        self._speaking.pop(room, None)

    @outside_transaction
    def publish(self, seat: Seat, offer: str) -> Answer:
        """It speaks."""
        self._note("publish", seat.code)
        self._check(seat)
        self._speaking.setdefault(seat.room, set()).add(seat.code)
        return Answer(sdp="v=0 answer", reference=f"{seat.reference.partition(':')[0]}:1")

    @outside_transaction
    def stand_by(self, seat: Seat, instead: str = "") -> Offer:
        """An offer, of nobody."""
        self._note("stand by", seat.code)
        self._check(seat)
        return Offer(sdp="v=0 offer", line="2")

    @outside_transaction
    def listen(self, seat: Seat, feed: str, *, audio_only: bool = False, on: str = "") -> Offer:
        """An offer, when `feed` speaks."""
        self._note("listen without pictures" if audio_only else "listen", feed)
        self._check(seat)
        if feed not in self._speaking.get(seat.room, set()):
            raise NotOnAir(feed)
        return Offer(sdp="" if on == "2" else "v=0 offer", line="2")

    @outside_transaction
    def answer(self, seat: Seat, line: str, sdp: str) -> None:
        """It is heard."""
        self._note("answer", seat.code)
        self._check(seat)
        if line != "2":
            raise LineLost(line)

    @outside_transaction
    def keep(self, seat: Seat) -> None:
        """It is still there."""
        self._note("keep", seat.code)
        self._check(seat)

    @outside_transaction
    def publishing(self, room: str) -> frozenset[str]:
        """Who speaks."""
        self._note("publishing", room)
        return frozenset(self._speaking.get(room, set()))

    def asked(self, what: str) -> list[str]:
        """About whom it was asked this, in order."""
        return [whom for asked, whom in self.calls if asked == what]

    def start_again(self) -> None:
        """As after a crash: everything is forgotten, and nothing was done."""
        self._sessions.clear()
        self._speaking.clear()

    def _note(self, what: str, whom: str) -> None:
        self.calls.append((what, whom))
        if self.is_down:
            raise Unreachable("told to fail")

    def _check(self, seat: Seat) -> None:
        if self._sessions.get(seat.code) != seat.reference.partition(":")[0]:
            raise LineLost(seat.code)


FAKE: Final = FakeProvider()
