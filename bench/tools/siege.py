"""Connections that would hold a server up: python -m bench.tools.siege PORT IDLE SLOW, until it is ended.

The idle ones say nothing. Of the slow ones a third each sends a head, sends a body, and reads a large answer,
a few bytes a second; who is cut off comes again at once.
"""

import asyncio
import sys

SECONDS_BETWEEN = 0.5
HEAD = b"GET / HTTP/1.1\r\nHost: bench\r\nX-Slow: "
BODY = (
    b"POST /_dash-update-component HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    b"Content-Length: 900\r\n\r\n{"
)
READ = b"GET /api/v1/targets.csv HTTP/1.1\r\nHost: bench\r\n\r\n"


async def main(port: int, idle: int, slow: int) -> None:
    """Hold so many connections open, for ever."""
    await asyncio.gather(
        *(_again(port, b"") for _ in range(idle)),
        *(_again(port, (HEAD, BODY, READ)[number % 3]) for number in range(slow)),
    )


async def _again(port: int, first: bytes) -> None:
    while True:
        try:
            # A small limit, so that most of an answer waits at the server.
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=100)
            writer.write(first)
            await (_slowly(reader, writer, first) if first else reader.read())
            writer.close()
        except OSError:
            await asyncio.sleep(SECONDS_BETWEEN)


async def _slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes) -> None:
    while not reader.at_eof():
        await asyncio.sleep(SECONDS_BETWEEN)
        if first == READ:
            await reader.read(10)
        else:
            writer.write(b"a")
            await writer.drain()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
