"""Reading an inbox: page after page, each with its cursor in one transaction, until there is no more."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from random import random

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.channels.base import Channel
from closer_tui.domain.channel import InboxState
from closer_tui.domain.clock import Clock
from closer_tui.domain.errors import ChannelUnavailable, CursorExpired, RateLimited, Unauthorized
from closer_tui.domain.retry import backoff
from closer_tui.domain.sync import Pulled, SyncMark
from closer_tui.services.inboxes import mark_disconnected
from closer_tui.store import apply as applying
from closer_tui.store import changes, inboxes
from closer_tui.store.apply import Applied
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.inboxes import Inbox

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SyncTiming:
    """Back-off in ms after failures; at most `pages` a round before another inbox has its turn."""

    pages: int = 50
    base_ms: int = 1_000
    cap_ms: int = 300_000


@dataclass(slots=True)
class Synced:
    """What a round did. `more` says that the channel had further pages; `error` why it ended early; `busy` that another
    process had the inbox."""

    pages: int = 0
    new: int = 0
    updated: int = 0
    more: bool = False
    error: str = ""
    busy: bool = False


async def sync_inbox(store: Store, inbox: Inbox, channel: Channel, timing: SyncTiming, drafts: DraftTiming) -> Synced:
    """One round for one inbox, under its lease. A failure is recorded at the inbox and ends the round, nothing else."""
    done = Synced()
    if inbox.state is not InboxState.CONNECTED:
        return done
    try:
        await _pages(store, inbox, channel, timing, drafts, done)
    except Unauthorized as error:
        done.error = str(error)
        await mark_disconnected(store, inbox.n, error.message)
    except RateLimited as error:
        done.error = str(error)
        await _failed(store, inbox, error.message, error.retry_after_ms)
    except ChannelUnavailable as error:
        done.error = str(error)
        wait = timing.base_ms + backoff(inbox.failures + 1, timing.base_ms, timing.cap_ms, random)
        await _failed(store, inbox, str(error), wait)
    return done


async def _pages(
    store: Store, inbox: Inbox, channel: Channel, timing: SyncTiming, drafts: DraftTiming, done: Synced
) -> None:
    """The next page is on its way while one is being stored; a page that then cannot be stored is asked for again."""
    async with store.read() as conn:
        mark = await inboxes.mark(conn, inbox.n)
    place = _Place(channel, inbox.id)
    coming = asyncio.create_task(place.pull(mark))
    try:
        while True:
            pulled = await coming
            on = pulled.more and done.pages + 1 < timing.pages
            if on:
                coming = asyncio.create_task(place.pull(pulled.mark))
            applied = await store.transact(partial(take, inbox, pulled, drafts, store.clock), bulk=True)
            done.pages += 1
            done.new += len(applied.inserted)
            done.updated += applied.updated + applied.adopted
            done.more = pulled.more
            if not on:
                return
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


class _Place:
    """Where a channel is read; a channel that lost the place is read from the start, once a round."""

    def __init__(self, channel: Channel, inbox_id: str) -> None:
        self._channel = channel
        self._inbox_id = inbox_id
        self._expired = False

    async def pull(self, mark: SyncMark) -> Pulled:
        try:
            return await self._channel.pull(mark)
        except CursorExpired as error:
            if self._expired:
                raise ChannelUnavailable(f"the channel loses its place again and again: {error}") from error
            self._expired = True
        log.warning("%s: the channel no longer knows our place; reading from the start", self._inbox_id)
        return await self.pull(SyncMark())


async def take(inbox: Inbox, pulled: Pulled, drafts: DraftTiming, clock: Clock, tx: AsyncConnection) -> Applied:
    """A page and its cursor, in one transaction."""
    now = clock.now()
    applied = await applying.apply(tx, inbox, pulled.messages, now, drafts)
    await inboxes.set_mark(tx, inbox.n, pulled.mark, now, gap="1" if pulled.gap else None)
    await _succeeded(tx, inbox, now)
    return applied


async def _succeeded(tx: AsyncConnection, inbox: Inbox, now: int) -> None:
    if inbox.failures:
        await changes.note(tx, now, changes.INBOX, None, inbox.id, state="online")
    await inboxes.change(tx, inbox.n, last_sync_at=now, last_ok_at=now, last_error=None, failures=0, retry_at=0)


async def _failed(store: Store, inbox: Inbox, why: str, wait_ms: int) -> None:
    async with store.write(bulk=True) as tx:
        now = store.clock.now()
        await inboxes.change(
            tx, inbox.n, last_sync_at=now, last_error=why, failures=inbox.failures + 1, retry_at=now + wait_ms
        )
        await changes.note(tx, now, changes.INBOX, None, inbox.id, state="offline")
