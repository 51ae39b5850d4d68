"""Words freed of the page on which they stood: lines that only the paper's edge had cut are one again."""

import re
from itertools import pairwise
from typing import Final

# A line that reaches so far goes on in the next one; a shorter one ended there.
REACHES: Final = 0.7
NARROW: Final = 30
ENDS: Final = tuple('.:;!?…»”"')
BEGINS: Final = re.compile(r"\s*(?:[-–—•*·▪>]|\d{1,2}[.)]|[a-z][)])\s")


def rejoined(text: str) -> str:
    """The same words with a line for each paragraph, as far as the lines tell."""
    blocks = re.split(r"\n\s*\n", text)
    return "\n\n".join(_rejoined(block) for block in blocks if block.strip())


def tidy(text: str) -> str:
    """One kind of line end, no spaces at the ends, no sign for machines, one empty line at most."""
    plain = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\f", "\n\n")
    )
    seen = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in plain)
    lines = "\n".join(line.rstrip() for line in seen.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _rejoined(block: str) -> str:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    enough = max(NARROW, max(map(len, lines)) * REACHES)
    made = [lines[0]]
    for before, line in pairwise(lines):
        goes_on = len(before) >= enough and not before.endswith(ENDS) and not BEGINS.match(line)
        if goes_on:
            made[-1] += f" {line}"
        else:
            made.append(line)
    return "\n".join(made)
