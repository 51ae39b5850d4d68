"""Browser to browser, with no server: for rehearsals, small tables, and where nothing is installed.

What people say to find each other passes through `live`, which is where an offer without the floor
is refused. What is already under way is ended by the browsers that obey.
"""

from arengo.gateways.conference.contract import (
    Brokered,
    Capabilities,
    Provider,
    Seat,
    Signalling,
    outside_transaction,
)
from arengo.gateways.conference.turn import ice_servers

# Who speaks sends to each who listens: an upload of 0.5 Mbit/s carries about so many.
MAX_PEOPLE = 12


class MeshProvider(Provider):
    """Nothing to call: it says what can be done, and gives the servers that help through firewalls."""

    capabilities = Capabilities(
        name="mesh",
        signalling=Signalling.PEERS,
        floor_enforced=False,
        per_person_revoke=False,
        shows_addresses=True,
        breakouts=True,
        max_cameras=6,
        max_people=MAX_PEOPLE,
    )

    @outside_transaction
    def ensure_room(self, room: str) -> None:
        """There is none to make."""

    @outside_transaction
    def admit(self, seat: Seat) -> Brokered:
        """The page goes on by itself."""
        return Brokered(ice_servers=ice_servers(seat.code))

    @outside_transaction
    def set_floor(self, seat: Seat, on: bool) -> None:
        """The relay refuses, and the browsers obey."""

    @outside_transaction
    def remove(self, seat: Seat) -> None:
        """As the floor."""

    @outside_transaction
    def close(self, room: str) -> None:
        """As the floor."""
