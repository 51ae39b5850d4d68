"""`arengo janus`: this process becomes Janus, with a configuration of ours in ARENGO_HOME/janus."""

import argparse
import ctypes
import os
import signal
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from arengo.cli.children import SUPERVISOR_PIPE
from arengo.cli.show import say
from arengo.gateways import conference
from arengo.gateways.conference import janus_config
from arengo.gateways.conference.janus_config import Ports

# Linux: the signal that a process gets when the one that started it ends.
PR_SET_PDEATHSIG = 1
LOG = "janus.log"


def run(_options: argparse.Namespace) -> int:
    """Write the configuration, and run Janus in place of this process; 1 when it is not installed."""
    program = conference.janus_program()
    if not program:
        say(how_to_install())
        return 1
    folder = Path(settings.HOME) / "janus"
    first, last = (int(port) for port in settings.JANUS_MEDIA_PORTS)
    janus_config.write(
        folder,
        Ports(port=settings.JANUS_PORT, first_port=first, last_port=last),
        enforce=settings.JANUS_INTERFACE,
        public_address=settings.JANUS_PUBLIC_ADDRESS,
    )
    command = janus_config.command(program, folder)
    if os.environ.pop(SUPERVISOR_PIPE, ""):
        _end_with_supervisor()
        _speak_into(folder / LOG)
    os.execv(program, command)  # noqa: S606 - our own command, no shell


def how_to_install() -> str:
    """One sentence, for who has Debian and for who has not."""
    return _(
        "Janus non è installato. Su Debian: apt-get install --no-install-recommends janus, poi "
        "systemctl disable --now janus: il suo servizio di serie ascolta da fuori, il nostro no."
    )


def _speak_into(path: Path) -> None:
    """Its words are for who looks for a fault, not for who looks at the demo."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(log, stream.fileno())
    os.close(log)


def _end_with_supervisor() -> None:
    """What becomes Janus cannot watch the supervisor's pipe: the kernel tells it instead."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
