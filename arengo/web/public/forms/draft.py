"""What somebody typed, carried from page to page without a session: encrypted, for half an hour.

It goes in an address, which ends up in logs and histories: hence encrypted, not only signed.
"""

import base64
import functools
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.http import QueryDict

from arengo.core.codes import keyed_digest
from arengo.web.shared.bots import HONEYPOT, STAMP

FIELD = "bozza"
LIVES_SECONDS = 30 * 60
# Longer addresses are refused by some proxies; then the long texts are left out.
LONGEST = 6000
LONG_TEXT = 200
NOT_CARRIED = {"csrfmiddlewaretoken", HONEYPOT, STAMP, FIELD}


@dataclass(frozen=True)
class Draft:
    """The fields as typed, and the numbers of the registrations that came of them."""

    typed: dict[str, list[str]]
    registrations: list[int] = field(default_factory=list)

    def first(self, name: str) -> str:
        """The one value of a field, or an empty text."""
        return (self.typed.get(name) or [""])[0]

    def as_data(self) -> QueryDict:
        """The fields as a form takes them."""
        data = QueryDict(mutable=True)
        for name, values in self.typed.items():
            data.setlist(name, values)
        return data


def write(data: QueryDict, registrations: list[int]) -> str:
    """The token for what was typed in `data`."""
    typed = {name: values for name, values in data.lists() if name not in NOT_CARRIED}
    token = _seal({"typed": typed, "registrations": registrations})
    if len(token) > LONGEST:
        short = {n: vs for n, vs in typed.items() if all(len(v) <= LONG_TEXT for v in vs)}
        token = _seal({"typed": short, "registrations": registrations})
    return token


def read(token: str) -> Draft | None:
    """What `write` put in the token; None when it is too old or is not ours."""
    try:
        content = _box().decrypt(token.encode(), ttl=LIVES_SECONDS)
    except (InvalidToken, UnicodeEncodeError):
        return None
    return Draft(**json.loads(zlib.decompress(content)))


def _seal(content: dict[str, Any]) -> str:
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return _box().encrypt(zlib.compress(text.encode())).decode()


def _box() -> Fernet:
    return _box_of(keyed_digest("draft"))


@functools.lru_cache(maxsize=1)
def _box_of(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))
