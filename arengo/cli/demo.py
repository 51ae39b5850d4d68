"""`arengo demo`: the announced meeting, alive, with its server and its worker."""

import argparse
import os
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connections
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from arengo.blueprint import demo as examples
from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.cli import STARTED_AT, static
from arengo.cli.demo_home import DemoHome
from arengo.cli.demo_links import links
from arengo.cli.migrate import bring_up_to_date
from arengo.cli.ports import THIS_COMPUTER, answers, free_port, why_not
from arengo.cli.show import paragraph, say, step
from arengo.cli.supervisor import Supervisor
from arengo.core.clock import process_time
from arengo.core.clock.models import ClockOffset
from arengo.gateways import conference

# Registrations for the meeting of 27 September are open, the hall is almost full.
FIRST_MOMENT = datetime(2023, 9, 6, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))
START_WITHIN_SECONDS = 60
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not listened on


def run(options: argparse.Namespace) -> int:
    """Prepare what is missing, start everything, and stop it on a signal; returns the exit code."""
    trouble = why_not(options.host, options.port)
    if trouble:
        say(trouble)
        return 1
    with DemoHome(settings.HOME) as home:
        if options.reset:
            connections.close_all()
            home.empty()
        prepare(home)
        connections.close_all()
        return _run_both(options)


def prepare(home: DemoHome) -> None:
    """Bring the demo to the state in which it opens; what was done in it before stays."""
    bring_up_to_date()
    # Before anything is written: the examples happen on the demo's days.
    if not ClockOffset.objects.exists():
        process_time.jump_to(FIRST_MOMENT)
    file = bundled()
    if home.needs(file):
        with step(_("Applico il processo di Torino 2024-2026")):
            apply_file(file)
        with step(_("Aggiungo gli esempi")):
            examples.seed()
        home.note(file)
    static.collect_if_needed()


def _run_both(options: argparse.Namespace) -> int:
    address = ["--host", options.host, "--port", str(options.port)]
    commands = [("server", ["serve", *address]), ("worker", ["worker"]), *_conference()]
    supervisor = Supervisor(commands)
    supervisor.start()
    try:
        end = time.monotonic() + START_WITHIN_SECONDS
        supervisor.run(until=lambda: _answers(options) or time.monotonic() > end)
        if supervisor.is_stopping:
            return 0
        if time.monotonic() > end:
            say(_("Le pagine non rispondono: gli errori sono qui sopra."))
            return 1
        _tell(time.monotonic() - STARTED_AT)
        connections.close_all()
        supervisor.run()
        return 0
    finally:
        say(_("Chiudo tutto."))
        supervisor.stop()


def _conference() -> list[tuple[str, list[str]]]:
    """Janus, where it is installed, on a port that no other demo has; else nothing more is needed."""
    if conference.chosen() != "janus" or not conference.janus_program():
        return []
    os.environ["ARENGO_JANUS_PORT"] = str(free_port())
    return [("janus", ["janus"])]


def _answers(options: argparse.Namespace) -> bool:
    return answers(THIS_COMPUTER if options.host in EVERYWHERE else options.host, options.port)


def _tell(seconds: float) -> None:
    say()
    say(_("Pronto in %(seconds)s secondi.") % {"seconds": number_format(seconds, decimal_pos=1)})
    for link in links():
        say()
        say(f"  {link.url}")
        say(paragraph(link.sentence, indent="    "))
    say()
    say(
        paragraph(_("Per fermare tutto: Ctrl-C. Quello che fai resta; RESET=1 ricomincia da capo."))
    )
