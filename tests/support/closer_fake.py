"""A CLOSER v1 server that does as a test tells it, on loopback: its faults are scripted, its log is the judge."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from closer_tui.domain.clock import format_rfc3339

NOON = 1_779_451_200_000
"""2026-05-22T12:00:00Z."""
TOKEN = "cls_test_0123456789abcdef"

Fault = Callable[["Exchange"], Awaitable[None]]
"""What happens instead of an ordinary answer; it may still have the request done."""


@dataclass
class Request:
    """What came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Effect:
    """A reply that really left the server: what the customer has."""

    message_id: str
    body: str
    key: str
    reply_id: str


@dataclass
class Answer:
    """Status, document and headers of an answer."""

    status: int
    document: Any
    headers: dict[str, str] = field(default_factory=dict)

    def raw(self, payload: bytes | None = None) -> bytes:
        """As it goes over the wire."""
        body = json.dumps(self.document).encode() if payload is None else payload
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
        lines = [f"HTTP/1.1 {self.status} Said", *(f"{k}: {v}" for k, v in (headers | self.headers).items()), "", ""]
        return "\r\n".join(lines).encode() + body


@dataclass
class Exchange:
    """One request under a fault: `do` has it done, `say` writes bytes."""

    fake: FakeCloser
    request: Request
    writer: asyncio.StreamWriter

    def do(self) -> Answer:
        """Have the effect, and get the ordinary answer."""
        return self.fake.answer(self.request)

    async def say(self, raw: bytes) -> None:
        """Write and flush."""
        self.writer.write(raw)
        await self.writer.drain()


def error(status: int, code: str = "", message: str = "no", **headers: str) -> Answer:
    """An answer in the error envelope."""
    document = {"error": {"code": code, "message": message, "trace_id": "trc_1"}}
    return Answer(status, document, {name.replace("_", "-"): value for name, value in headers.items()})


# --- faults ---------------------------------------------------------------------------------------------------------


async def lost_before(exchange: Exchange) -> None:
    """The connection goes before anything was done."""


async def lost_after(exchange: Exchange) -> None:
    """It was done, and the connection goes before the answer."""
    exchange.do()


async def cut(exchange: Exchange) -> None:
    """It was done, and half of the answer arrives."""
    raw = exchange.do().raw()
    await exchange.say(raw[: len(raw) - 12])


async def silent(exchange: Exchange) -> None:
    """It was done, and no answer ever comes."""
    exchange.do()
    await asyncio.Event().wait()


async def trickle(exchange: Exchange) -> None:
    """It was done, and the answer comes a byte now and then, for ever."""
    exchange.do()
    await exchange.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
    while True:
        await asyncio.sleep(0.01)
        await exchange.say(b" ")


async def endless(exchange: Exchange) -> None:
    """It was done, and the answer has no end."""
    exchange.do()
    await exchange.say(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        await exchange.say(b" " * 65_536)


async def bomb(exchange: Exchange) -> None:
    """It was done, and the answer would unpack to 50 MB."""
    exchange.do()
    packed = gzip.compress(b" " * 50_000_000)
    await exchange.say(Answer(200, None, {"Content-Encoding": "gzip"}).raw(packed))


async def nonsense(exchange: Exchange) -> None:
    """It was done, and the answer is not what was promised."""
    exchange.do()
    await exchange.say(Answer(201, ["what?"]).raw())


def says(answer: Answer, *, done: bool = False) -> Fault:
    """This answer, and whether the request was done all the same."""

    async def fault(exchange: Exchange) -> None:
        if done:
            exchange.do()
        await exchange.say(answer.raw())

    return fault


def raw(payload: bytes, status: int = 200) -> Fault:
    """An ordinary status with this body."""

    async def fault(exchange: Exchange) -> None:
        await exchange.say(Answer(status, None).raw(payload))

    return fault


# --- the server -----------------------------------------------------------------------------------------------------


class FakeCloser:
    """Messages stand in order of arrival; a cursor is a place in it. `faults` meet the next requests, one each;
    `post_faults` only those that reply."""

    def __init__(self, page_size: int = 3) -> None:
        self.page_size = page_size
        self.url = ""
        self.messages: list[dict[str, Any]] = []
        self.effects: list[Effect] = []
        self.requests: list[Request] = []
        self.faults: deque[Fault | None] = deque()
        self.post_faults: deque[Fault | None] = deque()
        self.tone: dict[str, Any] | None = None
        self.channels = {"whatsapp", "instagram", "linkedin", "email", "sms"}
        self.cursor_age = 0
        self._keys: dict[str, tuple[str, Answer]] = {}
        self._clock = NOON

    # what a test does to it

    def write(self, body: str, *, who: str = "+447700900123", channel: str = "whatsapp", **also: Any) -> str:
        """A customer writes; returns the message's id."""
        self._clock += 1_000
        message_id = f"msg_{len(self.messages):04}"
        message = {
            "id": message_id,
            "channel": channel,
            "from": who,
            "body": body,
            "received_at": format_rfc3339(self._clock),
            "status": "pending",
        }
        self.messages.append(message | also)
        return message_id

    def reply_elsewhere(self, message_id: str, body: str, *, mode: str = "human", reply_id: str = "") -> str:
        """Somebody answers at the server; everything of that customer up to the message is answered."""
        self._clock += 1_000
        number = sum("reply" in m for m in self.messages)
        reply = {
            "id": reply_id or f"rep_e{number:03}",
            "body": body,
            "sent_at": format_rfc3339(self._clock),
            "mode": mode,
        }
        self._answer_up_to(message_id, reply)
        return str(reply["id"])

    def expire_cursors(self) -> None:
        """No cursor handed out so far is good any more."""
        self.cursor_age += 1

    def forget_keys(self) -> None:
        """The idempotency keys are past their day."""
        self._keys.clear()

    @property
    def delivered(self) -> list[tuple[str, str]]:
        """(message, body) of every reply that left: what customers have."""
        return [(e.message_id, e.body) for e in self.effects]

    # what it does by itself

    def answer(self, request: Request) -> Answer:
        """The ordinary answer, with its effect."""
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return error(401, "unauthorized", "Send a token.")
        parts = request.path.strip("/").split("/")
        match (request.method, parts):
            case ("GET", ["v1", "messages"]):
                return self._list(request.query)
            case ("POST", ["v1", "messages", message_id, "reply"]):
                return self._reply(unquote(message_id), request)
            case (_, ["v1", "tone-profiles", _]) if self.tone is not None:
                if request.method == "POST":
                    self.tone = json.loads(request.body)
                return Answer(200, self.tone)
        return error(404, "not_found", "There is no such thing here.")

    def _list(self, query: dict[str, str]) -> Answer:
        if query.get("channel") not in self.channels:
            return error(403, "wrong_channel", "This token is not good for it.")
        filters = f"{query.get('status', '')}{query.get('since', '')}"
        start = 0
        if "cursor" in query:
            age, _, rest = query["cursor"].removeprefix("cur_").partition("_")
            begin, _, bound = rest.partition("_")
            if age != str(self.cursor_age) or bound != f"{hash(filters) & 0xFFFF:x}":
                return error(410, "invalid_cursor", "gone")
            start = int(begin)
        found: list[dict[str, Any]] = []
        for place, message in enumerate(self.messages[start:], start):
            if (
                message.get("channel") != query["channel"]
                or query.get("status", message["status"]) != message["status"]
            ):
                continue
            if str(message["received_at"]) < query.get("since", ""):
                continue
            if len(found) == self.page_size:
                bound = f"{hash(filters) & 0xFFFF:x}"
                return Answer(200, {"data": found, "next_cursor": f"cur_{self.cursor_age}_{place}_{bound}"})
            found.append(message)
        return Answer(200, {"data": found, "next_cursor": None})

    def _reply(self, message_id: str, request: Request) -> Answer:
        key, body = request.headers.get("idempotency-key", ""), json.loads(request.body)["body"]
        if key in self._keys:
            before, answer = self._keys[key]
            if before != f"{message_id} {body}":
                return error(422, "idempotency_key_reused", "another body")
            return Answer(answer.status, answer.document, {"Idempotency-Replayed": "true"})
        message = next((m for m in self.messages if m["id"] == message_id), None)
        if message is None or message["channel"] not in self.channels:
            return error(404, "not_found", "There is no such message.")
        self._clock += 1_000
        reply_id = f"rep_{len(self.effects):04}"
        self.effects.append(Effect(message_id, body, key, reply_id))
        sent_at = format_rfc3339(self._clock)
        self._answer_up_to(message_id, {"id": reply_id, "body": body, "sent_at": sent_at, "mode": "human"})
        answer = Answer(201, {"id": reply_id, "body": body, "sent_at": sent_at, "mode": "human"})
        self._keys[key] = (f"{message_id} {body}", answer)
        return answer

    def _answer_up_to(self, message_id: str, reply: dict[str, Any]) -> None:
        place = next(n for n, m in enumerate(self.messages) if m["id"] == message_id)
        who = self.messages[place]["from"]
        for message in self.messages[: place + 1]:
            if message["from"] == who and message["status"] != "replied":
                message |= {"status": "replied", "reply": reply}
        self.messages[place] |= {"status": "replied", "reply": reply}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _read(reader)
        self.requests.append(request)
        fault = self.faults.popleft() if self.faults else None
        if fault is None and request.method == "POST" and self.post_faults:
            fault = self.post_faults.popleft()
        exchange = Exchange(self, request, writer)
        if fault is not None:
            await fault(exchange)
        else:
            await exchange.say(self.answer(request).raw())


@asynccontextmanager
async def fake_closer(page_size: int = 3) -> AsyncIterator[FakeCloser]:
    """Run one for the length of the block."""
    fake = FakeCloser(page_size)
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(fake._serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield fake
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-2])}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    url = urlsplit(target)
    return Request(method, url.path, dict(parse_qsl(url.query)), headers, body)
