"""The conference of any other platform: an address, revealed to who pressed "Entra"."""

from arengo.gateways.conference.contract import (
    Capabilities,
    Provider,
    Redirect,
    Seat,
    Signalling,
    outside_transaction,
)


class ExternalProvider(Provider):
    """Who speaks and who is put out is decided over there."""

    capabilities = Capabilities(
        name="external",
        signalling=Signalling.NONE,
        floor_enforced=False,
        per_person_revoke=False,
        shows_addresses=False,
        breakouts=False,
        max_cameras=None,
        max_people=None,
    )

    def __init__(self, url: str) -> None:
        self._url = url

    @outside_transaction
    def ensure_room(self, room: str) -> None:
        """It is made over there."""

    @outside_transaction
    def admit(self, seat: Seat) -> Redirect:
        """The address, the same for everybody."""
        return Redirect(url=self._url)

    @outside_transaction
    def set_floor(self, seat: Seat, on: bool) -> None:
        """Whoever conducts it over there does."""

    @outside_transaction
    def remove(self, seat: Seat) -> None:
        """Whoever conducts it over there does."""

    @outside_transaction
    def close(self, room: str) -> None:
        """Whoever conducts it over there does."""
