"""Files that are made for whoever asks, and kept for a short time: a crowd that asks for the same one
has it made once.

Each process makes and keeps its own, in files without a name: nothing of them is left when it ends.
"""

import asyncio
import os
import tempfile
import threading
import time
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from typing import IO, Final

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

PIECE: Final = 256 * 1024
Make = Callable[[IO[bytes]], None]


class MadeFile:
    """What was made, from when what it says was read; any number of readers at once."""

    def __init__(self, make: Make) -> None:
        self.since = time.monotonic()
        # Closed with the last reader, for it may be kept no longer while somebody still reads.
        self._file = tempfile.TemporaryFile(prefix="arengo-made-")  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        make(self._file)
        self._file.flush()
        self.size = os.fstat(self._file.fileno()).st_size

    def pieces(self) -> Iterator[bytes]:
        """All of it, a piece at a time."""
        for start in range(0, self.size, PIECE):
            yield os.pread(self._file.fileno(), PIECE, start)

    async def pieces_awaited(self) -> AsyncIterator[bytes]:
        """The same where others are not to wait for the disk."""
        for start in range(0, self.size, PIECE):
            yield await asyncio.to_thread(os.pread, self._file.fileno(), PIECE, start)


class MadeFiles:
    """The last `most` files that were made, each for so many `seconds`."""

    def __init__(self, *, seconds: int, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._making = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew, with nothing kept."""
        self._kept: dict[str, MadeFile] = {}

    def get(self, key: str, make: Make, *, may_make: Callable[[], bool]) -> MadeFile | None:
        """The file under `key`, made when there is none; None when it `may_make` none now.

        One is made at a time: who asks for one that is being made waits for it.
        """
        found = self._fresh().get(key)
        if found is not None:
            return found
        with self._making:
            kept = self._fresh()
            if key not in kept:
                if not may_make():
                    return None
                kept[key] = MadeFile(make)
                self._kept = dict([*kept.items()][-self._most :])
            return kept[key]

    def seconds_left(self, file: MadeFile) -> int:
        """For how long others may keep it, too."""
        return max(0, int(file.since + self._seconds - time.monotonic()))

    def _fresh(self) -> dict[str, MadeFile]:
        kept = self._kept.items()
        return {key: each for key, each in kept if self.seconds_left(each)}


def handed_over(request: HttpRequest, file: MadeFile, content_type: str) -> StreamingHttpResponse:
    """The file, sent while it is read, on either kind of server."""
    is_awaited = isinstance(request, ASGIRequest)
    pieces = file.pieces_awaited() if is_awaited else file.pieces()
    answer = StreamingHttpResponse(pieces, content_type=content_type)
    answer["Content-Length"] = str(file.size)
    return answer
