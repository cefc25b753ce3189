"""The engine: every background job under one TaskGroup, each piece of work under its lease.

    changes ──> poke: drafting, sending, webhooks
    sync (an inbox each) ─ sending (an inbox each) ─ drafting ─ webhooks ─ upkeep

Any number of engines, screens and command lines may run side by side on one home.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

from closer_tui.engine.accounts import Accounts
from closer_tui.engine.drafting import Worker
from closer_tui.engine.jobs import Job
from closer_tui.engine.lease import leased
from closer_tui.engine.plan import Plan
from closer_tui.engine.sending import send_due
from closer_tui.engine.syncing import Synced, sync_inbox
from closer_tui.engine.toning import sync_tone
from closer_tui.engine.upkeep import tidy, wake_and_expire
from closer_tui.engine.wake import Wake
from closer_tui.store import changes, leases, outbox
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.5
"""How long a change by another process may go unnoticed when no wake-up arrives."""

INBOX_LIST_SECONDS: Final = 2.0
PRESENCE: Final = "engine"
PRESENCE_TTL_MS: Final = 15_000
TIDY_SECONDS: Final = 3_600.0


class Webhooks(Protocol):
    """The delivery job, as the engine needs it."""

    def wake(self) -> None:
        """Something was emitted."""

    async def run(self) -> None:
        """Deliver until cancelled."""


@dataclass(slots=True)
class Parts:
    """What the composition root hands over."""

    store: Store
    plan: Plan
    accounts: Accounts
    worker: Worker
    webhooks: Webhooks
    wake: Wake


@dataclass(slots=True)
class Engine:
    """Runs the jobs until its task is cancelled."""

    parts: Parts
    _jobs: dict[str, Job] = field(default_factory=dict)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _seen: int = 0

    async def run(self) -> None:
        """All jobs, side by side; returns only by cancellation."""
        parts = self.parts
        async with asyncio.TaskGroup() as group:
            group.create_task(parts.wake.run(), name="wake-up socket")
            for job in (
                Job("presence", self._present),
                Job("drafting", self._draft),
                Job("webhooks", self._deliver),
                Job("upkeep", self._upkeep),
                Job("tidy", self._tidy),
                Job("feed", self._follow),
            ):
                self._start(group, job)
            self._start(group, Job("inboxes", partial(self._inboxes, group)))

    def heard(self, message: dict[str, Any]) -> None:
        """Another process says that something moved."""
        if message.get("t") == "changed" and (job := self._jobs.get("feed")) is not None:
            job.poke()

    def _start(self, group: asyncio.TaskGroup, job: Job) -> None:
        self._jobs[job.name] = job
        self._tasks[job.name] = group.create_task(job.loop(), name=job.name)

    async def _inboxes(self, group: asyncio.TaskGroup) -> float:
        """One sync job and one sending job for each connected inbox; none for those that went."""
        connected = {inbox.id: inbox for inbox in await self.parts.accounts.connected()}
        for inbox_id, inbox in connected.items():
            if f"sync {inbox_id}" not in self._jobs:
                self._start(group, Job(f"sync {inbox_id}", partial(self._sync, inbox.n)))
                self._start(group, Job(f"send {inbox_id}", partial(self._send, inbox.n)))
        for name in [n for n in self._jobs if n.startswith(("sync ", "send ")) and n[5:] not in connected]:
            self._tasks.pop(name).cancel()
            del self._jobs[name]
        return INBOX_LIST_SECONDS

    async def _sync(self, inbox_n: int) -> float:
        inbox = await self._inbox(inbox_n)
        if inbox is None:
            return self.parts.plan.sync_seconds
        now = self.parts.store.clock.now()
        if inbox.retry_at > now:
            return min((inbox.retry_at - now) / 1000, self.parts.plan.sync_seconds)
        done = await sync_once(self.parts, inbox)
        if done.new or done.updated:
            self._moved()
        return 0.0 if done.more and not done.error else self.parts.plan.sync_seconds

    async def _send(self, inbox_n: int) -> float:
        inbox = await self._inbox(inbox_n)
        if inbox is not None and await send_once(self.parts, inbox):
            self._moved()
        return LOOK_SECONDS

    async def _draft(self) -> float:
        if await self.parts.worker.round():
            self._moved()
        return LOOK_SECONDS

    async def _deliver(self) -> float:
        """Runs until cancelled; as a job, so that a failing disk stops nothing but this."""
        await self.parts.webhooks.run()
        return LOOK_SECONDS

    async def _upkeep(self) -> float:
        if await wake_and_expire(self.parts.store, self.parts.plan.draft_ttl_ms):
            self._moved()
        return INBOX_LIST_SECONDS

    async def _tidy(self) -> float:
        await tidy(self.parts.store, self.parts.plan.idempotency_ms)
        return TIDY_SECONDS

    async def _present(self) -> float:
        """Tell screens and `doctor` that an engine is at work."""
        store = self.parts.store
        async with store.write(bulk=True) as tx:
            await leases.acquire_from_dead(tx, PRESENCE, store.holder, store.clock.now(), PRESENCE_TTL_MS)
        return PRESENCE_TTL_MS / 3_000

    async def _follow(self) -> float:
        """When the feed moved, whoever made it move, the jobs that live on it come at once."""
        async with self.parts.store.read() as conn:
            last = await changes.last(conn)
        if last != self._seen:
            self._seen = last
            for name, job in self._jobs.items():
                if name == "drafting" or name.startswith("send "):
                    job.poke()
            self.parts.webhooks.wake()
            self.parts.wake.say({"t": "changed"})
        return LOOK_SECONDS

    def _moved(self) -> None:
        self._jobs["feed"].poke()

    async def _inbox(self, inbox_n: int) -> Inbox | None:
        return next((i for i in await self.parts.accounts.connected() if i.n == inbox_n), None)


async def sync_once(parts: Parts, inbox: Inbox) -> Synced:
    """One sync round under the inbox's lease; an empty result while another process does it."""
    async with leased(parts.store, f"sync:{inbox.id}") as lease:
        if lease is None:
            return Synced(busy=True)
        channel = await parts.accounts.channel(inbox)
        done = await sync_inbox(parts.store, inbox, channel, parts.plan.sync, parts.plan.drafts)
        if not done.error:
            await sync_tone(parts.store, inbox, channel, parts.plan.sync)
        return done


async def send_once(parts: Parts, inbox: Inbox) -> int:
    """One sending round under the inbox's lease, if there is anything to send or settle; returns how many moved."""
    async with parts.store.read() as conn:
        now = parts.store.clock.now()
        waiting = await outbox.due(conn, inbox.n, now, 1) or [
            row for row in await outbox.unsettled(conn, inbox.n) if row.not_before <= now
        ]
    if not waiting or inbox.retry_at > now:
        return 0
    async with leased(parts.store, f"send:{inbox.id}") as lease:
        if lease is None:
            return 0
        channel = await parts.accounts.channel(inbox)
        return await send_due(parts.store, inbox, channel, parts.plan.send)
