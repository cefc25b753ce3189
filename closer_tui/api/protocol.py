"""One HTTP/1.1 connection: uvicorn's, with what it leaves open closed.

A peer that never finishes its headers loses the connection after a while, and what is not HTTP at all gets the envelope
too instead of a line of plain text.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from closer_tui.domain.clock import SystemClock
from closer_tui.domain.ids import new_id

log = logging.getLogger(__name__)

HEADER_SECONDS: Final = 10.0
"""From the first byte of a request, or from connecting, until its headers must be there."""


class Connection(H11Protocol):
    """The protocol of `server.serve`."""

    def __init__(self, *args: Any, header_seconds: float = HEADER_SECONDS, **named: Any) -> None:
        super().__init__(*args, **named)
        self._header_seconds = header_seconds
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock for the first request."""
        assert isinstance(transport, asyncio.Transport)
        super().connection_made(transport)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to wait for."""
        self._headers_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; while it waits for the rest of a request's headers, the clock runs."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            if self._deadline is None:
                self._expect_headers()
        else:
            self._headers_came()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP, in the envelope."""
        trace_id = new_id("trc", SystemClock().now())
        log.info("%s not HTTP: %s", trace_id, msg)
        document = {"error": {"code": "invalid_http", "message": msg, "trace_id": trace_id}}
        body = json.dumps(document).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("X-Trace-Id", trace_id),
            ("Connection", "close"),
        ]
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            response = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
            for event in (response, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _expect_headers(self) -> None:
        self._deadline = self.loop.call_later(self._header_seconds, self._too_slow)

    def _headers_came(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()
