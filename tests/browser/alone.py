"""A network of the test's own, for media: Janus never sends on loopback, and nothing here leaves it.

The process enters it with its main thread; what it starts from there is in it too. A browser is
started by a script that goes in by itself, since Playwright's driver is outside.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.gateways.conference.janus_process import can_be_alone

CLONE_NEWNET = 0x40000000
HERE = "10.213.7.1"
MISSING = (
    "no network of one's own can be made here (root, unshare, nsenter and ip): this part is skipped"
)
FLAGS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--disable-renderer-backgrounding",
]


@contextmanager
def own_network() -> Iterator[str]:
    """Loopback and a pair of interfaces; gives the address on which media flows."""
    if not can_be_alone():
        if os.environ.get("ARENGO_TEST_EVERYTHING"):
            raise AssertionError(MISSING)
        pytest.skip(MISSING)
    libc = ctypes.CDLL(None, use_errno=True)
    before = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        _must(libc.unshare(CLONE_NEWNET))
        for words in (
            "link set lo up",
            "link add media type veth peer name other",
            # An address that comes by itself a second later is to Chromium a change of network.
            "link set media addrgenmode none",
            "link set other addrgenmode none",
            f"addr add {HERE}/24 dev media",
            "link set media up",
            "link set other up",
        ):
            subprocess.run(["ip", *words.split()], check=True)
        yield HERE
    finally:
        _must(libc.setns(before, CLONE_NEWNET))
        os.close(before)


@contextmanager
def browser_inside(browser: Browser, folder: Path) -> Iterator[Browser]:
    """A Chromium with a false camera and microphone, in the network in which this thread is."""
    program = folder / "chromium-inside"
    program.write_text(
        f'#!/bin/sh\nexec nsenter --net=/proc/{os.getpid()}/ns/net /usr/bin/chromium "$@"\n'
    )
    program.chmod(0o755)
    inside = browser.browser_type.launch(executable_path=program, args=FLAGS)
    try:
        yield inside
    finally:
        inside.close()


def _must(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), "the network cannot be changed")
