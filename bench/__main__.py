"""`make bench`: everything in one run, eleven minutes; `python -m bench --quick` about five."""

import argparse
import os
import platform
import sys
import time
from dataclasses import asdict

from arengo.cli.production import cores
from bench import figures, ground, report
from bench.conference.measure import conference
from bench.measures import Bench
from bench.processes import allow_many_connections
from bench.stream.measure import streams
from bench.suggestions.measure import suggestions
from bench.voices.measure import of_voices
from tools import with_postgres


def main() -> int:
    """Measure, print the table, write the JSON; 1 when a rush was not exact."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round of everything")
    parser.add_argument("--stream", action="store_true", help="the live stream only")
    parser.add_argument("--voices", action="store_true", help="the office's voices only")
    parser.add_argument("--conference", action="store_true", help="picture and sound only")
    parser.add_argument("--suggestions", action="store_true", help="help for voices only")
    options = parser.parse_args()
    plan = figures.QUICK if options.quick else figures.FULL
    if options.suggestions:
        print("\n".join(report.of_suggestions(suggestions(plan))))
        return 0
    if with_postgres.programs() is None:
        print(with_postgres.MISSING, file=sys.stderr)
        return 1
    allow_many_connections()
    start = time.monotonic()
    with ground.prepared(plan) as stands:
        if options.stream:
            print("\n".join(report.of_streams([asdict(one) for one in streams(stands, plan)])))
            return 0
        if options.voices:
            listed, acted = of_voices(stands, plan)
            print("\n".join(report.of_listings([asdict(one) for one in listed])))
            print("\n".join(report.of_acts([asdict(one) for one in acted])))
            return 0
        if options.conference:
            print("\n".join(report.of_conference(conference(stands, plan))))
            return 0
        run = measure(stands, plan, start)
    run["seconds"] = time.monotonic() - start
    path = report.save(run)
    print(report.table(run))
    print(f"\n{run['seconds']:.0f} s; all figures in {path}")
    return 0 if run["rush"][0]["is_exact"] else 1


def measure(stands: ground.Ground, plan: figures.Plan, start: float) -> report.Row:
    """All figures of a run; `start` is the monotonic second from which its words count."""

    def say(what: str) -> None:
        print(f"[{time.monotonic() - start:4.0f} s] {what}", file=sys.stderr, flush=True)

    bench = Bench(stands, plan)
    say("warming up")
    bench.warm_up()
    say("public pages")
    pages = bench.pages()
    say("rushes")
    rushes = bench.rushes()
    say("registrations, in turn with the bare form")
    steady = bench.steady()
    say("confirmations")
    confirmations = bench.confirmations()
    say("the worker and its mails")
    mails = bench.mails()
    say("the list of voices, and acts on all of them")
    listed, acted = of_voices(stands, plan)
    say("the live stream")
    followed = streams(stands, plan)
    say("picture and sound")
    seen = conference(stands, plan)
    say("suggestions for voices")
    suggested = suggestions(plan)
    return report.everything(
        steady_rounds=steady, rushes=rushes, confirmations=confirmations, mails=mails,
        pages=pages, listings=listed, acts=acted, streams=followed, seen=seen, suggested=suggested,
        machine=_machine(stands),
    )  # fmt: skip


def _machine(stands: ground.Ground) -> report.Row:
    durable = stands.ask("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
    return {
        "cores": cores(),
        "load_at_the_end": os.getloadavg()[0],
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "postgresql": stands.ask("SELECT current_setting('server_version')")[0],
        "fsync": durable[0],
        "synchronous_commit": durable[1],
    }


if __name__ == "__main__":
    sys.exit(main())
