"""The measures of the lists of voices, the office's and everybody's: PostgreSQL as in production, SQLite as on a laptop."""

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from arengo.cli.production import cores
from bench.figures import Plan
from bench.ground import Ground
from bench.load import Sample
from bench.processes import CpuMeter, free_port, run, running, seconds_to_get

DATABASE = "voices"
PATH = "/ufficio/voci/"
# What one asks of the list of the office; {code} is that of a voice in the middle.
ASKED = {
    "all of them": "",
    "the last pages": "?pagina=190",
    "not read": "?stato=da-leggere",
    "without an answer": "?stato=da-rispondere",
    "with a draft": "?stato=in-bozza",
    "opened again": "?stato=riaperte",
    "answered": "?stato=con-risposta",
    "about an axis": "?parla=3",
    "by a channel": "?via=plenary",
    "three filters": "?stato=da-rispondere&parla=3&via=plenary",
    "a word of a third": "?q=treni",
    "two words": "?q=acqua+biblioteche",
    "a phrase": "?q=%22treni+anche%22",
    "a word of few": "?q=foglio+1234",
    "words of nobody": "?q=ponte+levatoio",
    "a code": "?q={code}",
    "three filters and a word": "?stato=da-rispondere&parla=3&via=plenary&q=treni",
}
# What anybody asks of the list that everybody reads. Without a filter its page is kept for a second:
# here it is drawn each time.
PUBLIC_PATH = "/le-voci/leggi/"
ASKED_IN_PUBLIC = {
    "in public, all of them": "?pagina=1",
    "in public, the last pages": "?pagina=300",
    "in public, about an axis": "?parla=3",
    "in public, from a zone": "?zona=pinerolese",
    "in public, answered": "?risposta=con",
    "in public, who has waited longest": "?risposta=senza&ordine=attesa",
    "in public, four filters": "?risposta=senza&parla=3&via=plenary&tipo=need",
    "in public, a word of a third": "?cerca=treni",
    "in public, a phrase": "?cerca=%22treni+anche%22",
    "in public, words of nobody": "?cerca=ponte+levatoio",
    "in public, three filters and a word": "?risposta=senza&parla=3&via=plenary&cerca=treni",
}
# An axis and a zone, with who is missing.
PORTRAITS = {"an axis": "/le-voci/asse/3/?", "a zone": "/le-voci/zona/pinerolese/?"}
PATHS = {
    **{what: PATH + asked for what, asked in ASKED.items()},
    **{what: PUBLIC_PATH + asked for what, asked in ASKED_IN_PUBLIC.items()},
    **{what: path + "pagina=1" for what, path in PORTRAITS.items()},
}


@dataclass
class Listing:
    """One way of asking for the list, on one database, one request after the other."""

    database: str
    what: str
    voices: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    cpu_ms: float


@dataclass
class Act:
    """One thing done to all voices, or undone, on one database."""

    database: str
    what: str
    voices: int
    seconds: float
    # That of the process that does it, and the database's.
    cpu_seconds: float
    longest_piece_ms: float


def of_voices(ground: Ground, plan: Plan) -> tuple[list[Listing], list[Act]]:
    """Each way of asking, then each act on all, on both databases, each with so many voices of its own."""
    with psycopg.connect(ground.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    url = ground.url.rpartition("/")[0] + f"/{DATABASE}"
    found: list[Listing] = []
    acted: list[Act] = []
    for name, surroundings, options in (
        ("PostgreSQL", {"DATABASE_URL": url}, ("--production", "--workers", str(cores()))),
        ("SQLite", {}, ()),
    ):
        env = _surroundings(ground, name, surroundings)
        with _served(ground, plan, name, env, options) as (port, asked, meter):
            found += [_asked(plan, name, port, what, asked, meter) for what in PATHS]
        acted += _acted(ground, plan, name, env)
    return found, acted


def _surroundings(ground: Ground, name: str, own: dict[str, str]) -> dict[str, str]:
    home = ground.folder / f"voices-{name}"
    kept = {key: value for key, value in ground.env.items() if key != "DATABASE_URL"}
    return {**kept, "ARENGO_HOME": str(home), **own}


def _acted(ground: Ground, plan: Plan, name: str, env: dict[str, str]) -> list[Act]:
    """With nobody who asks meanwhile; of PostgreSQL the CPU of the server is in each act's share of time."""
    meter = CpuMeter(database=ground.database_pid)
    before = meter.read()["database"]
    rows = json.loads(run("bench.voices.acts", env=env))
    database = meter.read()["database"] - before if "DATABASE_URL" in env else 0.0
    whole = sum(row["seconds"] for row in rows)
    return [
        Act(
            database=name,
            what=row["what"],
            voices=plan.voices,
            seconds=row["seconds"],
            cpu_seconds=row["cpu_seconds"] + database * row["seconds"] / whole,
            longest_piece_ms=row["longest_piece_ms"],
        )
        for row in rows
    ]


@contextlib.contextmanager
def _served(
    ground: Ground, plan: Plan, name: str, surroundings: dict[str, str], options: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str], CpuMeter]]:
    """The pages with so many voices: port, what to ask with, and the CPU of server and database."""
    port = free_port()
    env = {**surroundings, "ARENGO_BASE_URL": f"http://127.0.0.1:{port}"}
    run("arengo", "migrate", env=env)
    asked = json.loads(run("bench.voices.prepare", str(plan.voices), env=env))
    serve = ("arengo", "serve", "--port", str(port), *options)
    with running(*serve, env=env, log=ground.folder / f"voices-{name}.log", port=port) as pid:
        yield port, asked, CpuMeter(web=pid, database=ground.database_pid)


def _asked(
    plan: Plan, name: str, port: int, what: str, asked: dict[str, str], meter: CpuMeter
) -> Listing:
    path = PATHS[what].format(code=asked["code"])
    # No process, and no connection, does this for the first time.
    seconds_to_get(port, path, 4 * cores(), asked["cookie"])
    before, start = meter.read(), time.perf_counter()
    latencies = seconds_to_get(port, path, plan.list_requests, asked["cookie"])
    after = meter.read()
    sample = Sample(
        seconds=time.perf_counter() - start,
        latencies=latencies,
        cpu={part: after[part] - before[part] for part in after},
    )
    return Listing(
        database=name,
        what=what,
        voices=plan.voices,
        p50_ms=sample.percentile(50),
        p95_ms=sample.percentile(95),
        max_ms=1000 * max(latencies),
        cpu_ms=sample.cpu_ms("web") + sample.cpu_ms("database"),
    )
