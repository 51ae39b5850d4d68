"""What the commands print."""

import shutil
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def say(text: str = "") -> None:
    """One line, or several, on standard output, at once."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and when it is done how long it took."""
    start = time.monotonic()
    print(f"{text}… ", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    seconds = number_format(time.monotonic() - start, decimal_pos=1)
    print(_("fatto (%(seconds)s s)") % {"seconds": seconds}, flush=True)


def paragraph(text: str, indent: str = "  ") -> str:
    """`text` folded to the terminal's width."""
    width = min(shutil.get_terminal_size().columns, 96)
    return textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )


class Progress:
    """A line that counts, on a terminal; on a file, one line at the end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_terminal = sys.stdout.isatty()
        self._shown_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        is_last = done >= total
        now = time.monotonic()
        if not is_last and (not self._is_terminal or now - self._shown_at < 0.1):
            return
        self._shown_at = now
        end = "\n" if is_last or not self._is_terminal else ""
        start = "\r" if self._is_terminal else ""
        print(f"{start}{self._text}: {done}/{total}", end=end, flush=True)
