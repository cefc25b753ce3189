"""A real store in a temporary home with one inbox, a clock that stands still, and words for what happens in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.channel import ChannelKind, InboxMode
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.draft import Check, DraftAction, DraftEvent, Proposal
from closer_tui.domain.sync import Incoming
from closer_tui.services.inboxes import NewInbox, connect
from closer_tui.store import apply as applying
from closer_tui.store import drafts, inboxes
from closer_tui.store.apply import Applied
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.inboxes import Inbox
from tests.support.homes import open_store

NOON = 1_779_451_200_000
"""2026-05-22T12:00:00Z."""

MARIA = "+4917055500001"


class DeskWorld:
    """What a test needs of a home: customers who write, drafts that are finished, rows to look at."""

    def __init__(self, store: Store, inbox: Inbox, clock: ManualClock) -> None:
        self.store = store
        self.inbox = inbox
        self.clock = clock
        self._count = 0

    async def hears(self, body: str = "Do you open at 8?", *, who: str = MARIA, **also: Any) -> Applied:
        """A customer writes, a second after the last one did."""
        self.clock.advance(1_000)
        self._count += 1
        at = also.pop("at", self.clock.now())
        external_id = also.pop("external_id", f"ext-{self._count:04}")
        return await self.hears_page([Incoming(external_id, who, who, body, at, **also)])

    async def hears_page(self, page: Iterable[Incoming]) -> Applied:
        """A page of messages arrives."""
        timing = DraftTiming(debounce_ms=3_000, longest_wait_ms=20_000)
        async with self.store.write() as tx:
            inbox = await inboxes.one(tx, self.inbox.n)
            return await applying.apply(tx, inbox, list(page), self.clock.now(), timing)

    async def finishes_draft(self, body: str = "Yes, from 8.", *, checks: Iterable[Check] = ()) -> int:
        """The worker finishes the newest draft asked for; returns its number."""
        [[n]] = await self.rows("SELECT max(n) FROM drafts WHERE state = 'requested'")
        async with self.store.write() as tx:
            now = self.clock.now()
            await drafts.move(tx, n, DraftEvent.CLAIM, now)
            draft = await drafts.one(tx, n)
            await drafts.finish(tx, n, Proposal(DraftAction.REPLY, body), checks, draft.basis, now)
            await drafts.retire_older(tx, draft.conversation_n, n, now)
        return int(n)

    async def waiting_draft(self, body: str = "Yes, from 8.", *, who: str = MARIA, **also: Any) -> int:
        """A customer writes and the bot's draft is ready."""
        await self.hears(who=who)
        return await self.finishes_draft(body, **also)

    async def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database says."""
        async with self.store.read() as conn:
            return [tuple(row) for row in await conn.execute(text(sql), values)]

    async def one(self, sql: str, **values: Any) -> Any:
        """One value."""
        [[value]] = await self.rows(sql, **values)
        return value


@asynccontextmanager
async def desk_world(
    home: Path, *, channel: ChannelKind = ChannelKind.SMS, mode: InboxMode = InboxMode.DRAFT
) -> AsyncIterator[DeskWorld]:
    """Open a fresh home at noon."""
    clock = ManualClock(NOON)
    store = await open_store(resolve_paths(home), clock)
    try:
        inbox = await connect(store, NewInbox(channel, "closer", "Shop", mode=mode), actor="owner")
        yield DeskWorld(store, inbox, clock)
    finally:
        await store.close()
