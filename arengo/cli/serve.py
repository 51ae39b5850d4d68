"""`arengo serve`: the pages and the live stream, by one ASGI process, or in production by several of WSGI.

A page costs two to three times less by WSGI; the stream is then a process of its own (`arengo stream`).
"""

import argparse
import asyncio
import os
import signal
import warnings
from importlib import import_module

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from arengo.cli import children, static
from arengo.cli.migrate import prepare_if_empty
from arengo.cli.ports import why_not
from arengo.cli.production import BACKLOG, GRACE_SECONDS, cores, serve_in_production
from arengo.cli.show import say


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


async def _serve(host: str, port: int) -> None:
    # Only now: WhiteNoise looks once at which files there are.
    application = import_module("arengo.asgi").application
    # All pages, before the first request.
    import_module(settings.ROOT_URLCONF)
    children.keep_what_is_loaded()
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        backlog=BACKLOG,
        log_level=LogLevels.error,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        application.let_all_go()
        server.stop()
        # It waits for the answers under way.
        loop.call_later(GRACE_SECONDS, os._exit, 0)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await server.serve()
