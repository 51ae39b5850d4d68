"""What must stand in the environment before Django reads its settings."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from arengo.core import environment

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_STREAM_PORT = 8001


def prepare(arguments: Sequence[str]) -> None:
    """Turn `arengo demo`, and its rehearsal, into an installation of their own: home, database, address.

    Raises BadSetting when PORT is no number.
    """
    if not arguments or arguments[0] not in ("demo", "rehearse"):
        return
    port = _port(arguments[1:]) or str(environment.number("PORT", DEFAULT_PORT))
    os.environ["ARENGO_DEMO"] = "1"
    os.environ.setdefault("ARENGO_HOME", str(_demo_home()))
    os.environ.setdefault("ARENGO_BASE_URL", f"http://127.0.0.1:{port}")
    # A demo never touches the database of an installation that happens to be set up here.
    for name in ("DATABASE_URL", "DATABASE_URL_FILE"):
        os.environ.pop(name, None)


def _port(arguments: Sequence[str]) -> str:
    """What follows --port, whatever it is: the parser says later if it is no number."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--port", default="")
    return str(parser.parse_known_args(arguments)[0].port)


def _demo_home() -> Path:
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var" / "demo"
    return Path.home() / ".local" / "share" / "arengo" / "demo"
