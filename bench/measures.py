"""The measures of one run, each of which gives what it saw; the report makes words of them."""

import json
import time
from dataclasses import dataclass
from statistics import median

from bench import load, sink, weight
from bench.figures import MEETING, PAGES, VISITORS, WARM_UP, Plan
from bench.flows import DONE, TOLD, Bare, Confirming, Ours, Site
from bench.ground import MAILS_WITHIN_SECONDS, Ground
from bench.load import Flow, Sample
from bench.processes import run, seconds_to_get

CONFIRM_VISITORS = 10
MOST_CONFIRMATIONS = 5000
WORKER_BEGINS_WITHIN = 30
# Whoever has a cookie of messages gets pages drawn for them alone, not those kept for all.
OF_THEIR_OWN = "messages=none"
TOWNS = "SELECT name FROM territory_municipality ORDER BY name"


@dataclass
class Rush:
    """All visitors at once, and what the database and the mail server say of it."""

    who: str
    crowd: int
    seats: int
    seconds: float
    outcomes: dict[str, int]
    cpu_ms: dict[str, float]
    taken: int = 0
    rows: int = 0
    registered: int = 0
    mails: int = 0
    mail_seconds: float = 0.0

    @property
    def is_exact(self) -> bool:
        """No seat too many or too few, everybody answered, a mail for each who registered."""
        told = self.outcomes.get(DONE, 0) + self.outcomes.get(TOLD, 0) == self.crowd
        return told and self.taken == self.rows == self.seats and self.mails == self.registered


@dataclass
class Mails:
    """What the worker did with what was owed."""

    sent: int
    seconds: float
    cpu_ms: dict[str, float]


@dataclass
class Page:
    """A public page: milliseconds kept and drawn anew, queries when drawn, weight of a first view."""

    name: str
    median_ms: float
    drawn_ms: float
    queries: int
    weight: weight.Weight


class Bench:
    """The measures on one ground."""

    def __init__(self, ground: Ground, plan: Plan) -> None:
        self._ground, self._plan = ground, plan
        self._sites = {name: Site(ground.ports[name]) for name in ("arengo", "bare")}
        self._towns = [str(name) for (name,) in ground.rows(TOWNS)]

    def warm_up(self) -> None:
        """So many registrations that no process does anything for the first time."""
        for flow in self._both():
            load.at_once(flow, self._ground.meter(flow.name), visitors=WARM_UP)

    def steady(self) -> dict[int, dict[str, list[Sample]]]:
        """Rounds by number of visitors and by who serves them, the two in turn."""
        found: dict[int, dict[str, list[Sample]]] = {}
        for visitors in VISITORS:
            found[visitors] = {"arengo": [], "bare": []}
            for _ in range(self._plan.rounds):
                for flow in self._both():
                    meter = self._ground.meter(flow.name)
                    sample = load.for_seconds(
                        flow, meter, visitors=visitors, seconds=self._plan.seconds
                    )
                    found[visitors][flow.name].append(sample)
        return found

    def rushes(self) -> list[Rush]:
        """The crowd at once, the worker running: Arengo and the bare form in turn."""
        found = []
        for number in range(1, self._plan.rushes + 1):
            found.append(self._rush_of_arengo(f"rush-{number}"))
            bare = Bare(self._sites["bare"], number + 1)
            sample = load.at_once(bare, self._ground.meter("bare"), visitors=self._plan.crowd)
            found.append(_rush(bare, self._plan, sample))
        return found

    def _rush_of_arengo(self, slug: str) -> Rush:
        flow = Ours(self._sites["arengo"], slug, self._towns)
        with self._ground.worker():
            before = len(sink.recipients(self._ground.mails))
            self._let_mails_leave()
            start = time.monotonic()
            sample = load.at_once(flow, self._ground.meter("arengo"), visitors=self._plan.crowd)
            self._let_mails_leave()
            rush = _rush(flow, self._plan, sample)
            rush.mail_seconds = time.monotonic() - start
        rush.taken, rush.rows, rush.registered = self._ground.ask(
            "SELECT p.taken,"
            " (SELECT count(*) FROM registrations_registration r WHERE r.seat_id = p.id),"
            " (SELECT count(*) FROM registrations_registration r WHERE r.meeting_id = m.id)"
            " FROM registrations_seatpool p JOIN meetings_meeting m ON p.meeting_id = m.id"
            " WHERE m.slug = %s AND p.mode = 'in_person'",
            slug,
        )
        mailed = sink.recipients(self._ground.mails)[before:]
        rush.mails = len({address for address in mailed if f".{slug}." in address})
        return rush

    def _let_mails_leave(self) -> None:
        end = time.monotonic() + MAILS_WITHIN_SECONDS
        while self._ground.owed() and time.monotonic() < end:
            time.sleep(0.05)

    def confirmations(self) -> list[Sample]:
        """The link of the mail opened, the button pressed, the ticket seen."""
        text = run("bench.prepare", "tokens", str(MOST_CONFIRMATIONS), env=self._ground.env)
        flow = Confirming(self._sites["arengo"], json.loads(text))
        meter = self._ground.meter("arengo")
        seconds = self._plan.seconds
        return [
            load.for_seconds(flow, meter, visitors=CONFIRM_VISITORS, seconds=seconds)
            for _ in range(self._plan.rounds)
        ]

    def mails(self) -> Mails:
        """The worker alone with the mails of all those registrations, for some seconds."""
        with self._ground.worker() as meter:
            sent = self._first_sent(len(sink.recipients(self._ground.mails)))
            before, start = meter.read(), time.monotonic()
            count = self._sent_by(start + self._plan.mail_seconds) - sent
            after, seconds = meter.read(), time.monotonic() - start
        cpu = {part: 1000 * (after[part] - before[part]) / max(count, 1) for part in after}
        return Mails(count, seconds, cpu)

    def _first_sent(self, before: int) -> int:
        """How many had left when the worker was seen to be at work; on a busy machine it begins late."""
        moment = time.monotonic() + WORKER_BEGINS_WITHIN
        while (count := len(sink.recipients(self._ground.mails))) == before:
            if time.monotonic() > moment:
                break
            time.sleep(0.01)
        return count

    def _sent_by(self, moment: float) -> int:
        while time.monotonic() < moment and self._ground.owed():
            time.sleep(0.2)
        return len(sink.recipients(self._ground.mails))

    def pages(self) -> list[Page]:
        """The public pages, one request after the other."""
        port = self._ground.ports["arengo"]
        queries = json.loads(run("bench.prepare", "queries", env=self._ground.env))
        found = []
        for name, path in PAGES.items():
            seconds = seconds_to_get(port, path, self._plan.page_requests)
            drawn = seconds_to_get(port, path, self._plan.page_requests // 2, OF_THEIR_OWN)
            found.append(
                Page(
                    name,
                    1000 * median(seconds),
                    1000 * median(drawn),
                    queries[name],
                    weight.first_view(port, path),
                )
            )
        return found

    def _both(self) -> list[Flow]:
        return [
            Ours(self._sites["arengo"], MEETING, self._towns),
            Bare(self._sites["bare"], 1),
        ]


def _rush(flow: Flow, plan: Plan, sample: Sample) -> Rush:
    cpu = {part: sample.cpu_ms(part) for part in sample.cpu}
    return Rush(flow.name, plan.crowd, plan.seats, sample.seconds, dict(sample.outcomes), cpu)
