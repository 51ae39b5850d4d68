"""Names of files that others chose."""

import re
import unicodedata
from typing import Final

AT_MOST: Final = 120
ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def clean_name(name: str, otherwise: str = "documento") -> str:
    """The file's name as it can be kept and shown: without folders and signs for machines, not too long.

    The ending stays: people tell files by it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign if sign.isprintable() else " " for sign in last)
    plain = " ".join(seen.split()).strip(". ")
    if not plain:
        return otherwise
    ending = ENDING.search(plain)
    kept = ending[0] if ending else ""
    return plain.removesuffix(kept)[: AT_MOST - len(kept)].rstrip() + kept
