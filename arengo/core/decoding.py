"""Bytes as text, whatever program saved them."""

import re
from typing import Final

CONTROL: Final = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")
LOOKED_AT: Final = 1024 * 1024
# Accents that were saved as UTF-8 and then read as Windows text: "CittÃ ", "perchÃ©", "lâ€™asse".
SPOILT: Final = re.compile(r"(?:[ÃÂ][\u0080-\u00bf\u0152-\u2122]|â[\u0080-\u00bf\u0152-\u2122]{2})")


def decoded(data: bytes) -> str:
    """The text of `data`: UTF-8, UTF-16 with a mark or without, or what Windows wrote."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif data[1::2].count(0) > len(data) // 4:
        text = data.decode("utf-16-le", errors="replace")
    elif data[::2].count(0) > len(data) // 4:
        text = data.decode("utf-16-be", errors="replace")
    else:
        text = _of_eight_bits(data.replace(b"\0", b""))
    return text.replace("\0", "").removeprefix("\ufeff")


def is_text(text: str) -> bool:
    """False when it is no writing: one sign in a hundred is for a machine."""
    start = text[:LOOKED_AT]
    return len(CONTROL.findall(start)) <= len(start) / 100


def mended(text: str) -> str:
    """The text with the accents that a program before us had spoilt."""
    return SPOILT.sub(lambda found: _mended(found[0]), text)


def _of_eight_bits(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _mended(signs: str) -> str:
    try:
        return b"".join(_byte(sign) for sign in signs).decode()
    except UnicodeError:
        return signs


def _byte(sign: str) -> bytes:
    """The byte that Windows shows as `sign`; it shows nothing for five of them."""
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")
