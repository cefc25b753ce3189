"""Plays the customers against a sandbox server over HTTP: what is due is injected, replies are heard.

One loop. Its rule for trouble is that nobody ever says a thing twice: a message is tried again only when it surely
did not arrive (no connection, 429, 503). If an answer is lost on the way, the line counts as said.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

import httpx

from closer_tui.demo.customers import Director, Inject
from closer_tui.demo.listening import Reply, heard_in
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import SECOND, Clock
from closer_tui.domain.errors import ChannelRefused, Unauthorized
from closer_tui.domain.retry import parse_retry_after

__all__ = ["POLL_MS", "Driver", "sandbox_client"]

POLL_MS: Final = 2 * SECOND
"""How often replies are asked for: quick enough to feel like an answer, a fraction of the rate limit."""
FIRST_WAIT_MS: Final = SECOND // 2
LONGEST_WAIT_MS: Final = 30 * SECOND
MOST_PAGES: Final = 200
"""A server whose cursor never ends must not hold the loop."""

log = logging.getLogger(__name__)


def sandbox_client(base_url: str, token: str) -> httpx.AsyncClient:
    """A client for the server at `base_url` (without `/v1`) with a `cls_test_…` token; the caller closes it.

    Proxies of the environment are ignored: the sandbox is on loopback.
    """
    return httpx.AsyncClient(
        base_url=base_url, headers={"Authorization": f"Bearer {token}"}, timeout=10.0, trust_env=False
    )


class Driver:
    """Carries messages from a `Director` to a server, and the server's replies to the director.

    Replies are found by asking `GET /v1/messages?status=replied` every `poll_ms`; with `poll_ms=0` only through
    `heard`, for a caller that learns of them otherwise. Both may be used together. `pause` waits for so many
    milliseconds; `stop` cuts every wait short.
    """

    def __init__(
        self,
        director: Director,
        client: httpx.AsyncClient,
        clock: Clock,
        *,
        poll_ms: int = POLL_MS,
        pause: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self._director = director
        self._client = client
        self._clock = clock
        self._poll_ms = poll_ms
        self._pause = pause or self._nap
        self._wake = asyncio.Event()
        self._stopping = False
        self._waiting: deque[Inject] = deque()
        self._known: set[str] = set()
        self._since = clock.now() // SECOND * SECOND
        self._poll_at = self._since
        self._failures = 0

    async def run(self) -> None:
        """Play until `stop` or cancellation.

        Raises Unauthorized when the token is not accepted, ChannelRefused when the server is no sandbox,
        ChannelUnavailable when what it says makes no sense.
        """
        while not self._stopping:
            wait = await self._step()
            if not self._stopping:
                await self._pause(wait)

    def stop(self) -> None:
        """End `run` after the request it is in, if any."""
        self._stopping = True
        self._wake.set()

    def heard(self, channel: ChannelKind, address: str, body: str) -> None:
        """Tell the director of a reply without waiting for the next poll."""
        if self._director.on_reply(channel, address, body, self._clock.now()) is not None:
            self._wake.set()

    async def _step(self) -> int:
        """Everything that is due now; returns how many milliseconds to wait."""
        try:
            held_up = await self._deliver() or await self._listen()
        except httpx.TransportError as trouble:
            log.info("the sandbox server does not answer: %s", trouble)
            held_up = self._back_off()
        if held_up:
            return held_up
        self._failures = 0
        return self._until_next()

    def _until_next(self) -> int:
        now = self._clock.now()
        times = [at for at in (self._director.next_at(), self._poll_at if self._poll_ms else None) if at is not None]
        return max(min(times, default=now + LONGEST_WAIT_MS) - now, 0)

    def _back_off(self) -> int:
        self._failures += 1
        return min(FIRST_WAIT_MS << min(self._failures - 1, 10), LONGEST_WAIT_MS)

    async def _deliver(self) -> int:
        """Inject what is due; returns the wait the server asked for, or 0."""
        self._waiting.extend(self._director.next_due(self._clock.now()))
        while self._waiting and not self._stopping:
            inject = self._waiting[0]
            body = {"channel": inject.channel.value, "from": inject.address, "body": inject.body}
            try:
                answer = await self._client.post("/v1/sandbox/inject", json=body)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
                raise
            except httpx.TransportError as trouble:
                self._waiting.popleft()
                log.warning("%s may have been lost: %s", inject.id, trouble)
                continue
            if held_up := self._held_up(answer):
                return held_up
            self._waiting.popleft()
            if not answer.is_success:
                log.warning("%s was refused: %s %s", inject.id, answer.status_code, answer.text[:200])
        return 0

    async def _listen(self) -> int:
        """Ask for replies when it is time to; returns the wait the server asked for, or 0."""
        if not self._poll_ms or self._clock.now() < self._poll_at or self._stopping:
            return 0
        cursor = ""
        for _ in range(MOST_PAGES):
            query = {"status": "replied", "cursor": cursor} if cursor else {"status": "replied"}
            answer = await self._client.get("/v1/messages", params=query)
            if held_up := self._held_up(answer):
                return held_up
            if not answer.is_success:
                log.warning("replies could not be read: %s %s", answer.status_code, answer.text[:200])
                return self._back_off()
            replies, cursor = heard_in(answer.content)
            for reply in replies:
                self._take(reply)
            if not cursor:
                break
        self._poll_at = self._clock.now() + self._poll_ms
        return 0

    def _take(self, reply: Reply) -> None:
        if reply.id in self._known:
            return
        self._known.add(reply.id)
        if reply.sent_at >= self._since:
            self.heard(reply.channel, reply.address, reply.body)

    def _held_up(self, answer: httpx.Response) -> int:
        """Milliseconds to wait before trying the same again; 0 when this answer is the last word."""
        if answer.status_code in (401, 403):
            raise Unauthorized("The sandbox server does not accept the demo's token.", "Start the demo again.")
        if answer.status_code == 404:
            raise ChannelRefused(
                "This server has no sandbox.", "Start it with `closer-tui serve --sandbox`.", code="not_found"
            )
        if answer.status_code not in (429, 503):
            return 0
        asked = parse_retry_after(answer.headers.get("Retry-After"), self._clock.now(), longest_ms=LONGEST_WAIT_MS)
        return self._back_off() if asked is None else asked

    async def _nap(self, ms: int) -> None:
        self._wake.clear()
        if self._stopping:
            return
        try:
            async with asyncio.timeout(ms / 1000):
                await self._wake.wait()
        except TimeoutError:
            return
