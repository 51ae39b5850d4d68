"""`arengo stream`: the live stream by itself, as in production, behind the proxy that serves the pages."""

import argparse
import asyncio
import logging
import signal

from django.db import DatabaseError

from arengo.cli import children
from arengo.cli.ports import why_not
from arengo.cli.show import say
from arengo.core import leases
from arengo.core.stream import server
from arengo.core.stream.feeds import feed
from arengo.core.stream.hub import Hub
from arengo.core.tasks import heartbeat
from arengo.web.room.stream import draw

BEAT_SECONDS = 10
logger = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Serve until a signal comes; returns the exit code."""
    children.stop_with_supervisor()
    children.allow_many_connections()
    trouble = why_not(options.host, options.port)
    if trouble:
        say(trouble)
        return 1
    asyncio.run(_serve(options.host, options.port))
    return 0


async def _serve(host: str, port: int) -> None:
    hub = Hub(draw, feed())
    hub.start()
    listening = await server.serve(hub, host, port)
    children.keep_what_is_loaded()
    beating = asyncio.create_task(_beat(hub))
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await stopping.wait()
    listening.close()
    beating.cancel()
    hub.let_all_go()
    await hub.stop()


async def _beat(hub: Hub) -> None:
    while True:
        try:
            await hub.in_thread(heartbeat.beat, heartbeat.STREAM)
        except DatabaseError as error:
            logger.warning("no sign of life\n%s", leases.trail(error))
        await asyncio.sleep(BEAT_SECONDS)
