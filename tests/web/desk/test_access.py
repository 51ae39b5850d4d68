"""Who may open what at the desk and the door: docs/access.md is the table, the addresses the list."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from arengo.people.models import User
from arengo.people.rules import RIGHTS, Right
from tests.factories import make_meeting
from tests.registrations.acts import pool_of, take_part
from tests.web.desk.cast import nobody_works_here_any_more, signed_in

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).resolve().parents[3] / "docs" / "access.md"
ROLES = [User.Role.ADMINISTRATOR, User.Role.OFFICE, User.Role.DOOR, User.Role.VIEWER]
# Opened by nobody's right: the demo's own door, closed outside the demo, and a script.
FOR_ANYBODY = {"demo-sign-in", "door-worker"}
SIGN_IN = "/ufficio/entra/"


def routes() -> dict[str, dict[str, Any]]:
    """Every address of the desk and the door by name, with its arguments and how each is written."""
    found = {}
    for namespace in ("desk", "room"):
        known = get_resolver().namespace_dict[namespace][1].reverse_dict
        found |= {name: known.getlist(name)[0][3] for name in known if isinstance(name, str)}
    return found


def table() -> dict[str, dict[str, bool]]:
    """docs/access.md: by route, by role, whether it opens."""
    rows = re.findall(r"^\| `([\w-]+)` \|(.+)\|$", TABLE.read_text(encoding="utf-8"), re.M)
    found = {}
    for name, rest in rows:
        cells = [cell.strip() for cell in rest.split("|")]
        assert len(cells) == len(ROLES) + 1, name
        found[name] = {role: cell == "yes" for role, cell in zip(ROLES, cells[1:], strict=True)}
    return found


ROUTES = sorted(set(routes()) - FOR_ANYBODY)


@pytest.fixture
def world() -> dict[str, Any]:
    meeting = make_meeting()
    ada = take_part(meeting, "Ada Rossi")
    venue = meeting.venues.get().key
    return {"slug": meeting.slug, "venue": venue, "code": ada.code, "pk": pool_of(meeting).pk}


def address(name: str, world: dict[str, Any]) -> str:
    """An address of the route. What it names may not be there: a 404 is no refusal, and no way in."""
    others = {"UUIDConverter": uuid.uuid4(), "IntConverter": 1}
    arguments = {
        argument: world.get(argument, others.get(type(converter).__name__, "x"))
        for argument, converter in routes()[name].items()
    }
    namespace = "room" if name.startswith("door") else "desk"
    return reverse(f"{namespace}:{name}", kwargs=arguments)


def answer(client: Client, url: str) -> Any:
    """Opened, or where a page cannot be opened, done."""
    client.raise_request_exception = False
    response = client.get(url)
    return client.post(url, {}) if response.status_code == 405 else response


def opens(response: Any) -> bool:
    """True when the page let them in; a redirect to the sign-in page or a refusal does not."""
    if response.status_code == 302 and response["Location"].startswith(SIGN_IN):
        return False
    return response.status_code != 403


def test_every_address_stands_in_the_table() -> None:
    assert set(table()) == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_each_role_opens_what_the_table_says_and_nothing_else(
    name: str, world: dict[str, Any]
) -> None:
    url, expected = address(name, world), table().get(name, {})
    for role in ROLES:
        if name == "today" and role == User.Role.DOOR:
            continue
        assert opens(answer(signed_in(role), url)) == expected[role], f"{name}, {role}"


@pytest.mark.parametrize("name", ROUTES)
def test_who_has_not_signed_in_is_sent_there(name: str, world: dict[str, Any]) -> None:
    response = answer(Client(), address(name, world))
    assert response.status_code == 302
    assert response["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("name", ROUTES)
def test_who_no_longer_works_here_is_a_stranger(name: str, world: dict[str, Any]) -> None:
    client = signed_in(User.Role.ADMINISTRATOR)
    nobody_works_here_any_more()
    assert not opens(answer(client, address(name, world)))


def test_after_signing_in_one_comes_back_to_where_one_wanted_to_go(world: dict[str, Any]) -> None:
    response = Client().get("/ufficio/incontri/lancio/?a=b")
    assert response["Location"] == f"{SIGN_IN}?next=/ufficio/incontri/lancio/%3Fa%3Db"


def test_who_wanted_to_act_comes_back_to_the_desk_not_to_the_act(world: dict[str, Any]) -> None:
    response = Client().post(f"/ufficio/iscrizioni/{world['code']}/conferma/")
    assert response["Location"] == f"{SIGN_IN}?next=/ufficio/"


def test_who_is_at_the_door_is_taken_to_the_door() -> None:
    make_meeting()
    assert signed_in(User.Role.DOOR).get("/ufficio/")["Location"] == reverse("room:doors")


def test_the_column_leads_only_where_the_role_may_go() -> None:
    make_meeting()
    page = signed_in(User.Role.VIEWER).get("/ufficio/").content.decode()
    assert "/ufficio/incontri/" in page
    for hidden in ("/ufficio/messaggi/", "/ufficio/registro/", "/ufficio/persone/"):
        assert hidden not in page


def test_only_who_sees_names_may_take_them_away() -> None:
    for rights in RIGHTS.values():
        assert Right.EXPORT not in rights or Right.CONTACTS in rights
