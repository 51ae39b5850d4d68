"""The configuration of a Janus of our own, written into a folder: it speaks with this machine only.

What it opens to the world is one range of UDP ports, for media, which is encrypted.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arengo.gateways.conference.janus import secret

FILES: Final = {
    "janus.jcfg": """general: {{
  api_secret = "{api}"
  admin_secret = "{admin_api}"
  hide_dependencies = true
  event_loops = 2
  session_timeout = 60
  debug_level = 3
}}
media: {{
  rtp_port_range = "{first_port}-{last_port}"
}}
nat: {{
  ice_lite = true
  ignore_mdns = true
{addresses}}}
plugins: {{
  disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so"
}}
transports: {{
  disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_websockets.so"
}}
events: {{
  broadcast = false
}}
""",
    "janus.transport.http.jcfg": """general: {{
  http = true
  port = {port}
  ip = "127.0.0.1"
  https = false
  acl = "127."
}}
admin: {{
  admin_http = false
  admin_https = false
}}
""",
    "janus.plugin.videoroom.jcfg": """general: {{
  admin_key = "{admin}"
  lock_rtp_forward = true
  string_ids = true
}}
""",
}


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where it listens: one for us on loopback, and a range for media."""

    port: int = 8308
    first_port: int = 20000
    last_port: int = 20999


def write(folder: Path, ports: Ports, *, enforce: str = "", public_address: str = "") -> None:
    """Write the files, readable by their owner only.

    `enforce` is the one interface or address on which media flows; empty: all but loopback, which
    Janus always skips. `public_address` is what a router before this machine is called from outside.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    addresses = f'  ice_enforce_list = "{enforce}"\n' if enforce else ""
    addresses += f'  nat_1_1_mapping = "{public_address}"\n' if public_address else ""
    values = {
        "api": secret("api"),
        "admin_api": secret("admin-api"),
        "admin": secret("admin"),
        "addresses": addresses,
        "port": ports.port,
        "first_port": ports.first_port,
        "last_port": ports.last_port,
    }
    for name, text in FILES.items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text.format(**values))


def command(program: str, folder: Path) -> list[str]:
    """How it is started with these files."""
    return [program, "-F", str(folder), "-C", str(folder / "janus.jcfg"), "--disable-colors"]
