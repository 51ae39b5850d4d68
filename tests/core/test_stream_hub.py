"""What changes reaches everybody who follows it: once drawn, after its commit, never lost."""

import asyncio
import logging

import pytest
from django.db import connection

from arengo.core.stream.feeds import LISTENER
from arengo.core.stream.hub import Event, Hub
from arengo.core.stream.operations import NOTIFY
from tests.core.streams import (
    HALL,
    HALL_IN_ENGLISH,
    Drawing,
    Notebook,
    OpenTransaction,
    commit,
    committed,
    until,
    with_hub,
)

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time"
)


def joined(hub: Hub, topic=HALL, last: int = 0) -> Notebook:
    reader = Notebook()
    hub.join(topic, reader, last)
    return reader


async def at_home(hub: Hub) -> None:
    """Until all who joined are known, and what is committed comes by the feed."""
    await until(lambda: all(one.is_known for one in hub._channels.values()), "the hub")


def test_what_is_committed_is_drawn_and_sent_with_its_id() -> None:
    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        [first] = await committed("queue")
        await reader.has(f"id: {first}\nevent: queue\ndata: <p>queue {first} it</p>\n\n")

    with_hub(scenario)


def test_a_part_is_drawn_once_for_each_topic_however_many_read_it() -> None:
    async def scenario(hub: Hub) -> None:
        readers = [joined(hub) for _ in range(50)] + [joined(hub, HALL_IN_ENGLISH)]
        await at_home(hub)
        await committed("queue")
        for reader in readers:
            await reader.has("<p>queue")

    draw = with_hub(scenario)
    assert sorted(draw.calls) == sorted([(HALL, "queue"), (HALL_IN_ENGLISH, "queue")])


def test_who_reads_something_else_hears_nothing() -> None:
    async def scenario(hub: Hub) -> None:
        reader, elsewhere = joined(hub), joined(hub, HALL._replace(channel="table"))
        await committed("queue")
        await reader.has("<p>queue")
        assert elsewhere.text == ""

    with_hub(scenario)


def test_what_is_rolled_back_is_never_heard_of() -> None:
    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        # Whoever is still arriving may be shown twice what is committed meanwhile.
        await at_home(hub)
        undone = await asyncio.to_thread(OpenTransaction("poll").begin)
        await asyncio.to_thread(undone.end, rolls_back=True)
        await committed("queue")
        assert "poll" not in await reader.has("<p>queue")

    draw = with_hub(scenario)
    assert [part for _topic, part in draw.calls] == ["queue"]


@on_postgresql
def test_of_two_transactions_at_once_the_lower_id_may_come_last_and_both_arrive() -> None:
    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        lower = await asyncio.to_thread(OpenTransaction("queue").begin)
        higher = await asyncio.to_thread(OpenTransaction("poll").begin)
        assert lower.id < higher.id
        await asyncio.to_thread(higher.end)
        assert "queue" not in await reader.has(f"id: {higher.id}\nevent: poll")
        # Who comes just now has seen the higher one, and gets the lower one all the same.
        newcomer = joined(hub, last=higher.id)
        await newcomer.has("<p>poll")
        await asyncio.to_thread(lower.end)
        for each in (reader, newcomer):
            await each.has(f"<p>queue {lower.id}")

    with_hub(scenario)


@on_postgresql
def test_who_comes_back_after_a_late_lower_id_is_shown_it() -> None:
    lower, higher = OpenTransaction("queue").begin(), OpenTransaction("poll").begin()
    higher.end()
    lower.end()

    async def scenario(hub: Hub) -> None:
        await joined(hub, last=higher.id).has(f"<p>queue {lower.id}")

    with_hub(scenario)


def test_who_comes_back_gets_each_part_that_changed_once_as_it_is_now() -> None:
    last = commit("programme")[0]
    commit(*["other"] * 60, channel="table")
    poll = commit("queue", "poll", "queue")[1]
    newest = commit("queue")[0]

    async def scenario(hub: Hub) -> None:
        back = joined(hub, last=last + 60)
        text = await back.has(f"id: {newest}\n")
        assert text.count("event: ") == 2
        assert f"<p>queue {newest}" in text
        assert f"<p>poll {poll}" in text
        # Whoever is cut off in between has seen no id, and asks for both again.
        assert text.count("id: ") == 1
        assert text.index("event: ") < text.index("id: ")
        # Without a number, or with one that this database has not reached, everything is new.
        for reader in (joined(hub), joined(hub, last=newest + 1000)):
            await reader.has("event: programme")

    with_hub(scenario)


def test_whoever_comes_gets_what_was_missed_before_what_changes_now() -> None:
    [missed] = commit("programme")
    commit(*["other"] * 60, channel="table")

    async def scenario(hub: Hub) -> None:
        readers = [joined(hub) for _ in range(200)]
        await committed("queue")
        for reader in readers:
            text = await reader.has("event: queue")
            assert text.index(f"<p>programme {missed}") < text.index("event: queue")

    with_hub(scenario)


def test_many_who_come_at_once_are_shown_what_was_drawn_for_the_first() -> None:
    commit("queue")

    async def scenario(hub: Hub) -> None:
        for reader in [joined(hub) for _ in range(50)]:
            await reader.has("<p>queue")

    assert with_hub(scenario).calls == [(HALL, "queue")]


def test_who_comes_after_a_while_is_shown_a_part_whose_clock_starts_now() -> None:
    commit("queue")

    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        await reader.has("<p>queue")
        await joined(hub).has("<p>queue")
        # Who was there already does not get again what did not change.
        assert reader.text.count("event: queue") == 1

    assert with_hub(scenario, kept_seconds=0).calls == [(HALL, "queue")] * 2


def test_of_many_changes_that_wait_only_the_last_is_drawn_and_its_id_says_so() -> None:
    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        await at_home(hub)
        await committed("poll")
        await reader.has("<p>poll")
        # In one transaction: all are heard before the first is drawn.
        last = (await committed(*["queue"] * 20))[-1]
        text = await reader.has(f"<p>queue {last}")
        assert text.count("event: queue") <= 2
        assert f"id: {last}\n" in text

    draw = with_hub(scenario)
    assert len(draw.calls) <= 3


def test_an_id_is_sent_only_when_all_before_it_was() -> None:
    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        await at_home(hub)
        first, second = await committed("queue", "poll")
        text = await reader.has("event: poll")
        assert f"id: {first}\nevent: queue" in text
        assert f"id: {second}\nevent: poll" in text
        reader.text = ""
        hub.take([Event(second + 2, "hall", "poll"), Event(second + 1, "hall", "queue")])
        text = await reader.has(f"id: {second + 2}\nevent: queue")
        assert text.startswith(f"id: {second}\nevent: poll")

    with_hub(scenario)


def test_a_drawing_that_fails_is_logged_tried_again_and_stops_nothing(caplog) -> None:
    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        [broken] = await committed("queue")
        await until(lambda: "queue of stage is not drawn" in caplog.text, "the log")
        await committed("poll")
        await reader.has("<p>poll")
        await reader.has(f"<p>queue {broken}")

    with caplog.at_level(logging.ERROR):
        with_hub(scenario, Drawing(broken=1))
    assert "RuntimeError" in caplog.text
    assert "an address" not in caplog.text


def test_a_part_that_a_view_does_not_show_is_not_sent_and_is_no_fault(caplog) -> None:
    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        await committed("elsewhere")
        await committed("queue")
        assert "elsewhere" not in await reader.has("<p>queue")

    with_hub(scenario)
    assert caplog.text == ""


def test_a_channel_that_nobody_reads_any_more_is_forgotten_and_drawn_anew_later() -> None:
    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        await committed("queue")
        await reader.has("<p>queue")
        hub.leave(HALL, reader)
        hub.leave(HALL, reader)
        assert hub.readers == 0
        [missed] = await committed("queue")
        await joined(hub).has(f"<p>queue {missed}")

    with_hub(scenario)


def test_a_silent_stream_pings() -> None:
    async def scenario() -> None:
        class Nothing:
            async def listen(self, _take, ready) -> None:
                ready.set()

        hub = Hub(Drawing(), Nothing(), ping_seconds=0.01)
        hub.start()
        await joined(hub).has("event: ping\ndata: 1\n\n")
        await hub.stop()

    asyncio.run(scenario())


def test_a_feed_that_failed_is_begun_again(caplog) -> None:
    class Stumbling:
        times = 0

        async def listen(self, take, ready) -> None:
            ready.set()
            self.times += 1
            if self.times == 1:
                raise RuntimeError
            take([Event(7, "hall", "queue")])
            await asyncio.Event().wait()

    async def scenario() -> None:
        hub = Hub(Drawing(), Stumbling())
        hub.start()
        await joined(hub).has("id: 7\nevent: queue")
        await hub.stop()

    asyncio.run(scenario())
    assert "the stream hears nothing" in caplog.text


@on_postgresql
def test_somebody_elses_word_on_our_line_is_no_event_and_stops_nothing(caplog) -> None:
    def disturb() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, 'hello')", [NOTIFY])
        connection.close()

    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        await at_home(hub)
        await asyncio.to_thread(disturb)
        [event] = await committed("queue")
        await reader.has(f"<p>queue {event}")

    with_hub(scenario)
    assert "the stream hears nothing" in caplog.text


@on_postgresql
def test_a_line_that_broke_is_taken_up_again_and_nothing_between_is_lost() -> None:
    def cut() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = %s AND datname = current_database()",
                [LISTENER],
            )
            return cursor.fetchone()[0]

    async def scenario(hub: Hub) -> None:
        reader = joined(hub)
        await committed("queue")
        await reader.has("<p>queue")
        assert await asyncio.to_thread(cut) == 1
        [between] = await committed("poll")
        await reader.has(f"<p>poll {between}")

    with_hub(scenario)
