"""Servers that help through firewalls: STUN tells a browser its public address, TURN passes media on.

A TURN server (coturn with use-auth-secret) knows a name that holds its own end, and a password that
is its HMAC: given to one device for some hours, never stored.
"""

import base64
import hashlib
import hmac
import time
from typing import Any

from django.conf import settings

GIVEN_FOR_SECONDS = 4 * 3600


def ice_servers(code: str) -> list[dict[str, Any]]:
    """The servers of the settings, as RTCPeerConnection takes them; empty when there are none."""
    addresses = list(settings.ICE_SERVERS)
    plain = [address for address in addresses if not address.startswith("turn")]
    servers: list[dict[str, Any]] = [{"urls": plain}] if plain else []
    turn = [address for address in addresses if address.startswith("turn")]
    if turn:
        name = f"{int(time.time()) + GIVEN_FOR_SECONDS}:{code}"
        servers.append({"urls": turn, "username": name, "credential": password_for(name)})
    return servers


def password_for(name: str) -> str:
    """The password that coturn reckons for this name: HMAC-SHA1 under the shared secret, in base 64."""
    mac = hmac.new(settings.TURN_SECRET.encode(), name.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()
