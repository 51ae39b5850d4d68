"""Codes that people can read aloud, and tokens that nobody can guess.

The alphabet is Crockford's base 32 (no I, L, O, U): a code told on the telephone has one reading.
"""

import base64
import hashlib
import hmac
import secrets
import uuid

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 7
MAC_BYTES = 16
_SOUNDS_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": "", " ": "", "_": ""})


class BadCode(ValueError):
    """What was typed is not one of our codes: wrong length, letter or check character."""


def _check_character(body: str) -> str:
    # Weighted sum with odd weights modulo 32: every single wrong character changes it.
    total = sum((2 * place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def new_code(length: int = CODE_LENGTH) -> str:
    """A random code of `length` characters and a check character, e.g. 7K4M2QWX."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return body + _check_character(body)


def show(code: str) -> str:
    """The code as people read it: in two groups, e.g. 7K4M-2QWX."""
    half = (len(code) + 1) // 2
    return f"{code[:half]}-{code[half:]}"


def read(typed: str, length: int = CODE_LENGTH) -> str:
    """The code that somebody typed or said, tidied. Raises BadCode when it cannot be one."""
    code = typed.strip().upper().translate(_SOUNDS_ALIKE)
    if len(code) != length + 1 or any(letter not in ALPHABET for letter in code):
        raise BadCode(typed)
    if _check_character(code[:-1]) != code[-1]:
        raise BadCode(typed)
    return code


def keyed_digest(purpose: str, *parts: object) -> bytes:
    """HMAC-SHA256 of `parts` under the installation's key, apart for each `purpose`."""
    message = "\x1f".join([purpose, *(str(part) for part in parts)]).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()


def personal_token(purpose: str, code: str, version: int) -> str:
    """A link's token: it can be written again at any time and is never stored.

    It holds the code and a MAC of 128 bits over code and version; raising the version revokes it.
    """
    mac = keyed_digest(purpose, code, version)[:MAC_BYTES]
    return code + base64.urlsafe_b64encode(mac).decode().rstrip("=")


def code_of_token(token: str, length: int = CODE_LENGTH) -> str:
    """The code inside a token, for looking up the row; the token is not yet believed."""
    return token[: length + 1]


def token_is_good(token: str, purpose: str, code: str, version: int) -> bool:
    """True when `token` is the one that `personal_token` writes now, compared in constant time."""
    return hmac.compare_digest(token.encode(), personal_token(purpose, code, version).encode())


def id_token(purpose: str, number: uuid.UUID) -> str:
    """A link's token that holds a random id and a MAC of 128 bits over it, for one purpose only."""
    mac = keyed_digest(purpose, number)[:MAC_BYTES]
    return base64.urlsafe_b64encode(number.bytes + mac).decode().rstrip("=")


def id_of_token(token: str, purpose: str) -> uuid.UUID | None:
    """The id in a token that `id_token` wrote for this purpose; None for any other text."""
    try:
        content = base64.urlsafe_b64decode(f"{token}=".encode("ascii"))
        number = uuid.UUID(bytes=content[:-MAC_BYTES])
    except ValueError:
        return None
    is_ours = hmac.compare_digest(token.encode(), id_token(purpose, number).encode())
    return number if is_ours else None
