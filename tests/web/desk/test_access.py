"""Who may open what at the desk and in the room: docs/access.md has the tables, the addresses are the list."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from arengo.meetings.links import duty_token
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty, revoke_duty
from arengo.people.models import User
from arengo.people.rules import RIGHTS, Right
from arengo.web.room.conference import ACTS
from tests.factories import make_meeting
from tests.registrations.acts import pool_of, take_part
from tests.web.desk.cast import nobody_works_here_any_more, signed_in

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).resolve().parents[3] / "docs" / "access.md"
ROLES = [User.Role.ADMINISTRATOR, User.Role.OFFICE, User.Role.DOOR, User.Role.VIEWER]
# Opened by nobody's right: the demo's own door, closed outside the demo, a script, and what a personal link opens.
# service, which is the right itself.
OWN = {
    "evening",
    "evening-here",
    "evening-gone",
    "evening-speak",
    "evening-speak-withdraw",
    "evening-mine",
    "evening-write",
    "evening-help",
    "evening-help-withdraw",
}
OWN |= {"evening-ask", "evening-support", "evening-vote"}
OWN |= {"evening-statement", "evening-note-confirm", "evening-note-correct"}
OWN |= {f"conference-{act}" for act, _view in ACTS.values()}
FOR_ANYBODY = {"demo-sign-in", "door-worker", "duty"} | OWN
OFFICE = "office"
SERVES = "## Who serves at a meeting"
SIGN_IN = "/ufficio/entra/"


def routes() -> dict[str, tuple[str, dict[str, Any]]]:
    """Every address of the desk and the room by name: its namespace, its arguments and how each is
    written.
    """
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for namespace in ("desk", "room"):
        known = get_resolver().namespace_dict[namespace][1].reverse_dict
        names = {name for name in known if isinstance(name, str)}
        assert not names & set(found), "a name stands for one page"
        found |= {name: (namespace, known.getlist(name)[0][3]) for name in names}
    return found


def rows(text: str, columns: int) -> dict[str, list[bool]]:
    """A table of docs/access.md: by route, cell by cell from the right, whether it opens."""
    found = {}
    for name, rest in re.findall(r"^\| `([\w-]+)` \|(.+)\|$", text, re.M):
        cells = [cell.strip() for cell in rest.split("|")][-columns:]
        assert set(cells) <= {"yes", "no"}, name
        assert len(cells) == columns, name
        found[name] = [cell == "yes" for cell in cells]
    return found


def table() -> dict[str, dict[str, bool]]:
    """The pages of who works here: by route, by role."""
    text = TABLE.read_text(encoding="utf-8").partition(SERVES)[0]
    found = rows(text, len(ROLES))
    return {name: dict(zip(ROLES, cells, strict=True)) for name, cells in found.items()}


def services() -> dict[str, dict[str, bool]]:
    """The pages of who serves at a meeting: by route, by kind of service; "office" for the desk's."""
    text = TABLE.read_text(encoding="utf-8").partition(SERVES)[2]
    columns = re.findall(r"\w+", text[text.index("| page |") :].partition("\n")[0])[1:]
    assert columns == [OFFICE, *Duty.Kind.values]
    found = rows(text, len(columns))
    return {name: dict(zip(columns, cells, strict=True)) for name, cells in found.items()}


OF_SERVICE = sorted(services())
ROUTES = sorted(set(routes()) - FOR_ANYBODY - set(OF_SERVICE))


@pytest.fixture
def world() -> dict[str, Any]:
    meeting = make_meeting()
    ada = take_part(meeting, "Ada Rossi")
    venue = meeting.venues.get().key
    return {"slug": meeting.slug, "venue": venue, "code": ada.code, "pk": pool_of(meeting).pk}


def address(name: str, world: dict[str, Any]) -> str:
    """An address of the route. What it names may not be there: a 404 is no refusal, and no way in."""
    others = {"UUIDConverter": uuid.uuid4(), "IntConverter": 1}
    namespace, converters = routes()[name]
    arguments = {
        argument: world.get(argument, others.get(type(converter).__name__, "x"))
        for argument, converter in converters.items()
    }
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


def test_every_page_of_a_service_is_a_page() -> None:
    assert set(OF_SERVICE) <= set(routes())


def serving(kind: str, slug: str) -> Client:
    """A browser that opened the link of a service of this kind."""
    duty = assign_duty(meeting=Meeting.objects.get(slug=slug), kind=kind, by="staff:1")
    client = Client()
    client.get(reverse("room:duty", args=[duty_token(duty)]))
    return client


@pytest.mark.parametrize("name", OF_SERVICE)
def test_each_service_opens_what_the_table_says_and_nothing_else(
    name: str, world: dict[str, Any]
) -> None:
    url, expected = address(name, world), services()[name]
    for kind in Duty.Kind.values:
        assert opens(answer(serving(kind, world["slug"]), url)) == expected[kind], f"{name}, {kind}"
    for role in ROLES:
        may_write = Right.WRITE in RIGHTS[role]
        assert opens(answer(signed_in(role), url)) == (may_write and expected[OFFICE]), role


@pytest.mark.parametrize("name", OF_SERVICE)
def test_who_holds_no_service_is_told_to_open_the_link(name: str, world: dict[str, Any]) -> None:
    response = answer(Client(), address(name, world))
    assert response.status_code == 403
    assert "apri di nuovo il link" in response.content.decode()


@pytest.mark.parametrize("name", [n for n in OF_SERVICE if "slug" in routes()[n][1]])
def test_a_service_of_another_meeting_opens_nothing_here(name: str, world: dict[str, Any]) -> None:
    make_meeting(slug="altro")
    for kind in Duty.Kind.values:
        assert not opens(answer(serving(kind, "altro"), address(name, world))), kind


@pytest.mark.parametrize("name", OF_SERVICE)
def test_a_service_taken_away_opens_nothing_any_more(name: str, world: dict[str, Any]) -> None:
    for kind in Duty.Kind.values:
        client = serving(kind, world["slug"])
        revoke_duty(duty=Duty.objects.get(kind=kind), by="staff:1")
        assert not opens(answer(client, address(name, world))), kind


@pytest.mark.parametrize("name", ROUTES)
def test_a_service_opens_nothing_of_the_desk_and_the_door(name: str, world: dict[str, Any]) -> None:
    assert not opens(answer(serving("assistant", world["slug"]), address(name, world)))


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
