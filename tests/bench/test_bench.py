"""The bench: its visitors, its arithmetic, and one small run of everything."""

import asyncio
import json
import os
import time
from ipaddress import ip_network
from itertools import islice

import pytest

from bench import ground, measures, report, weight
from bench.__main__ import measure
from bench.browser import Answer, Unexpected
from bench.figures import FULL, QUICK, Plan
from bench.flows import visitors
from bench.load import Sample, at_once, for_seconds
from bench.processes import CpuMeter
from bench.stream import emit, readers
from bench.voices.measure import PATHS
from tools import with_postgres


class Sleepy:
    """A flow that takes some time and no server."""

    name = "sleepy"

    async def prepare(self) -> None: ...

    async def __call__(self) -> str:
        await asyncio.sleep(0.02)
        return "done"


class Failing(Sleepy):
    async def __call__(self) -> str:
        raise Unexpected("a page that was not expected")


def test_visitors_come_from_addresses_of_their_own_and_no_network_is_crowded():
    found = list(islice(visitors(), 70_000))
    assert len({address for _number, address in found}) == 70_000
    networks = [str(ip_network(f"{address}/24", strict=False)) for _number, address in found[:1000]]
    assert max(networks.count(network) for network in networks) <= 256


def test_percentiles_and_rates_are_those_of_the_flows():
    sample = Sample(seconds=2.0, latencies=[n / 1000 for n in range(1, 101)], cpu={"web": 0.5})
    assert sample.per_second == 50
    assert (sample.percentile(50), sample.percentile(95)) == (51, 96)
    assert sample.cpu_ms("web") == 5


def test_a_closed_loop_ends_in_time_and_a_crowd_is_of_its_size():
    meter = CpuMeter(web=os.getpid())
    start = time.monotonic()
    loop = for_seconds(Sleepy(), meter, visitors=3, seconds=0.2)
    assert time.monotonic() - start < 5
    assert loop.outcomes["done"] == loop.flows >= 3
    assert at_once(Sleepy(), meter, visitors=40).flows == 40


def test_an_answer_that_was_not_expected_ends_the_measure():
    with pytest.raises(ExceptionGroup) as failed:
        at_once(Failing(), CpuMeter(web=os.getpid()), visitors=2)
    assert failed.group_contains(Unexpected)


def test_the_cpu_of_a_tree_grows_with_what_it_does():
    meter = CpuMeter(web=os.getpid(), nobody=2**30)
    before = meter.read()
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    after = meter.read()
    assert after["web"] - before["web"] >= 0.05
    assert after["nobody"] == 0


def test_a_field_is_read_from_a_page_and_its_lack_is_told():
    page = Answer(200, {}, b'<input type="hidden" name="aperto" value="12:ab">')
    assert page.field("aperto") == "12:ab"
    with pytest.raises(Unexpected, match="no field name"):
        page.field("name")


def test_a_pageleads_to_its_files_and_these_to_theirs():
    page = b'<link rel="stylesheet" href="/static/a.css"><script src="/static/b.js"></script><a href="/x">'
    assert weight.leads_to("html", page, "/") == ["/static/a.css", "/static/b.js"]
    style = b"@font-face{src:url('f.woff2')} a{background:url(data:image/svg+xml,x)}"
    assert weight.leads_to("css", style, "/static/css/a.css") == ["/static/css/f.woff2"]
    script = b'import {a} from "./c.js"; import "./d.js";'
    found = weight.leads_to("js", script, "/static/js/b.js")
    assert found == ["/static/js/c.js", "/static/js/d.js"]


def rush(**changes: object) -> measures.Rush:
    of_everybody = {
        "who": "arengo", "crowd": 10, "seats": 5, "seconds": 1.0, "outcomes": {"done": 6, "told": 4},
        "cpu_ms": {}, "taken": 5, "rows": 5, "registered": 6, "mails": 6,
    }  # fmt: skip
    return measures.Rush(**{**of_everybody, **changes})


def test_a_rush_is_exact_when_seats_answers_and_mails_all_add_up():
    assert rush().is_exact
    for wrong in (
        {"taken": 6},
        {"taken": 4, "rows": 4},
        {"rows": 4},
        {"mails": 5},
        {"outcomes": {"done": 6, "told": 3}},
    ):
        assert not rush(**wrong).is_exact, wrong


def test_a_ratio_is_of_the_rounds_that_went_side_by_side():
    def sample(seconds: float, cpu: float) -> Sample:
        return Sample(seconds, [0.1] * 10, cpu={"web": cpu, "database": cpu})

    rounds = {
        "arengo": [sample(2, 0.2), sample(4, 0.4), sample(2, 0.3)],
        "bare": [sample(1, 0.1), sample(2, 0.2), sample(1, 0.1)],
    }
    (row,) = report.ratios({10: rounds})
    assert row["throughput"] == 0.5
    assert row["cpu"] == pytest.approx(2)


def test_a_missed_goal_is_told_as_such():
    assert (
        report.at_most("p95", 251, 250.0, "{:.0f} ms") == "| p95 | 251 ms | 250 ms | **missed** |"
    )
    assert report.at_most("p95", 250, 250.0, "{:.0f} ms").endswith("| met |")


def test_a_change_is_seen_when_it_or_a_later_one_arrives_and_lost_when_neither_does():
    reader = readers.Reader(b"GET", 0, [])
    reader.heard = [(1, 10.1), (3, 10.4)]
    late = readers.Reader(b"GET", 0, [])
    late.heard = [(2, 10.2)]
    figures = readers.seen([reader, late], {1: 10.0, 2: 10.1, 3: 10.2})
    assert (figures["seen"], figures["sent"], figures["lost"]) == (5, 3, 1)
    assert figures["max_ms"] == pytest.approx(300)


def test_an_id_that_is_cut_in_two_on_its_way_is_read():
    reader = readers.Reader(b"GET", 4, [])
    for piece in (
        b"HTTP/1.1 200 OK\r\n\r\nretry: 2\n\ni",
        b"d: 1",
        b"2\nevent: a\n",
        b"data: id: 99\n\n",
    ):
        reader.data_received(piece)
    assert [number for number, _at in reader.heard] == [12]


def test_changes_come_at_their_moments_however_long_each_takes():
    numbers = iter(range(1, 100))
    due = emit.at_fixed_rate(lambda: next(numbers), 50, 0.2)
    assert list(due) == list(range(1, 11))
    assert due[10] - due[1] == pytest.approx(9 / 50)


def test_the_whole_run_and_the_quick_one_are_of_the_size_that_is_told():
    for plan in (FULL, QUICK):
        assert (plan.crowd, plan.seats) == (1000, 500)
        assert plan.voices == 10_000
    assert FULL.rounds == 3


@pytest.mark.processes
@pytest.mark.skipif(with_postgres.programs() is None, reason=with_postgres.MISSING)
@pytest.mark.skipif(not os.path.exists("/proc/self"), reason="reads the CPU from /proc")
def test_a_small_run_measures_everything_and_is_exact(tmp_path):
    plan = Plan(
        rounds=1, rushes=1, crowd=20, seats=8, seconds=0.5, mail_seconds=2, page_requests=3,
        stream_readers=50, stream_seconds=1, viewers=3, turns=1, viewing_seconds=1,
        texts=200,
        voices=60, list_requests=3,
    )  # fmt: skip
    with ground.prepared(plan) as stands:
        run = measure(stands, plan, time.monotonic())
    assert run["rush"][0]["is_exact"]
    assert run["machine"]["fsync"] == "on"
    assert {row["visitors"] for row in run["ratios"]} == {1, 10, 50}
    assert all(row["cpu"] > 0 for row in run["ratios"])
    assert run["mails"]["sent"] > 0
    assert [row["database"] for row in run["listings"]] == (
        ["PostgreSQL"] * len(PATHS) + ["SQLite"] * len(PATHS)
    )
    assert all(row["p95_ms"] > 0 for row in run["listings"])
    assert [row["database"] for row in run["acts"]] == ["PostgreSQL"] * 13 + ["SQLite"] * 13
    assert all(row["seconds"] > 0 for row in run["acts"])
    assert [row["readers"] for row in run["streams"]] == [50, 50, 50, 50, 15]
    assert all(row["lost"] == row["cut"] == 0 for row in run["streams"])
    assert {row["seen"] for row in run["streams"]} == {50, 500, 30}
    assert [page["queries"] > 0 for page in run["pages"]] == [True] * 3
    assert run["suggestions"]["texts"] == 200
    assert 0 < run["suggestions"]["p50_ms"] <= run["suggestions"]["p95_ms"]
    assert 0 < run["suggestions"]["asked_p50_ms"] <= run["suggestions"]["asked_p95_ms"]
    assert run["suggestions"]["asked_found"] > 0.5
    assert json.loads(report.save(run, tmp_path).read_text())["pages"][0]["kilobytes"] > 10
    assert "| exactly 8, every mail sent | yes | yes | met |" in report.table(run)
