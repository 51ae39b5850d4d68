"""A mail server in a process of its own that takes every mail and writes down to whom it went.

python -m bench.sink PORT FILE
"""

import asyncio
import sys
from pathlib import Path
from typing import Any, TextIO

from aiosmtpd.smtp import SMTP


class Sink:
    """One line in the file for each recipient of each mail, once its content was taken."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        for address in envelope.rcpt_tos:
            self._file.write(f"{address}\n")
        self._file.flush()
        return "250 OK"


def recipients(file: Path) -> list[str]:
    """To whom mails went so far, one for each mail."""
    return file.read_text().splitlines() if file.exists() else []


async def main() -> None:
    """Take mails until a signal ends the process."""
    port, path = int(sys.argv[1]), sys.argv[2]
    with Path(path).open("a") as file:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(Sink(file), hostname="bench", loop=loop), "127.0.0.1", port
        )
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
