"""The engine's process: builds store, channels, drafter and webhooks from the settings, and runs them.

async with await EngineRuntime.open(paths, settings, clock) as engine:
    await engine.run(stop)                  # serve, or the child of a screen
    await engine.sync_once() / work_once()  # the command line
"""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass
from random import random
from typing import Any, Final

from closer_tui.channels.base import Channel
from closer_tui.channels.catalogue import CLOSER, EMAIL
from closer_tui.channels.open import open_channel
from closer_tui.config.errors import with_hint
from closer_tui.config.paths import Paths
from closer_tui.config.settings import Settings
from closer_tui.domain.clock import Clock
from closer_tui.domain.errors import NotFound
from closer_tui.drafting.choose import choose_model
from closer_tui.drafting.compose import write_draft
from closer_tui.drafting.preview import write_preview
from closer_tui.drafting.recognising import Recogniser
from closer_tui.drafting.rewriting import rewriter
from closer_tui.drafting.summing_up import write_summary
from closer_tui.engine.accounts import Accounts
from closer_tui.engine.drafting import Worker
from closer_tui.engine.ending import end
from closer_tui.engine.engine import Engine, Parts, send_once, sync_once
from closer_tui.engine.handing_over import Summaries
from closer_tui.engine.jobs import Job
from closer_tui.engine.plan import plan_of
from closer_tui.engine.preview import Previews
from closer_tui.engine.rewriting import Rewritings
from closer_tui.engine.wake import Wake
from closer_tui.services.inboxes import TOKEN
from closer_tui.store import integrity, leases, outbox, vault
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox
from closer_tui.webhooks.deliver import Deliverer, Tally
from closer_tui.webhooks.post import Sender
from closer_tui.webhooks.secrets import endpoint_secrets

log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 10.0
"""How long `work --once` waits for what becomes due soon: a retry after a hiccup, a settle time."""

_PAUSE_SECONDS: Final = 0.1

MOMENT_SECONDS: Final = 0.03
"""How long word of a write of the API may wait for more of them."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What `sync --once` did for one inbox."""

    inbox: str
    pages: int
    new: int
    updated: int
    error: str


@dataclass(frozen=True, slots=True)
class WorkReport:
    """What `work --once` did."""

    drafts: int
    replies: int
    webhooks: Tally


class EngineRuntime:
    """Owns everything it opened; leave the block to close it all."""

    def __init__(self, store: Store, settings: Settings, sender: Sender, *, listens: bool) -> None:
        self.store = store
        self._settings = settings
        self._sender = sender
        self._engine: Engine | None = None
        self._telling: asyncio.TimerHandle | None = None
        self._wake = Wake(store.paths.socket, self._heard, may_listen=listens)
        plan = plan_of(settings)
        self._model = model = choose_model(settings, os.environ)
        recogniser = Recogniser(store)
        self._previews = Previews(store, write_preview(store, settings, model, recogniser), self._wake.say)
        self._summaries = Summaries(store, write_summary(store, settings, model), self._wake.say)
        self._rewritings = Rewritings(store, rewriter(store, settings, model), self._wake.say)
        self._worker = Worker(
            store,
            write_draft(store, settings, model, recogniser),
            self._say_words,
            int(settings.drafting.deadline_seconds * 1000),
        )
        self._webhooks = Deliverer(
            store, sender, endpoint_secrets(store), random=random, deadline_s=settings.webhooks.timeout_seconds
        )
        self._parts = Parts(
            store=store,
            plan=plan,
            accounts=Accounts(store, self._open_channel),
            worker=self._worker,
            webhooks=self._webhooks,
            wake=self._wake,
        )

    @classmethod
    async def open(cls, paths: Paths, settings: Settings, clock: Clock, *, listens: bool = True) -> EngineRuntime:
        """Open the home, having looked whether its database is sound. Raises what `Store.open` raises."""
        await asyncio.to_thread(integrity.check, paths)
        store = await Store.open(paths, clock, background=True)
        sender = Sender(allow_private=settings.webhooks.allow_private, deadline_s=settings.webhooks.timeout_seconds)
        return cls(store, settings, sender, listens=listens)

    async def __aenter__(self) -> EngineRuntime:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._parts.accounts.aclose()
        await self._model.aclose()
        await self._sender.aclose()
        async with self.store.write(bulk=True) as tx:
            await leases.clear_holder(tx, self.store.holder)
        await self.store.close()

    async def run(self, stop: asyncio.Event) -> None:
        """All jobs until `stop` is set; what is being sent is finished first."""
        self._engine = Engine(self._parts)
        running = asyncio.create_task(self._engine.run(), name="engine")
        previewing = asyncio.create_task(Job("previews", self._previews.run).loop(), name="previews")
        summing_up = asyncio.create_task(Job("hand-overs", self._summaries.run).loop(), name="hand-overs")
        rewriting = asyncio.create_task(Job("rewriting", self._rewritings.run).loop(), name="rewriting")
        waiting = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end(waiting, previewing, summing_up, rewriting, running)

    def moved(self) -> None:
        """The store was written to by this process: our jobs look very soon, and so do the screens.

        Many writes within a moment are one word: looking costs more than writing.
        """
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(MOMENT_SECONDS, self._tell)

    def _tell(self) -> None:
        self._telling = None
        self._heard({"t": "changed"})
        self._wake.say({"t": "changed"})

    async def sync_once(self, inbox_id: str | None = None) -> list[SyncReport]:
        """Pull until every inbox (or the one named) is up to date. One whose channel refuses us is reported as such."""
        wanted = [i for i in await self._parts.accounts.connected() if inbox_id in (None, i.id)]
        refused = [i for i in await self._parts.accounts.locked_out() if inbox_id in (None, i.id)]
        if inbox_id is not None and not wanted and not refused:
            raise NotFound(f"there is no connected inbox {inbox_id!r}", "`closer-tui inboxes` lists them.")
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._sync_fully(inbox)) for inbox in wanted]
        return [task.result() for task in tasks] + [
            SyncReport(i.id, 0, 0, 0, with_hint(i.last_error or "disconnected", "Connect the inbox again."))
            for i in refused
        ]

    async def work_once(self) -> WorkReport:
        """Draft, send and deliver until nothing is due, waiting a little for what becomes due soon."""
        made = sent = 0
        loop = asyncio.get_running_loop()
        patience = loop.time() + PATIENCE_SECONDS
        while True:
            drafted = await self._worker.round(even_early=True)
            moved = 0
            for inbox in await self._parts.accounts.connected():
                moved += await send_once(self._parts, inbox)
            await self._webhooks.once()
            made, sent = made + drafted, sent + moved
            if drafted or moved:
                patience = loop.time() + PATIENCE_SECONDS
                continue
            if loop.time() > patience or not await self._due_within(int((patience - loop.time()) * 1000)):
                return WorkReport(made, sent, self._webhooks.tally)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def drained(self) -> bool:
        """Whether every approved reply has left or waits for a person."""
        async with self.store.read() as conn:
            return await outbox.next_due_at(conn, self.store.clock.now()) is None

    async def _due_within(self, wait_ms: int) -> bool:
        """Whether a reply (queued again after a hiccup, or unknown and to be settled) comes due in that time."""
        async with self.store.read() as conn:
            return await outbox.due_again(conn, self.store.clock.now() + wait_ms)

    async def _sync_fully(self, inbox: Inbox) -> SyncReport:
        pages = new = updated = 0
        loop = asyncio.get_running_loop()
        patience = loop.time() + PATIENCE_SECONDS
        while True:
            done = await sync_once(self._parts, inbox)
            pages, new, updated = pages + done.pages, new + done.new, updated + done.updated
            if done.busy and loop.time() < patience:
                await asyncio.sleep(_PAUSE_SECONDS)
            elif not done.more or done.error:
                return SyncReport(inbox.id, pages, new, updated, done.error)

    async def _open_channel(self, inbox: Inbox) -> Channel:
        secret = None
        if inbox.connector in {CLOSER, EMAIL}:
            async with self.store.read() as conn:
                secret = await vault.get(conn, vault.box(self.store.paths), inbox.id, TOKEN)
        return open_channel(inbox, secret, self._settings, self.store.clock)

    def _heard(self, message: dict[str, Any]) -> None:
        self._previews.heard(message)
        self._summaries.heard(message)
        self._rewritings.heard(message)
        if self._engine is not None:
            self._engine.heard(message)

    def _say_words(self, conversation_n: int, draft_n: int, text: str) -> None:
        self._wake.say({"t": "tokens", "conversation": conversation_n, "draft": draft_n, "text": text})
