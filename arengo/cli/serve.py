"""`arengo serve`: the pages, by one ASGI process, or in production by several of WSGI.

A page costs two to three times less by WSGI; streams, which need ASGI, are no part of these.
"""

import argparse
import asyncio
import os
import signal
import warnings

from django.core.asgi import get_asgi_application
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from arengo.cli import children, static
from arengo.cli.migrate import prepare_if_empty
from arengo.cli.ports import why_not
from arengo.cli.show import say

BACKLOG = 1024
GRACE_SECONDS = 5
# A page that takes long, a PDF for one, does not hold up the next.
THREADS = 2


def run(options: argparse.Namespace) -> int:
    """Serve until a signal comes; returns the exit code."""
    children.stop_with_supervisor()
    trouble = why_not(options.host, options.port)
    if trouble:
        say(trouble)
        return 1
    static.collect_if_needed()
    # In production the service migrates, before it makes the processes that share no connection.
    if options.production:
        serve_in_production(options.host, options.port, options.workers or cores())
        return 0
    prepare_if_empty()
    # WhiteNoise hands files over in one piece; they are small, and a proxy serves them in production.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume")
    asyncio.run(_serve(options.host, options.port))
    return 0


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


async def _serve(host: str, port: int) -> None:
    server = Server(
        # Only now: WhiteNoise looks once at which files there are.
        get_asgi_application(),
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        backlog=BACKLOG,
        log_level=LogLevels.error,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        server.stop()
        # It waits for the answers under way; a stream has no end of its own.
        loop.call_later(GRACE_SECONDS, os._exit, 0)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await server.serve()
