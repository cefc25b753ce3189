"""An endpoint on loopback that answers as a test tells it, byte for byte, and remembers what it was sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext

from closer_tui.webhooks.outcome import Outcome
from closer_tui.webhooks.post import Sender

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]

NOW = 1_700_000_000_000


@dataclass
class Request:
    """What came in."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What the tests see of the endpoint."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a request is there."""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client has hung up."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


def says(status: str, *headers: str, body: bytes = b"") -> Answer:
    """An ordinary answer."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()

    return answer


def raw(data: bytes) -> Answer:
    """These bytes, whatever they are, and then the end of the connection."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return answer


async def silent(_writer: asyncio.StreamWriter) -> None:
    """Never a word."""
    await asyncio.Event().wait()


@asynccontextmanager
async def receiving(answer: Answer, *, tls: SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Run an endpoint for the length of the block."""
    receiver = Receiver()
    tasks: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        receiver.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-2])}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            receiver.requests.append(Request(head[0], headers, body))
            receiver.arrived.set()
            await answer(writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            receiver.gone.set()
            writer.close()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(converse(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def post(sender: Sender, url: str, body: bytes = b"{}") -> Outcome:
    """One attempt that is then over and cleared away."""
    try:
        return await sender.post(url, body, {"Content-Type": "application/json"}, now=NOW)
    finally:
        await sender.aclose()
