"""Everything that the measures stand on: PostgreSQL, mail server, Arengo and the bare form."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from arengo.cli.production import cores
from bench.figures import MANY_SEATS, Plan
from bench.processes import CpuMeter, free_port, run, running
from tools import with_postgres

# As a server comes from Debian: every commit is on the disk when it is told.
DURABLE = ""
MAILS_WITHIN_SECONDS = 120
# As deploy/arengo-worker.service says.
NICE = 10


@dataclass
class Ground:
    """What runs, where it listens, and how much CPU it has used."""

    folder: Path
    url: str
    env: dict[str, str]
    ports: dict[str, int]
    database_pid: int
    web_pid: int
    bare_pid: int

    @property
    def mails(self) -> Path:
        """The file into which the mail server writes to whom each mail went."""
        return self.folder / "mails"

    def meter(self, who: str) -> CpuMeter:
        """The CPU of one of the two servers, and of the database."""
        web = {"arengo": self.web_pid, "bare": self.bare_pid}[who]
        return CpuMeter(web=web, database=self.database_pid)

    @contextlib.contextmanager
    def worker(self) -> Iterator[CpuMeter]:
        """Arengo's worker as long as the block; its CPU and the database's."""
        log = self.folder / "worker.log"
        with running("arengo", "worker", env=self.env, log=log, nice=NICE) as pid:
            yield CpuMeter(worker=pid, database=self.database_pid)

    def ask(self, query: str, *values: object) -> tuple[Any, ...]:
        """The one row that a query in Arengo's database gives."""
        (row,) = self.rows(query, *values)
        return row

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows that a query gives."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(query, values).fetchall()

    def owed(self) -> int:
        """How many mails have not left yet."""
        return self.ask("SELECT count(*) FROM outbox_message WHERE state = 'owed'")[0]


@contextlib.contextmanager
def prepared(plan: Plan) -> Iterator[Ground]:
    """All of it, with two databases full of what the process file says; taken away at the end."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="arengo-bench-")))
        server = stack.enter_context(with_postgres.server(DURABLE))
        urls = _databases(server)
        ports = {name: free_port() for name in ("arengo", "bare", "mail")}
        env = _surroundings(folder, urls["arengo"], ports)
        bare_env = {**env, "DATABASE_URL": urls["bare"]}
        run("arengo", "migrate", env=env)
        run("bench.prepare", "rushes", str(plan.rushes), str(plan.seats), env=env)
        run("bench.bare.prepare", str(MANY_SEATS), *[str(plan.seats)] * plan.rushes, env=bare_env)
        workers = str(cores())
        sink = ("bench.sink", str(ports["mail"]), str(folder / "mails"))
        stack.enter_context(running(*sink, env=env, log=folder / "sink.log", port=ports["mail"]))
        serve = ("arengo", "serve", "--production", "--port", str(ports["arengo"]))
        web_pid = stack.enter_context(
            running(*serve, "--workers", workers, env=env, log=folder / "web.log",
                    port=ports["arengo"])
        )  # fmt: skip
        bare = ("bench.bare.serve", str(ports["bare"]), workers)
        bare_pid = stack.enter_context(
            running(*bare, env=bare_env, log=folder / "bare.log", port=ports["bare"])
        )
        yield Ground(folder, urls["arengo"], env, ports, _postmaster(server), web_pid, bare_pid)


def _databases(server: str) -> dict[str, str]:
    with psycopg.connect(server, autocommit=True) as connection:
        for name in ("arengo", "bare"):
            connection.execute(f"CREATE DATABASE {name}")
    return {name: server.rpartition("/")[0] + f"/{name}" for name in ("arengo", "bare")}


def _postmaster(server: str) -> int:
    folder = Path(unquote(urlsplit(server).netloc.rpartition("@")[2]))
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def _surroundings(folder: Path, url: str, ports: dict[str, int]) -> dict[str, str]:
    """As a server behind a proxy has it; nothing of what the caller's own installation says."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ARENGO_", "DJANGO_"))}
    return {
        **kept,
        "ARENGO_HOME": str(folder / "home"),
        "ARENGO_BASE_URL": f"http://127.0.0.1:{ports['arengo']}",
        "ARENGO_TRUSTED_PROXIES": "127.0.0.1",
        "ARENGO_SMTP_HOST": "127.0.0.1",
        "ARENGO_SMTP_PORT": str(ports["mail"]),
        "ARENGO_MAIL_FROM": "Arengo <arengo@example.org>",
        "DATABASE_URL": url,
        "LANG": "it_IT.UTF-8",
    }
