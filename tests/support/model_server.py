"""A server that speaks just enough of the Messages API, told byte by byte what to answer. For what a mock of good
manners cannot do: cut streams, wrong bytes, endless answers, redirects."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Send = Callable[[bytes], Awaitable[None]]
Script = Callable[[Send], Awaitable[None]]

ANSWER: dict[str, Any] = {
    "reply": "Hi Maria,\n\nYes, from 8.\n\n— Paul",
    "language": "en",
    "topic": "opening hours",
    "action": "reply",
    "escalate_reason": "none",
    "evidence": "",
    "sources": ["hours"],
    "promises": [],
    "reason": "The opening hours are a quick reply.",
}


@dataclass(slots=True)
class Heard:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(slots=True)
class ModelServer:
    """Answers every request by its script; `hung_up` is set when a client leaves before the answer ends."""

    script: Script
    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    talking: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer, and the connection is closed."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *rest = head.split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.heard.append(Heard(first.split(" ")[1], headers, json.loads(body)))
        watching = asyncio.ensure_future(self._watch(reader))

        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()
            self.talking.set()

        try:
            await self.script(send)
        except ConnectionError:
            self.hung_up.set()
        finally:
            watching.cancel()
            writer.close()

    async def _watch(self, reader: asyncio.StreamReader) -> None:
        await reader.read(1)
        self.hung_up.set()


@asynccontextmanager
async def model_server(script: Script) -> AsyncIterator[ModelServer]:
    """A server on loopback for the length of the block."""
    made = ModelServer(script)
    serving: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            await made.serve(reader, writer)
        except (asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


def status(code: int, kind: str, message: str = "no", **headers: str) -> Script:
    """An error before any stream, as the API words it."""
    body = json.dumps({"type": "error", "error": {"type": kind, "message": message}}).encode()
    lines = [
        f"HTTP/1.1 {code} X",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    async def script(send: Send) -> None:
        await send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return script


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


def event(kind: str, **data: Any) -> bytes:
    """One server-sent event."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


def start(**usage: int) -> bytes:
    """The first event of an answer."""
    counts = {"input_tokens": 1_000, "output_tokens": 1} | usage
    message: dict[str, Any] = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": counts,
    }  # fmt: skip
    return event("message_start", message=message) + event(
        "content_block_start", index=0, content_block={"type": "text", "text": ""}
    )


def text(piece: str) -> bytes:
    """A piece of the answer."""
    return event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})


def end(reason: str | None = "end_turn", output_tokens: int = 200) -> bytes:
    """The last events of an answer."""
    return (
        event("content_block_stop", index=0)
        + event(
            "message_delta",
            delta={"stop_reason": reason, "stop_sequence": None},
            usage={"output_tokens": output_tokens},
        )
        + event("message_stop")
    )


def pieces_of(answer: Any) -> list[str]:
    """An answer as JSON, in pieces."""
    whole = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    size = max(7, len(whole) // 200)
    return [whole[i : i + size] for i in range(0, len(whole), size)]


def stream(*parts: bytes) -> Script:
    """A stream of exactly these bytes, then the connection closes."""

    async def script(send: Send) -> None:
        await send(HEAD)
        for part in parts:
            await send(part)

    return script


def answering(answer: Any = None, *, reason: str | None = "end_turn", **usage: int) -> Script:
    """A whole, well-behaved answer."""
    chosen = ANSWER if answer is None else answer
    return stream(start(**usage), *map(text, pieces_of(chosen)), end(reason))


def each_in_turn(scripts: Sequence[Script]) -> Script:
    """The first request gets the first script, and so on; the last one stays."""
    left = list(scripts)

    async def script(send: Send) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(send)

    return script
