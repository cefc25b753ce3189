"""A real store with one CLOSER inbox on a scripted server: what the engine does, step by step, with time in hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from closer_tui.channels.base import Channel
from closer_tui.channels.catalogue import CLOSER, capabilities_of
from closer_tui.channels.closer.channel import CloserChannel
from closer_tui.channels.closer.wire import Wire
from closer_tui.config.paths import resolve_paths
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import ManualClock
from closer_tui.engine.outgoing import SendTiming
from closer_tui.engine.sending import send_due
from closer_tui.engine.syncing import Synced, SyncTiming, sync_inbox
from closer_tui.services.compose import reply
from closer_tui.services.inboxes import NewInbox, connect
from closer_tui.store import inboxes
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.inboxes import Inbox
from tests.support.closer_fake import NOON, TOKEN, FakeCloser, fake_closer
from tests.support.crashing import run_until_step
from tests.support.homes import open_store

START = NOON + 3_600_000
SYNC = SyncTiming(base_ms=1_000, cap_ms=60_000)
SEND = SendTiming(settle_ms=5_000, base_ms=1_000, cap_ms=60_000)
DRAFTS = DraftTiming()
DEADLINE_S = 5.0

MESSAGES = (
    "SELECT m.external_id, c.thread, m.direction, m.at, m.body, m.answer, m.delivery, r.external_id"
    " FROM messages m JOIN conversations c ON c.n = m.conversation_n LEFT JOIN messages r ON r.seq = m.reply_seq"
    " ORDER BY m.external_id"
)
CONVERSATIONS = (
    "SELECT c.thread, c.status, c.waiting_since, c.window_closes_at, c.last_message_at, c.snippet, c.last_delivery,"
    " i.external_id, p.external_id FROM conversations c"
    " LEFT JOIN messages i ON i.seq = c.last_inbound LEFT JOIN messages p ON p.seq = c.last_public ORDER BY c.thread"
)


class EngineWorld:
    """One home, one server. The engine's rounds are called by hand; another `channel` may take the real one's place."""

    def __init__(self, store: Store, inbox: Inbox, clock: ManualClock, fake: FakeCloser) -> None:
        self.store = store
        self.inbox = inbox
        self.clock = clock
        self.fake = fake
        self.channel: Channel = self.connect()
        self._opened = [self.channel]

    def connect(self) -> CloserChannel:
        """A new connection, as a new process would make it."""
        wire = Wire(self.fake.url, Secret(TOKEN), deadline_s=DEADLINE_S)
        able = capabilities_of(self.inbox)
        return CloserChannel(wire, self.inbox.channel, self.inbox.env, self.clock, able)

    async def again(self) -> Inbox:
        """The inbox as it stands now."""
        async with self.store.read() as conn:
            return await inboxes.one(conn, self.inbox.n)

    async def sync(self) -> Synced:
        """Rounds until there is no more, or one fails."""
        while True:
            done = await sync_inbox(self.store, await self.again(), self.channel, SYNC, DRAFTS)
            if done.error or not done.more:
                return done

    async def page(self) -> Synced:
        """One page of a round."""
        return await sync_inbox(self.store, await self.again(), self.channel, replace(SYNC, pages=1), DRAFTS)

    async def send(self) -> int:
        """One sending round."""
        return await send_due(self.store, await self.again(), self.channel, SEND)

    async def approve(self, thread: str, body: str) -> int:
        """A person answers; returns the outbox number."""
        n = await self.one("SELECT n FROM conversations WHERE thread = :thread", thread=thread)
        return (await reply(self.store, n, body, actor="ada")).outbox_n

    async def crash(self, work: Coroutine[Any, Any, Any], step: int) -> bool:
        """Die at the n-th time the work waits for anything, and start again. True when it had finished before."""
        finished = await run_until_step(work, step)
        if not finished:
            self.channel = self.connect()
            self._opened.append(self.channel)
        return finished

    async def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database says."""
        from sqlalchemy import text

        async with self.store.read() as conn:
            return [tuple(row) for row in await conn.execute(text(sql), values)]

    async def one(self, sql: str, **values: Any) -> Any:
        """One value."""
        [[value]] = await self.rows(sql, **values)
        return value

    async def outbox(self) -> list[tuple[str, str]]:
        """(state, body) of every entry, oldest first."""
        return [(state, body) for state, body in await self.rows("SELECT state, body FROM outbox ORDER BY n")]

    async def entry(self, n: int) -> dict[str, Any]:
        """An outbox row with what its message says: `delivery`, and `named`, its external id."""
        columns = ("state", "attempts", "not_before", "error", "hint", "lookups", "external_id")
        [row] = await self.rows(
            f"SELECT {', '.join('o.' + column for column in columns)}, m.delivery, m.external_id"
            " FROM outbox o JOIN messages m ON m.seq = o.message_seq WHERE o.n = :n",
            n=n,
        )
        return dict(zip((*columns, "delivery", "named"), row, strict=True))

    async def picture(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """What a person sees: the messages and the list."""
        return await self.rows(MESSAGES), await self.rows(CONVERSATIONS)

    async def aclose(self) -> None:
        """Close the connections and the store."""
        for channel in self._opened:
            await channel.aclose()
        await self.store.close()


async def open_world(home: Path, fake: FakeCloser) -> EngineWorld:
    """A fresh home an hour after noon, connected to the server; the caller closes it."""
    clock = ManualClock(START)
    store = await open_store(resolve_paths(home), clock)
    new = NewInbox(ChannelKind.WHATSAPP, CLOSER, "Shop", config={"url": fake.url}, env=Environment.TEST)
    return EngineWorld(store, await connect(store, new, actor="owner"), clock, fake)


@asynccontextmanager
async def engine_world(home: Path, page_size: int = 3) -> AsyncIterator[EngineWorld]:
    """The world for the length of the block."""
    async with fake_closer(page_size) as fake:
        world = await open_world(home, fake)
        try:
            yield world
        finally:
            await world.aclose()
