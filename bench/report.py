"""The figures as a table for people and as JSON, each goal beside its figure."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench import figures
from bench.conference.measure import Conference
from bench.load import Sample
from bench.measures import Mails, Page, Rush
from bench.stream.measure import Stream
from bench.suggestions.measure import Suggestions
from bench.voices.measure import Act, Listing

RESULTS = Path(__file__).resolve().parent / "results"
PERCENTS = (50, 95)
Rounds = dict[str, list[Sample]]
Row = dict[str, Any]


def steady(found: dict[int, Rounds]) -> list[Row]:
    """For each number of visitors and each of the two, medians of the rounds."""
    return [
        {"visitors": visitors, "who": who, **_medians(samples)}
        for visitors, rounds in found.items()
        for who, samples in rounds.items()
    ]


def ratios(found: dict[int, Rounds]) -> list[Row]:
    """Arengo to the bare form, round by round, and the median of the rounds."""
    rows = []
    for visitors, rounds in found.items():
        pairs = list(zip(rounds["arengo"], rounds["bare"], strict=True))
        rows.append(
            {
                "visitors": visitors,
                "cpu": median(_cpu(ours) / _cpu(bare) for ours, bare in pairs),
                "web_cpu": median(o.cpu_ms("web") / b.cpu_ms("web") for o, b in pairs),
                "throughput": median(o.per_second / b.per_second for o, b in pairs),
            }
        )
    return rows


def _medians(samples: list[Sample]) -> Row:
    return {
        "rounds": len(samples),
        "per_second": median(sample.per_second for sample in samples),
        **{f"p{p}_ms": median(s.percentile(p) for s in samples) for p in PERCENTS},
        "web_cpu_ms": median(sample.cpu_ms("web") for sample in samples),
        "database_cpu_ms": median(sample.cpu_ms("database") for sample in samples),
    }


def _cpu(sample: Sample) -> float:
    return sample.cpu_ms("web") + sample.cpu_ms("database")


def rush(who: str, found: list[Rush]) -> Row:
    """The rushes of one of the two together."""
    mine = [one for one in found if one.who == who]
    return {
        "who": who,
        "rushes": len(mine),
        "seconds": median(one.seconds for one in mine),
        "slowest_seconds": max(one.seconds for one in mine),
        "mail_seconds": median(one.mail_seconds for one in mine),
        "is_exact": all(one.is_exact for one in mine) if who == "arengo" else None,
        "each": [asdict(one) for one in mine],
    }


def everything(
    *,
    steady_rounds: dict[int, Rounds],
    rushes: list[Rush],
    confirmations: list[Sample],
    mails: Mails,
    pages: list[Page],
    listings: list[Listing],
    acts: list[Act],
    streams: list[Stream],
    seen: Conference | None,
    suggested: Suggestions,
    machine: Row,
) -> Row:
    """All figures of a run in one."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "registrations": steady(steady_rounds),
        "ratios": ratios(steady_rounds),
        "rush": [rush(who, rushes) for who in ("arengo", "bare")],
        "confirmations": _medians(confirmations),
        "mails": asdict(mails),
        "pages": [{**asdict(page), "kilobytes": page.weight.kilobytes} for page in pages],
        "listings": [asdict(listing) for listing in listings],
        "acts": [asdict(act) for act in acts],
        "streams": [asdict(one) for one in streams],
        "conference": seen and asdict(seen),
        "suggestions": asdict(suggested),
    }


def save(run: Row, folder: Path = RESULTS) -> Path:
    """Write the run as JSON; gives the file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{run['at'].replace(':', '').replace('+0000', 'Z')}.json"
    path.write_text(json.dumps(run, indent=1), encoding="utf-8")
    return path


def table(run: Row) -> str:
    """The run in Markdown."""
    return "\n".join(_lines(run))


def _lines(run: Row) -> Iterator[str]:
    yield "| Visitors | Who | Registrations/s | p50 ms | p95 ms | Web CPU ms | Database CPU ms |"
    yield "|---:|---|---:|---:|---:|---:|---:|"
    for row in run["registrations"]:
        yield (
            f"| {row['visitors']} | {row['who']} | {row['per_second']:.0f} | {row['p50_ms']:.0f} "
            f"| {row['p95_ms']:.0f} | {row['web_cpu_ms']:.2f} | {row['database_cpu_ms']:.2f} |"
        )
    yield ""
    yield "| Figure | Measured | Goal | |"
    yield "|---|---:|---:|---|"
    yield from _against_goals(run)
    yield ""
    yield from _without_goals(run)
    yield ""
    yield from of_listings(run["listings"])
    yield ""
    yield from of_acts(run["acts"])
    yield ""
    yield from of_streams(run["streams"])
    yield ""
    yield from of_conference(run["conference"] and Conference(**run["conference"]))
    yield ""
    yield from of_suggestions(Suggestions(**run["suggestions"]))


def of_listings(rows: list[Row]) -> Iterator[str]:
    """The office's list of voices: what was asked, on which database, and how long it took."""
    yield "| Voices | Database | Asked for | p50 ms | p95 ms | max ms | CPU ms | Goal p95 | |"
    yield "|---:|---|---|---:|---:|---:|---:|---:|---|"
    for row in rows:
        goal = figures.GOAL_LIST_MS
        yield (
            f"| {row['voices']} | {row['database']} | {row['what']} | {row['p50_ms']:.0f} "
            f"| {row['p95_ms']:.0f} | {row['max_ms']:.0f} | {row['cpu_ms']:.0f} | {goal:.0f} "
            f"| {_met(row['p95_ms'] <= goal)} |"
        )


def of_acts(rows: list[Row]) -> Iterator[str]:
    """What was done to all voices at once, on which database, and how long it took."""
    yield "| Voices | Database | Act | s | CPU s | longest piece ms | Goal s | |"
    yield "|---:|---|---|---:|---:|---:|---:|---|"
    for row in rows:
        goal = figures.GOAL_ACT_SECONDS
        yield (
            f"| {row['voices']} | {row['database']} | {row['what']} | {row['seconds']:.1f} "
            f"| {row['cpu_seconds']:.1f} | {row['longest_piece_ms']:.0f} | {goal:.0f} "
            f"| {_met(row['seconds'] <= goal)} |"
        )


def of_streams(rows: list[Row]) -> Iterator[str]:
    """The streams: who, how many readers, changes a second, and what they saw of them."""
    yield "| Readers | Changes/s | Who | p50 ms | p95 ms | max ms | Goal p95 | Lost | kB each | CPU us a delivery | |"
    yield "|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---|"
    for row in rows:
        goal = figures.GOAL_STREAM_MS[row["rate"]]
        is_met = (
            row["p95_ms"] <= goal
            and row["kb_each"] <= figures.GOAL_STREAM_KB
            and not row["lost"] + row["cut"]
        )
        yield (
            f"| {row['readers']} | {row['rate']} | {row['who']} | {row['p50_ms']:.0f} "
            f"| {row['p95_ms']:.0f} | {row['max_ms']:.0f} | {goal:.0f} | {row['lost']} "
            f"| {row['kb_each']:.1f} | {row['cpu_us']:.1f} "
            f"| {_met(is_met) if row['who'] != 'bare' else ''} |"
        )


def of_conference(seen: Conference | None) -> Iterator[str]:
    """Floor to picture, and what a room full of viewers saw of one speaker."""
    if seen is None:
        yield "Picture and sound were not measured: that needs janus, chromium, root, unshare, nsenter and ip."
        return
    yield "| Picture and sound, by Janus | Measured | Goal | |"
    yield "|---|---:|---:|---|"
    turns = seen.floor_to_frames_ms
    yield at_most("floor to picture, median", median(turns), figures.GOAL_FLOOR_MS, "{:.0f} ms")
    yield at_most("floor to picture, slowest", max(turns), figures.GOAL_FLOOR_MS, "{:.0f} ms")
    is_met = seen.worst_share >= figures.GOAL_FRAMES
    title = f"frames of one speaker at {seen.viewers} viewers, worst"
    yield _line(title, seen.worst_share, figures.GOAL_FRAMES, "{:.1%}", is_met=is_met)
    yield (
        f"- {seen.viewers} viewers came in at once in {seen.entering_seconds:.1f} s ({seen.entering_cpu_ms:.0f} ms "
        f"of CPU each); the first frame after {seen.first_frame_p50_ms:.0f} ms, p95 "
        f"{seen.first_frame_p95_ms:.0f} ms. {seen.frames_a_second:.1f} frames a second, "
        f"{seen.packets_lost} packets lost; Janus {seen.janus_cpu:.0%} of a core, "
        f"{seen.janus_megabytes:.0f} MB."
    )


def of_suggestions(found: Suggestions) -> Iterator[str]:
    """CPU of the worker for all texts, waits and memory of a page for one."""
    yield "| Help for voices | Measured | Goal | |"
    yield "|---|---:|---:|---|"
    cpu = found.embedding_cpu + found.suggesting_cpu
    goal = figures.GOAL_TEXTS_SECONDS * found.texts / figures.GOAL_TEXTS
    title = f"{found.texts} texts of forty words: vectors and suggestions, CPU"
    yield at_most(title, cpu, goal, "{:.0f} s")
    yield at_most("near ones for a text, p95", found.p95_ms, figures.GOAL_TYPED_MS, "{:.0f} ms")
    title = f"similar ones while one types, of {found.texts} published, p95"
    yield at_most(title, found.asked_p95_ms, figures.GOAL_TYPED_MS, "{:.0f} ms")
    yield (
        f"- Similar ones, a whole request: median {found.asked_p50_ms:.0f} ms, after something was published "
        f"{found.asked_changed_ms:.0f} ms, the first of a process {found.asked_first_ms:.0f} ms; some were found "
        f"{found.asked_found:.0%} of the times."
    )
    yield (
        f"- Of these, vectors {found.embedding_cpu:.1f} s, suggestions {found.suggesting_cpu:.1f} s; besides, learning "
        f"{found.learning_cpu:.1f} s, duplicates {found.duplicates_cpu:.1f} s. The worker held {found.worker_megabytes:.0f} MB."
    )
    yield (
        f"- Near ones: median {found.p50_ms:.0f} ms, the first, which reads the model, {found.first_ms:.0f} ms. In each "
        f"process that looks for them: the model {found.model_megabytes:.0f} MB, the vectors {found.shelf_megabytes:.0f} MB."
    )


def _against_goals(run: Row) -> Iterator[str]:
    for row in run["ratios"]:
        at = f"at {row['visitors']}"
        yield at_most(f"CPU, Arengo : bare, {at}", row["cpu"], figures.GOAL_CPU, "{:.2f}")
        yield _line(
            f"Registrations/s, Arengo : bare, {at}", row["throughput"], figures.GOAL_THROUGHPUT,
            "{:.2f}", is_met=row["throughput"] >= figures.GOAL_THROUGHPUT,
        )  # fmt: skip
    ten = next(r for r in run["registrations"] if (r["visitors"], r["who"]) == (10, "arengo"))
    yield at_most("p95 at 10 visitors", ten["p95_ms"], figures.GOAL_P95_MS, "{:.0f} ms")
    ours = run["rush"][0]
    one = ours["each"][0]
    title = f"{one['crowd']} visitors on {one['seats']} seats"
    yield at_most(title, ours["seconds"], figures.GOAL_RUSH_SECONDS, "{:.1f} s")
    exact = "yes" if ours["is_exact"] else "NO"
    yield f"| exactly {one['seats']}, every mail sent | {exact} | yes | {_met(ours['is_exact'])} |"
    for page in run["pages"]:
        name = page["name"]
        yield at_most(f"{name}: median", page["median_ms"], figures.GOAL_PAGE_MS, "{:.1f} ms")
        title = f"{name}: first view"
        yield at_most(title, page["kilobytes"], figures.GOAL_FIRST_VIEW_KB, "{:.0f} kB")


def _without_goals(run: Row) -> Iterator[str]:
    ours, bare = run["rush"]
    one = ours["each"][0]
    yield (
        f"- Rush: {ours['rushes']} of Arengo (slowest {ours['slowest_seconds']:.1f} s; the last mail "
        f"after {ours['mail_seconds']:.1f} s), the bare form {bare['seconds']:.1f} s. The first: "
        f"taken {one['taken']}, rows with a seat {one['rows']}, registered {one['registered']}, "
        f"mailed {one['mails']}, told that the hall is full {one['outcomes'].get('told', 0)}."
    )
    row = run["confirmations"]
    yield (
        f"- Confirmations (own page, POST, ticket) at 10 visitors: {row['per_second']:.0f}/s, p95 "
        f"{row['p95_ms']:.0f} ms, CPU web {row['web_cpu_ms']:.2f} and database "
        f"{row['database_cpu_ms']:.2f} ms each."
    )
    mails = run["mails"]
    yield (
        f"- The worker, alone: {mails['sent'] / mails['seconds']:.0f} mails/s, CPU "
        f"{mails['cpu_ms']['worker']:.2f} and database {mails['cpu_ms']['database']:.2f} ms a mail."
    )
    for page in run["pages"]:
        parts = ", ".join(f"{k} {v / 1000:.0f}" for k, v in page["weight"]["bytes"].items())
        yield f"- {page['name']}: drawn anew {page['drawn_ms']:.1f} ms and {page['queries']} queries; kB compressed: {parts}."


def at_most(what: str, value: float, goal: float, pattern: str) -> str:
    """A line of the table for a figure that may not pass its goal."""
    return _line(what, value, goal, pattern, is_met=value <= goal)


def _line(what: str, value: float, goal: float, pattern: str, *, is_met: bool) -> str:
    return f"| {what} | {pattern.format(value)} | {pattern.format(goal)} | {_met(is_met)} |"


def _met(is_met: bool) -> str:
    return "met" if is_met else "**missed**"
