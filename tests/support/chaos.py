"""A proxy on loopback that answers 500 in the server's place, or lets the answer get lost, by a seeded dice."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_ERROR = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@dataclass
class Chaos:
    """How often what happens; `url` is where clients go instead of the server."""

    target: int
    errors: float
    lost: float
    dice: random.Random
    calm: bool = False
    port: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        """The proxy's address."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await _message(reader)
            what = self._what()
            self.happened[what] += 1
            if what == "error before":
                writer.write(_ERROR)
            else:
                answer = await self._forward(request)
                if what != "lost":
                    writer.write(_ERROR if what == "error after" else answer)
            await writer.drain()
        writer.close()

    def _what(self) -> str:
        roll = self.dice.random()
        if self.calm or roll >= self.errors + self.lost:
            return "passed"
        if roll < self.errors:
            return "error before" if roll < self.errors / 2 else "error after"
        return "lost"

    async def _forward(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader)
        finally:
            writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Head and body of one message, its connection to be closed after it."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    body = await reader.readexactly(length) if length else b""
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body


@contextmanager
def chaos(target: int, *, errors: float, lost: float, seed: int) -> Iterator[Chaos]:
    """The proxy in a thread of its own, in front of a port."""
    proxy = Chaos(target, errors, lost, random.Random(seed))
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def main() -> None:
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
        proxy.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.close()

    task = loop.create_task(main())
    thread = threading.Thread(target=run, name="chaos")
    thread.start()
    ready.wait(10)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
