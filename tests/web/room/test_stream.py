"""The live parts of a page: what draws them, and asking for them where no stream passes."""

import pytest
from django.core import signing
from django.urls import reverse
from django.utils.translation import get_language

from arengo.core.stream.operations import emit
from arengo.core.stream.topics import Topic, UnknownPart, grant
from arengo.web.room import stream
from arengo.web.shared.following import follow

STAGE = Topic("hall", "prova", "en")
drawn: list[str] = []


def words(channel: str, language: str) -> str:
    drawn.append(channel)
    return f"<p>{channel} {language} {get_language()}</p>"


@pytest.fixture(autouse=True)
def parts(monkeypatch):
    drawn.clear()
    monkeypatch.setitem(stream.PARTS, ("prova", "queue"), words)


def ask(client, topic: Topic = STAGE, **query):
    return client.get(reverse("stream-now", args=[grant(topic)]), query)


def test_a_part_is_drawn_in_the_language_of_its_readers_whatever_is_active() -> None:
    assert stream.draw(STAGE, "queue") == "<p>hall en en</p>"
    assert get_language() == "it"
    with pytest.raises(UnknownPart):
        stream.draw(STAGE, "poll")


@pytest.mark.django_db
def test_who_asks_gets_the_parts_that_changed_and_what_to_ask_with_next(client) -> None:
    emit(channel="hall", part="queue")
    newest = emit(channel="hall", part="poll").pk
    emit(channel="table", part="queue")
    answer = ask(client, dopo=0)
    assert answer.json() == {"id": newest, "near": 2, "parts": {"queue": "<p>hall en en</p>"}}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_when_nothing_changed_it_costs_one_query_and_no_drawing(
    client, django_assert_num_queries
) -> None:
    emit(channel="hall", part="queue")
    said = ask(client).json()
    drawn.clear()
    with django_assert_num_queries(1):
        again = ask(client, dopo=said["id"], vicini=said["near"]).json()
    assert again == {**said, "parts": {}}
    assert drawn == []


@pytest.mark.django_db
def test_what_was_drawn_for_one_serves_the_next_until_it_changes(client) -> None:
    emit(channel="hall", part="queue")
    for _ in range(3):
        assert ask(client).json()["parts"]
    assert len(drawn) == 1
    emit(channel="hall", part="queue")
    ask(client)
    assert len(drawn) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["stream", "stream-now"])
def test_a_grant_that_is_not_ours_opens_nothing(client, name: str) -> None:
    for token in ("nonsense", signing.dumps(list(STAGE), salt="another")):
        assert client.get(reverse(name, args=[token])).status_code == 404


@pytest.mark.django_db
def test_nonsense_in_the_numbers_is_as_if_nothing_was_seen(client) -> None:
    emit(channel="hall", part="queue")
    for query in ({"dopo": "x"}, {"dopo": "-3"}, {"dopo": "9" * 30}, {"vicini": "²"}):
        assert ask(client, **query).json()["parts"]


@pytest.mark.django_db
def test_nothing_is_done_by_asking(client) -> None:
    assert client.post(reverse("stream-now", args=[grant(STAGE)])).status_code == 405


@pytest.mark.django_db
def test_a_page_is_given_its_addresses_and_the_event_from_which_to_go_on(client) -> None:
    newest = emit(channel="hall", part="queue").pk
    following = follow(STAGE)
    assert following.since == newest
    assert following.stream.startswith("/flusso/")
    assert client.get(following.poll).status_code == 200
