"""A CLOSER v1 server over a real store in a home of the test's own, spoken to as a peer does: HTTP in, JSON out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from closer_tui.api.app import build_app
from closer_tui.config.paths import resolve_paths
from closer_tui.config.settings import ServerSettings, Settings
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode
from closer_tui.domain.clock import ManualClock, parse_rfc3339
from closer_tui.services import webhooks
from closer_tui.store import inboxes, tokens
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox
from closer_tui.store.tokens import Scope
from tests.support.homes import open_store

NOON = parse_rfc3339("2026-05-22T12:00:00Z")
EVERY_CHANNEL = tuple(ChannelKind)
EVERY_SCOPE = tuple(Scope)


class Seconds:
    """A monotonic clock that moves when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class ApiWorld:
    """One home, one server, any number of tokens and peers."""

    def __init__(
        self,
        store: Store,
        clock: ManualClock,
        seconds: Seconds,
        *,
        sandbox: bool,
        per_minute: int,
        body_seconds: float,
    ) -> None:
        self.store = store
        self.clock = clock
        self.seconds = seconds
        self.writes = 0
        self.app: ASGIApp = build_app(
            store,
            Settings(server=ServerSettings(rate_per_minute=per_minute)),
            sandbox=sandbox,
            clock=clock,
            moved=self._moved,
            monotonic=seconds,
            body_seconds=body_seconds,
        )

    def _moved(self) -> None:
        self.writes += 1

    async def token(
        self,
        env: Environment = Environment.TEST,
        channels: Iterable[ChannelKind] = EVERY_CHANNEL,
        scopes: Iterable[Scope] = EVERY_SCOPE,
        name: str = "",
    ) -> str:
        """A new token's secret."""
        async with self.store.write() as tx:
            made = await tokens.create(tx, self.clock.now(), env=env, channels=channels, scopes=scopes, name=name)
        return made.secret

    def peer(self, secret: str | None = None) -> httpx.AsyncClient:
        """Somebody who speaks HTTP to the server, with a token or without."""
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url="http://127.0.0.1", headers=headers
        )

    async def subscribe(self, *events: str) -> None:
        """Somebody wants to hear of these in the sandbox."""
        await webhooks.add(self.store, "https://hooks.example.org/x", events, env=Environment.TEST, actor="test")

    async def events(self) -> list[Any]:
        """The bodies queued for subscribers, oldest first."""
        return [json.loads(body) for [body] in await self.rows("SELECT body FROM webhook_events ORDER BY n")]

    async def rows(self, sql: str) -> list[Any]:
        """What stands in the database."""
        async with self.store.read() as conn:
            return list(await conn.exec_driver_sql(sql))

    async def live_inbox(self, channel: ChannelKind = ChannelKind.SMS) -> Inbox:
        """An inbox of real customers."""
        async with self.store.write() as tx:
            n = await inboxes.add(
                tx,
                id=f"inbox_live_{channel.value}",
                channel=channel,
                connector="closer",
                env=Environment.LIVE,
                name="Shop",
                address="",
                mode=InboxMode.DRAFT,
                config={},
                now=self.clock.now(),
            )
            return await inboxes.one(tx, n)


@asynccontextmanager
async def api_world(
    home: Path, *, sandbox: bool = False, per_minute: int = 1_000_000, body_seconds: float = 10.0
) -> AsyncIterator[ApiWorld]:
    """The world at noon; closed at the end."""
    clock = ManualClock(NOON)
    store = await open_store(resolve_paths(home), clock)
    try:
        yield ApiWorld(store, clock, Seconds(), sandbox=sandbox, per_minute=per_minute, body_seconds=body_seconds)
    finally:
        await store.close()


async def inject(peer: httpx.AsyncClient, body: str = "Hello", *, sender: str = "+447700900123", **more: str) -> Any:
    """A customer writes; the message as the server answered it."""
    answer = await peer.post("/v1/sandbox/inject", json={"channel": "sms", "from": sender, "body": body} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def error_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a failure, which must be in the envelope."""
    document = answer.json()
    assert set(document) == {"error"}
    assert set(document["error"]) == {"code", "message", "trace_id"}
    assert document["error"]["trace_id"] == answer.headers["X-Trace-Id"]
    assert document["error"]["message"]
    return answer.status_code, document["error"]["code"]
