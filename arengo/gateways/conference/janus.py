"""Janus' VideoRoom: a server passes the media on, and no browser speaks with it but through us.

Its secrets are derived from the installation's key, so that who writes its configuration and who
calls it agree without telling each other. Nobody's name goes there, only the code of a device.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from arengo.core import codes
from arengo.gateways.conference.contract import (
    Answer,
    Broker,
    Brokered,
    Capabilities,
    ConferenceTrouble,
    LineLost,
    NotOnAir,
    Offer,
    Refused,
    Seat,
    Signalling,
    outside_transaction,
)
from arengo.gateways.conference.janus_wire import (
    ID_EXISTS,
    NO_SUCH_ROOM,
    ROOM_EXISTS,
    Json,
    PluginRefused,
    Wire,
    wire,
)
from arengo.gateways.conference.turn import ice_servers

MAX_CAMERAS: Final = 12
# Measured: 150 who look at one speaker. Above it upstream asks for helper threads, which came later.
MAX_PEOPLE: Final = 150
BITRATE: Final = 600_000
KEY_FRAME_SECONDS: Final = 10
# Our pages always put the sound first.
SOUND: Final = "0"
PICTURE: Final = "1"


def secret(purpose: str, *parts: str) -> str:
    """A secret of this installation's Janus, the same whenever it is asked for."""
    return codes.keyed_digest(f"janus:{purpose}", *parts).hex()[:40]


class JanusProvider(Broker):
    """One Janus session for each device: `reference` is its number, and its speaking handle's."""

    capabilities = Capabilities(
        name="janus",
        signalling=Signalling.SERVER,
        floor_enforced=True,
        per_person_revoke=True,
        shows_addresses=False,
        breakouts=True,
        max_cameras=MAX_CAMERAS,
        max_people=MAX_PEOPLE,
    )

    def __init__(self, url: str) -> None:
        self._url = url

    @outside_transaction
    def version(self) -> str:
        """What it says of itself, e.g. "1.1.2"."""
        with self._wire() as line:
            return str(line.info().get("version_string", ""))

    @outside_transaction
    def ensure_room(self, room: str) -> None:
        """Make it; one that is there stays as it is."""
        with self._room() as (line, session, handle):
            _ensure(line, session, handle, room)

    @outside_transaction
    def admit(self, seat: Seat) -> Brokered:
        """A session, with nothing in it."""
        with self._room() as (line, session, handle):
            _ensure(line, session, handle, seat.room)
            return Brokered(reference=line.create(), ice_servers=ice_servers(seat.code))

    @outside_transaction
    def set_floor(self, seat: Seat, on: bool) -> None:
        """Only `publish` lets speak: given, there is nothing to do; taken, what flows is cut."""
        if on:
            return
        with self._room() as (line, session, handle):
            _kick(line, session, handle, seat)
            theirs, speaking = _read(seat.reference)
            if speaking:
                line.detach(theirs, speaking)

    @outside_transaction
    def remove(self, seat: Seat) -> None:
        """Kick it, and end its session with every line of it."""
        with self._room() as (line, session, handle):
            _kick(line, session, handle, seat)
            theirs, _speaking = _read(seat.reference)
            if theirs:
                line.destroy(theirs)

    @outside_transaction
    def close(self, room: str) -> None:
        """Destroy the room; everybody's media ends."""
        with self._room() as (line, session, handle):
            body: Json = {"request": "destroy", "room": room, "secret": secret("room", room)}
            _unless(NO_SUCH_ROOM, line, session, handle, body)

    @outside_transaction
    def publish(self, seat: Seat, offer: str) -> Answer:
        """Join as somebody who is seen and heard; what it sent before ends."""
        session, speaking = _live(seat)
        with self._wire() as line:
            if speaking:
                line.detach(session, speaking)
            try:
                handle, sdp = _join(line, session, seat, offer)
            except PluginRefused as refusal:
                _make_way(line, session, seat, refusal)
                handle, sdp = _join(line, session, seat, offer)
            return Answer(sdp=sdp, reference=f"{session}:{handle}")

    @outside_transaction
    def stand_by(self, seat: Seat, instead: str = "") -> Offer:
        """A handle that looks at the room's dummy, of which nothing ever comes."""
        session, speaking = _live(seat)
        with self._wire() as line:
            if instead.isdigit() and instead != speaking:
                line.detach(session, instead)
            handle = line.attach(session)
            dummy = next((one["id"] for one in _listed(line, session, handle, seat.room, True)), "")
            return _look_at(line, session, handle, seat, {"feed": dummy})

    @outside_transaction
    def listen(self, seat: Seat, feed: str, *, audio_only: bool = False, on: str = "") -> Offer:
        """A handle for each whom one sees and hears; one that waited is turned to them."""
        session, speaking = _live(seat)
        stands = on.isdigit() and on != speaking
        with self._wire() as line:
            if stands and not audio_only and _switch(line, session, on, feed):
                return Offer(sdp="", line=on)
            if stands:
                line.detach(session, on)
            stream = {"feed": feed, **({"mid": SOUND} if audio_only else {})}
            return _look_at(line, session, line.attach(session), seat, stream)

    @outside_transaction
    def answer(self, seat: Seat, line: str, sdp: str) -> None:
        """Media flows from now."""
        session, speaking = _live(seat)
        if not line.isdigit() or line == speaking:
            raise LineLost(line)
        with self._wire() as janus:
            janus.say(session, line, {"request": "start"}, {"type": "answer", "sdp": sdp})

    @outside_transaction
    def keep(self, seat: Seat) -> None:
        """A keepalive."""
        session, _speaking = _live(seat)
        with self._wire() as line:
            line.keep(session)

    @outside_transaction
    def publishing(self, room: str) -> frozenset[str]:
        """Those whom the room lists, whether their media flows already or not yet."""
        with self._room() as (line, session, handle):
            found = _listed(line, session, handle, room, False)
        return frozenset(str(one["id"]) for one in found)

    @contextmanager
    def _wire(self) -> Iterator[Wire]:
        with wire(self._url, secret("api")) as line:
            yield line

    @contextmanager
    def _room(self) -> Iterator[tuple[Wire, str, str]]:
        """A session of our own, for what is said in the room's name; it ends with the act."""
        with self._wire() as line:
            session = line.create()
            try:
                yield line, session, line.attach(session)
            finally:
                # One that does not answer would keep us waiting again; it ends by itself in a minute.
                if line.answers:
                    line.destroy(session)


def _ensure(line: Wire, session: str, handle: str, room: str) -> None:
    body: Json = {
        "request": "create",
        "room": room,
        "admin_key": secret("admin"),
        "secret": secret("room", room),
        "pin": secret("pin", room),
        "is_private": True,
        "permanent": False,
        "publishers": MAX_CAMERAS,
        "bitrate": BITRATE,
        "bitrate_cap": True,
        "fir_freq": KEY_FRAME_SECONDS,
        "audiocodec": "opus",
        "videocodec": "vp8",
        # Who waits looks at it: a line that stands is turned to who speaks without a word of theirs.
        "dummy_publisher": True,
        "dummy_streams": [{"codec": "opus"}, {"codec": "vp8"}],
    }
    _unless(ROOM_EXISTS, line, session, handle, body)


def _join(line: Wire, session: str, seat: Seat, offer: str) -> tuple[str, str]:
    """Join as a publisher, on a handle of its own: one that was refused is of no more use."""
    body: Json = {
        "request": "joinandconfigure",
        "ptype": "publisher",
        "room": seat.room,
        "id": seat.code,
        "pin": secret("pin", seat.room),
    }
    handle = line.attach(session)
    try:
        return handle, line.say(session, handle, body, {"type": "offer", "sdp": offer}).sdp
    except ConferenceTrouble:
        line.detach(session, handle)
        raise


def _look_at(line: Wire, session: str, handle: str, seat: Seat, stream: Json) -> Offer:
    """Join as one who looks, on a handle of its own. Raises NotOnAir, Refused."""
    body = {
        "request": "join",
        "ptype": "subscriber",
        "room": seat.room,
        "pin": secret("pin", seat.room),
        # When who is looked at goes, the line stays as it is.
        "autoupdate": False,
        "streams": [stream],
    }
    try:
        return Offer(sdp=line.say(session, handle, body).sdp, line=handle)
    except (PluginRefused, NotOnAir) as refusal:
        line.detach(session, handle)
        if isinstance(refusal, PluginRefused) and refusal.code == NO_SUCH_ROOM:
            raise NotOnAir(stream["feed"]) from refusal
        raise


def _switch(line: Wire, session: str, handle: str, feed: str) -> bool:
    """Turn a line that waits to somebody, sound to sound, picture to picture; False: it cannot.

    One whose speaker is gone would have to be described anew, and would miss the first picture.
    """
    streams = [{"feed": feed, "mid": mid, "sub_mid": mid} for mid in (SOUND, PICTURE)]
    try:
        reply = line.say(session, handle, {"request": "switch", "streams": streams})
    except (Refused, LineLost):
        return False
    return not reply.sdp and reply.data.get("changes") == len(streams)


def _listed(
    line: Wire, session: str, handle: str, room: str, is_dummy: bool
) -> list[dict[str, Any]]:
    """The room's publishers, or its dummies; none when there is no room."""
    body: Json = {"request": "listparticipants", "room": room}
    found = _unless(NO_SUCH_ROOM, line, session, handle, body).get("participants", [])
    return [one for one in found if bool(one.get("dummy")) == is_dummy]


def _make_way(line: Wire, session: str, seat: Seat, refusal: PluginRefused) -> None:
    """The room may be gone since Janus was started again, or an older handle still be there."""
    handle = line.attach(session)
    if refusal.code == NO_SUCH_ROOM:
        _ensure(line, session, handle, seat.room)
    elif refusal.code == ID_EXISTS:
        _kick(line, session, handle, seat)
    else:
        raise refusal
    line.detach(session, handle)


def _kick(line: Wire, session: str, handle: str, seat: Seat) -> None:
    body: Json = {
        "request": "kick",
        "room": seat.room,
        "secret": secret("room", seat.room),
        "id": seat.code,
    }
    try:
        _unless(NO_SUCH_ROOM, line, session, handle, body)
    except NotOnAir:
        return


def _unless(code: int, line: Wire, session: str, handle: str, body: Json) -> Json:
    """What the room says; nothing when it refuses with `code`, which means that it is so already."""
    try:
        return line.say(session, handle, body).data
    except PluginRefused as refusal:
        if refusal.code == code:
            return {}
        raise


def _read(reference: str) -> tuple[str, str]:
    session, _colon, speaking = reference.partition(":")
    return session, speaking


def _live(seat: Seat) -> tuple[str, str]:
    session, speaking = _read(seat.reference)
    if not session:
        raise LineLost(seat.code)
    return session, speaking
