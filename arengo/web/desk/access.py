"""The desk's left column, and who sees which entry. docs/access.md shows who may open which page.

A view of the desk begins with `user = require(request.user, Right.X)`: nobody signed in is sent to
the sign-in page and comes back; another role gets a page that says so.
"""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.people.models import User
from arengo.people.rules import Right, may


@dataclass(frozen=True)
class Place:
    """A place of the desk that the left column may lead to."""

    label: str | Promise
    route: str
    right: Right
    icon: str
    # Routes of its inner pages begin with one of these, after "desk:".
    inside: tuple[str, ...] = ()


# Shown only when the role allows it and the route exists.
PLACES: Final = (
    Place(_("Oggi"), "desk:today", Right.SEE, "it-calendar", ("today",)),
    Place(
        _("Incontri"), "desk:meetings", Right.SEE, "people-hall", ("meeting", "venue", "sitting")
    ),
    Place(_("Iscrizioni"), "desk:all-registrations", Right.SEE, "it-user", ("registration",)),
    Place(
        _("Rubrica e inviti"),
        "desk:address-book",
        Right.WRITE,
        "it-mail",
        ("address-book", "invitation", "wave", "notices"),
    ),
    Place(_("Voci"), "desk:voices", Right.SEE, "it-comment", ("voice", "sheet")),
    Place(_("Lettere e mail"), "desk:sources", Right.CONTACTS, "it-file", ("source",)),
    Place(_("Risposte"), "desk:replies", Right.SEE, "it-check-circle", ("repl", "letters")),
    Place(_("Messaggi"), "desk:outbox", Right.CONTACTS, "it-inbox", ("outbox",)),
    Place(_("Percorso"), "desk:process", Right.WRITE, "it-list", ("process", "stage", "guideline")),
    Place(_("Notizie"), "desk:news", Right.WRITE, "it-horn", ("news",)),
    Place(_("Piani"), "desk:plans", Right.WRITE, "it-flag", ("plan", "axis", "strategy", "action")),
    Place(_("Progetti"), "desk:projects", Right.SEE, "it-folder", ("project",)),
    Place(_("Registro"), "desk:journal", Right.CONTACTS, "it-files", ("journal",)),
    Place(_("Ingresso"), "room:doors", Right.DOOR, "ticket", ()),
    Place(
        _("Impostazioni"),
        "desk:settings",
        Right.SEE,
        "it-settings",
        ("settings", "staff", "body", "territory", "zone", "municipality"),
    ),
)


# What the page of settings leads to; the same rule.
SETTINGS: Final = (
    Place(_("L'ente"), "desk:body", Right.INSTITUTION, "it-pa"),
    Place(_("Territorio: comuni e zone"), "desk:territory", Right.SEE, "it-map-marker"),
    Place(_("Persone dell'ufficio e ruoli"), "desk:staff", Right.STAFF, "it-user"),
    Place(_("Testi delle mail"), "desk:mail-texts", Right.WRITE, "it-mail"),
    Place(_("Domande dell'ufficio"), "desk:questions", Right.WRITE, "it-help-circle"),
    Place(_("Comunicazione impersonale"), "desk:quiet-periods", Right.WRITE, "it-clock"),
    Place(_("Secondo fattore di accesso"), "mfa_index", Right.SEE, "it-locked"),
)


# The pages of one meeting: (key of the template's `tab`, label, route, right).
MEETING_TABS: Final = (
    ("dashboard", _("Come va"), "desk:meeting", Right.SEE),
    ("registrations", _("Iscrizioni"), "desk:registrations", Right.SEE),
    ("edit", _("Dati, sedi e programma"), "desk:meeting-edit", Right.WRITE),
    ("invitations", _("Inviti"), "desk:invitations", Right.SEE),
    ("conduct", _("Servizi e regia"), "desk:meeting-duties", Right.WRITE),
)


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the left column."""

    label: str | Promise
    url: str
    icon: str
    is_current: bool


def menu(user: User | AnonymousUser, route: str = "") -> list[MenuEntry]:
    """The entries that `user` may open, the one of `route` ("desk:today") marked."""
    entries = []
    for place in PLACES:
        url = _address(place.route)
        if url and may(user, place.right):
            entries.append(MenuEntry(place.label, url, place.icon, _holds(place, route)))
    return entries


def settings(user: User | AnonymousUser) -> list[MenuEntry]:
    """What the page of settings leads to, for `user`."""
    return [
        MenuEntry(place.label, url, place.icon, False)
        for place in SETTINGS
        if may(user, place.right) and (url := _address(place.route))
    ]


def home_of(user: User | AnonymousUser) -> str:
    """Where somebody begins: the first place that their role opens; the public home for the rest."""
    entries = menu(user)
    return entries[0].url if entries else reverse("public:home")


def _address(route: str) -> str:
    """The address of a route; empty while nobody has built it."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _holds(place: Place, route: str) -> bool:
    name = route.removeprefix("desk:")
    return route == place.route or any(name.startswith(prefix) for prefix in place.inside)
