"""The conference: which provider is in use. Everybody's meeting has the same, unless it has an address."""

import shutil
from functools import lru_cache
from typing import Final

from django.conf import settings

from arengo.gateways.conference.contract import Provider
from arengo.gateways.conference.external import ExternalProvider
from arengo.gateways.conference.fake import FAKE
from arengo.gateways.conference.janus import JanusProvider
from arengo.gateways.conference.mesh import MeshProvider

AUTO: Final = "auto"
JANUS: Final = "/usr/bin/janus"


def provider_for(conference_url: str = "") -> Provider:
    """The provider of a meeting; one with an address elsewhere has that one."""
    if conference_url:
        return ExternalProvider(conference_url)
    return _named(chosen(), settings.JANUS_URL)


def chosen() -> str:
    """What ARENGO_CONFERENCE says; "auto" is Janus where it is installed, else browser to browser.

    It does not ask whether Janus answers: people of one room would be parted when it stumbles.
    """
    if settings.CONFERENCE != AUTO:
        return str(settings.CONFERENCE)
    return "janus" if janus_program() else "mesh"


def janus_program() -> str:
    """The path of Janus' program on this machine; empty when it is not installed."""
    return shutil.which(JANUS) or shutil.which("janus") or ""


@lru_cache(maxsize=8)
def _named(name: str, janus_url: str) -> Provider:
    if name == "janus":
        return JanusProvider(janus_url)
    return FAKE if name == "fake" else MeshProvider()
