"""A small world for the delivery job: a real store, endpoints, events, and a clock that is moved by hand."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.channel import Environment
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.public_events import PublicEvent, escalated
from closer_tui.store import events, webhook_queue
from closer_tui.store.database import Store
from closer_tui.store.tables import webhook_endpoints
from closer_tui.store.webhook_queue import DeliveryRow
from closer_tui.webhooks.deliver import Deliverer, Poster
from closer_tui.webhooks.outcome import Failure, Outcome, answered
from tests.support.homes import open_store

START = 1_700_000_000_000
SECRET = "whsec_test"

OK = answered(200, 5, None)
OOPS = answered(500, 5, None)
TIMEOUT = Outcome("No answer within 15 seconds.", 15_000, failure=Failure.TIMEOUT)


@dataclass(frozen=True)
class Attempt:
    """What an endpoint was sent, and when (ms)."""

    at: int
    url: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def event_id(self) -> str:
        return self.headers["X-Closer-Delivery"]


@dataclass
class ScriptedPoster:
    """Answers from a script for each URL, then yes for ever."""

    script: dict[str, list[Outcome]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, now: int) -> Outcome:
        self.attempts.append(Attempt(now, url, body, headers))
        left = self.script.get(url)
        return left.pop(0) if left else OK

    def times(self, url: str) -> list[int]:
        """Seconds after the start at which the URL was tried."""
        return [(attempt.at - START) // 1000 for attempt in self.attempts if attempt.url == url]


@dataclass
class World:
    """The store and its clock."""

    store: Store
    clock: ManualClock

    def deliverer(self, poster: Poster, secrets: Sequence[str] = (SECRET,), jitter: float = 0.0) -> Deliverer:
        async def secrets_of(endpoint_id: str) -> Sequence[str]:
            return secrets

        return Deliverer(self.store, poster, secrets_of, random=lambda: jitter)

    async def endpoint(self, name: str, *wanted: str, url: str = "") -> str:
        """Register an endpoint for the events named, escalations by default; returns its URL."""
        url = url or f"https://{name}.example/hook"
        names = ", ".join(f'"{event}"' for event in wanted or (PublicEvent.ESCALATED,))
        async with self.store.write() as tx:
            values = {"id": f"wh_{name}", "url": url, "events_json": f"[{names}]", "created_at": self.clock.now()}
            await tx.execute(insert(webhook_endpoints).values(**values))
        return url

    async def escalation(self, message: str = "msg_1") -> str:
        """Something happens; returns the event's id."""
        async with self.store.write() as tx:
            body = escalated(message, "topic:refund", "Sorry …")
            event_id = await events.emit(tx, self.clock.now(), Environment.LIVE, PublicEvent.ESCALATED, body)
        assert event_id is not None
        return event_id

    async def deliveries(self, state: str | None = None) -> Sequence[DeliveryRow]:
        async with self.store.read() as conn:
            return await webhook_queue.listed(conn, state=state)

    async def replay(self, **which: str) -> int:
        async with self.store.write() as tx:
            return await webhook_queue.replay(tx, self.clock.now(), **which)

    async def pass_time(self, deliverer: Deliverer, seconds: int) -> None:
        """Let the job work once every second."""
        for _ in range(seconds):
            await deliverer.once()
            self.clock.advance(1_000)
        await deliverer.once()


@asynccontextmanager
async def world(home: Path) -> AsyncIterator[World]:
    """A fresh store in `home`."""
    clock = ManualClock(START)
    store = await open_store(resolve_paths(home), clock)
    try:
        yield World(store, clock)
    finally:
        await store.close()
