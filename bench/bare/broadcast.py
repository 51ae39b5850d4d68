"""The limit: one process that writes the same bytes to every socket, and knows nothing else.

python -m bench.bare.broadcast PORT BYTES
"""

import asyncio
import sys

from bench.processes import allow_many_connections


class Line(asyncio.Protocol):
    """A reader, or the one who tells the next number."""

    readers: set[asyncio.WriteTransport] = set()
    padding = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET "):
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: open\n\n"
            )
            self.readers.add(self._transport)
            return
        for line in data.splitlines():
            event = b"id: %b\ndata: %b\n\n" % (line.removeprefix(b"TELL "), self.padding)
            for reader in self.readers:
                reader.write(event)

    def connection_lost(self, _error: Exception | None) -> None:
        self.readers.discard(self._transport)


async def main(port: int, size: int) -> None:
    Line.padding = b"x" * size
    server = await asyncio.get_running_loop().create_server(Line, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    allow_many_connections()
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
