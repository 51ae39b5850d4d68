"""Which role may do what at the desk. docs/access.md shows this table; a test walks it."""

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import NotForYou
from arengo.people.models import User


class Right(StrEnum):
    """Something that a role may do."""

    SEE = "see"  # figures, meetings, registrations without names
    CONTACTS = "contacts"  # names and addresses of people
    ACCESS_NEEDS = "access_needs"  # what people need: health data
    WRITE = "write"  # meetings, registrations, invitations, mails
    EXPORT = "export"  # lists of people as files
    DOOR = "door"  # let people in
    STAFF = "staff"  # who works here, and with which role
    INSTITUTION = "institution"  # the body itself, and its territory


Role = User.Role
RIGHTS: dict[str, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.OFFICE: frozenset(Right) - {Right.STAFF, Right.INSTITUTION},
    Role.DOOR: frozenset({Right.DOOR}),
    Role.VIEWER: frozenset({Right.SEE}),
}


class NeedsSignIn(NotForYou):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__(_("Questa pagina è dell'ufficio. Entra con il tuo indirizzo e-mail."))


class NeedsAnotherRole(NotForYou):
    """Somebody is signed in whose role does not allow this."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Il tuo ruolo non comprende questa pagina. Chi amministra può darti quello che serve."
            )
        )


def may(user: User | AnonymousUser, right: Right) -> bool:
    """True when the user's role has the right."""
    return isinstance(user, User) and user.is_active and right in RIGHTS[user.role]


def require(user: User | AnonymousUser, right: Right) -> User:
    """The user, when their role has the right. Raises NeedsSignIn or NeedsAnotherRole."""
    if not isinstance(user, User) or not user.is_active:
        raise NeedsSignIn
    if right not in RIGHTS[user.role]:
        raise NeedsAnotherRole
    return user
