"""Whether one can listen somewhere, and if not, why, in a sentence; and whether the pages answer."""

import errno
import http.client
import socket
from typing import Final

from django.utils.translation import gettext as _

THIS_COMPUTER: Final = "127.0.0.1"


def why_not(host: str, port: int) -> str:
    """A sentence when nobody can listen at this address, else empty."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _sentence(error, host, port)
    return ""


def free_port() -> int:
    """A port of this computer on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind((THIS_COMPUTER, 0))
        return int(probe.getsockname()[1])


def answers(host: str, port: int) -> bool:
    """True when the pages are served at this address."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": THIS_COMPUTER})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _(
            "La porta %(port)d è già occupata da un altro programma. Scegline un'altra, per esempio "
            "%(other)d: con PORT=%(other)d davanti al comando, o --port %(other)d dopo."
        ) % {"port": port, "other": port + 1}
    if error.errno == errno.EACCES:
        return _(
            "La porta %(port)d è riservata al sistema: scegline una sopra 1024, per esempio 8000."
        ) % {"port": port}
    return _("Non si può ascoltare su %(host)s, porta %(port)d: %(reason)s.") % {
        "host": host,
        "port": port,
        "reason": error.strerror or error,
    }
