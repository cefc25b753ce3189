"""The outermost layer of the server: a trace id for every request, the envelope for every failure, one log line.

    peer ─ Edge (trace, size of headers, Host, Origin, 500) ─ router (404, 405) ─ guard (token, rate, body) ─ endpoint

The catch-all here is the server's only one: whatever was not foreseen becomes a 500 with a trace id that leads to its
traceback in the log.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from closer_tui.api.errors import ApiError, envelope, internal
from closer_tui.api.hosts import HostRules
from closer_tui.domain.clock import Clock
from closer_tui.domain.ids import new_id

log = logging.getLogger(__name__)

MAX_HEADER_BYTES: Final = 16_384
DRAIN_BYTES: Final = 16 * 1024 * 1024
DRAIN_SECONDS: Final = 1.0
"""After an early refusal the rest of the body is read and dropped within these bounds: closing a socket with unread
bytes resets it, and the peer would lose the answer."""


def trace_id_of(scope: Scope) -> str:
    """The id the edge gave this request."""
    return str(scope["state"]["trace_id"])


class Edge:
    """ASGI in, ASGI out; holds no state of its own."""

    def __init__(self, app: ASGIApp, hosts: HostRules, clock: Clock) -> None:
        self._app = app
        self._hosts = hosts
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; what is not one (start and end of the server) goes straight on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["trace_id"] = trace_id = new_id("trc", self._clock.now())
        exchange = _Exchange(scope, receive, send, trace_id)
        started = time.perf_counter()
        try:
            self._admit(scope)
            await self._app(scope, exchange.receive, exchange.send)
        except ApiError as error:
            await envelope(error, trace_id)(scope, exchange.receive, exchange.send)
        except Exception:  # the boundary named above
            log.exception("%s %s %s failed", trace_id, scope["method"], scope["path"])
            if not exchange.status:
                await envelope(internal(), trace_id)(scope, exchange.receive, exchange.send)
        finally:
            took = (time.perf_counter() - started) * 1000
            level = logging.WARNING if exchange.status >= 500 else logging.INFO
            log.log(level, "%s %s %s %d %.1f ms", trace_id, scope["method"], scope["path"], exchange.status, took)

    def _admit(self, scope: Scope) -> None:
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
            raise ApiError(431, "headers_too_large", f"Headers may take {MAX_HEADER_BYTES} bytes in all.")
        headers = Headers(scope=scope)
        self._hosts.check(scope["method"], headers.getlist("host"), headers.getlist("origin"))


class _Exchange:
    """One request and its answer: adds the headers every answer has, and leaves the connection clean."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, trace_id: str) -> None:
        headers = Headers(scope=scope)
        self._receive = receive
        self._send = send
        self._trace_id = trace_id
        self._read_all = "content-length" not in headers and "transfer-encoding" not in headers
        self.status = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._read_all = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Trace-Id"] = self._trace_id
            headers["Cache-Control"] = "no-store"
            headers["X-Content-Type-Options"] = "nosniff"
            if not self._read_all:
                await self._drain()
                if not self._read_all:
                    headers["Connection"] = "close"
        await self._send(message)

    async def _drain(self) -> None:
        left = DRAIN_BYTES
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while not self._read_all and left > 0:
                    left -= len((await self.receive()).get("body", b""))
        except TimeoutError:
            return
