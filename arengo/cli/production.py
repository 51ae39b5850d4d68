"""Serving any WSGI application as in production: it knows nothing of what is served."""

import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

BACKLOG = 1024
GRACE_SECONDS = 5
# A page that takes long, a PDF for one, does not hold up the next.
THREADS = 2


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve_in_production(
    host: str, port: int, workers: int, application: str = "arengo.wsgi:application"
) -> None:
    """Serve a WSGI `application` with `workers` processes until a signal comes, behind a proxy.

    A worker that dies is started again.
    """
    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        log_level=LogLevels.error,
    ).serve()
