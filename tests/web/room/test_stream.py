"""The live parts of a page: what draws them, and asking for them where no stream passes."""

import time

import pytest
from django.core import signing
from django.urls import reverse
from django.utils.translation import get_language

from arengo.core.stream.operations import emit
from arengo.core.stream.topics import Topic, UnknownPart, grant
from arengo.meetings.models import Meeting
from arengo.web.room import polling, stream
from arengo.web.shared.following import follow
from tests.live.acts import make_evening

CHANNEL = "room:lancio"
SHEET = Topic(CHANNEL, "chair", "en")
drawn: list[str] = []


@pytest.fixture(autouse=True)
def drawing(monkeypatch):
    """Notes each drawing that asking makes; it draws for real."""
    drawn.clear()

    def noting(topic: Topic, part: str) -> str:
        drawn.append(part)
        return stream.draw(topic, part)

    monkeypatch.setattr(polling, "draw", noting)


@pytest.fixture(autouse=True)
def evening(db: None) -> Meeting:
    return make_evening()


def ask(client, topic: Topic = SHEET, **query):
    return client.get(reverse("stream-now", args=[grant(topic)]), query)


def test_a_part_is_drawn_in_the_language_of_its_readers_whatever_is_active() -> None:
    assert "It has not begun yet" in stream.draw(SHEET, "now")
    assert get_language() == "it"
    for topic, part in ((SHEET, "help"), (SHEET._replace(channel="room:altro"), "now")):
        with pytest.raises(UnknownPart):
            stream.draw(topic, part)


def test_who_asks_gets_the_parts_that_changed_and_what_to_ask_with_next(client) -> None:
    emit(channel=CHANNEL, part="now")
    newest = emit(channel=CHANNEL, part="help").pk
    emit(channel="room:altro", part="now")
    answer = ask(client, dopo=0)
    said = answer.json()
    assert (said["id"], said["near"], list(said["parts"])) == (newest, 2, ["now"])
    assert "no-store" in answer["Cache-Control"]


def test_when_nothing_changed_it_costs_one_query_and_no_drawing(
    client, django_assert_num_queries
) -> None:
    emit(channel=CHANNEL, part="now")
    said = ask(client).json()
    drawn.clear()
    with django_assert_num_queries(1):
        again = ask(client, dopo=said["id"], vicini=said["near"]).json()
    assert again == {**said, "parts": {}}
    assert drawn == []


def test_what_was_drawn_for_one_serves_the_next_until_it_changes(client) -> None:
    emit(channel=CHANNEL, part="now")
    for _ in range(3):
        assert ask(client).json()["parts"]
    assert len(drawn) == 1
    emit(channel=CHANNEL, part="now")
    ask(client)
    assert len(drawn) == 2


def test_what_was_drawn_long_before_is_drawn_again_so_that_its_clock_starts_now(
    client, monkeypatch
) -> None:
    emit(channel=CHANNEL, part="now")
    ask(client)
    later = time.time() + stream.KEPT_FOR
    monkeypatch.setattr(time, "time", lambda: later)
    ask(client)
    assert len(drawn) == 2


@pytest.mark.parametrize("name", ["stream", "stream-now"])
def test_a_grant_that_is_not_ours_opens_nothing(client, name: str) -> None:
    for token in ("nonsense", signing.dumps(list(SHEET), salt="another")):
        assert client.get(reverse(name, args=[token])).status_code == 404


def test_nonsense_in_the_numbers_is_as_if_nothing_was_seen(client) -> None:
    emit(channel=CHANNEL, part="now")
    for query in ({"dopo": "x"}, {"dopo": "-3"}, {"dopo": "9" * 30}, {"vicini": "²"}):
        assert ask(client, **query).json()["parts"]


def test_nothing_is_done_by_asking(client) -> None:
    assert client.post(reverse("stream-now", args=[grant(SHEET)])).status_code == 405


def test_a_page_is_given_its_addresses_and_the_event_from_which_to_go_on(client) -> None:
    newest = emit(channel=CHANNEL, part="now").pk
    following = follow(SHEET)
    assert following.since == newest
    assert following.stream.startswith("/flusso/")
    assert client.get(following.poll).status_code == 200
