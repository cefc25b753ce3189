"""The worker: claims drafts that are asked for, has them written, and puts them before a person. It never sends.

A draft is claimed by a move of the DRAFT table, so no two workers write one. While it is being written its state is
watched: a new message or a person taking over ends the run, and what it made is dropped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from random import random
from typing import Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.conversation import OwnerKind
from closer_tui.domain.draft import DraftEvent, DraftState
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.retry import backoff
from closer_tui.drafting.drafter import Drafted
from closer_tui.drafting.model import DraftFailed
from closer_tui.engine.ending import end
from closer_tui.services.ownership import GENERAL, escalate_in
from closer_tui.store import audit, conversations, drafts, halts, inboxes, keys, leases, spending, tables
from closer_tui.store.database import Store
from closer_tui.store.drafts import Draft
from closer_tui.store.leases import Lease

log = logging.getLogger(__name__)

AT_ONCE: Final = 3
"""Drafts one engine writes at the same time."""

ATTEMPTS: Final = 5
"""Tries of a draft whose model was busy or out of reach, before it has failed."""

WATCH_SECONDS: Final = 0.3
RETRY_BASE_MS: Final = 2_000
RETRY_CAP_MS: Final = 120_000
LEASE_MARGIN_MS: Final = 30_000


Write: TypeAlias = Callable[[int, str, Callable[[str], None]], Awaitable[Drafted]]
"""What writes a draft: (conversation, what the person asked of it, who hears the words as they come). It reads the
conversation's brief, asks the model and checks the answer. Raises DraftFailed."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A draft this worker has, with its lease."""

    draft: Draft
    lease: Lease


class Worker:
    """Writes what is due; `say` tells the screen the words as they come."""

    def __init__(self, store: Store, write: Write, say: Callable[[int, int, str], None], deadline_ms: int) -> None:
        self._store = store
        self._write = write
        self._say = say
        self._ttl_ms = 2 * deadline_ms + LEASE_MARGIN_MS  # a model may be asked twice for one draft

    async def round(self, *, even_early: bool = False) -> int:
        """Write everything that is due (`even_early`: also what still waits for quiet); returns how many were."""
        await self._release_orphans()
        written = 0
        while claimed := await self._claim(even_early=even_early):
            # Not a TaskGroup: one that breaks must not cut its neighbours off.
            results = await asyncio.gather(*(self._one(item) for item in claimed), return_exceptions=True)
            broken = [result for result in results if isinstance(result, Exception)]
            if broken:
                raise ExceptionGroup("drafts broke", broken)
            written += len(claimed)
        return written

    async def _claim(self, *, even_early: bool) -> list[Claimed]:
        async with self._store.read() as conn:
            if await halts.current(conn) is not None:
                return []
            now = self._store.clock.now()
            statement = select(tables.drafts.c.n).where(tables.drafts.c.state == DraftState.REQUESTED.value)
            if not even_early:
                statement = statement.where(tables.drafts.c.not_before <= now)
            else:  # a retry after a failure keeps its pause; only the wait for quiet is skipped
                statement = statement.where((tables.drafts.c.not_before <= now) | (tables.drafts.c.attempts == 0))
            due = [row.n for row in await conn.execute(statement.order_by(tables.drafts.c.n).limit(AT_ONCE))]
        return await self._store.transact(partial(self._take, due)) if due else []

    async def _take(self, due: list[int], tx: AsyncConnection) -> list[Claimed]:
        claimed: list[Claimed] = []
        now = self._store.clock.now()
        if await halts.current(tx) is not None:  # since the look before
            return []
        for n in due:
            draft = await drafts.one(tx, n)
            # Looked at before the lease: a second round of this process would otherwise renew it under the first.
            if draft.state is not DraftState.REQUESTED:
                continue
            lease = await leases.acquire_from_dead(tx, _lease_name(n), self._store.holder, now, self._ttl_ms)
            if lease is None:
                continue
            await drafts.move(tx, n, DraftEvent.CLAIM, now, attempts=draft.attempts + 1)
            claimed.append(Claimed(await drafts.one(tx, n), lease))
        return claimed

    async def _one(self, claimed: Claimed) -> None:
        draft = claimed.draft
        writing = asyncio.create_task(self._run(claimed), name=f"draft {draft.n}")
        watching = asyncio.create_task(self._until_outrun(draft.n), name=f"watch draft {draft.n}")
        try:
            await asyncio.wait({writing, watching}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            try:
                await end(watching, writing)
            finally:
                if writing.cancelled() or writing.exception() is not None:
                    await self._store.transact(partial(leases.release, lease=claimed.lease), bulk=True)

    async def _run(self, claimed: Claimed) -> None:
        """Write it, and give the lease back in the transaction that says what became of it."""
        draft = claimed.draft
        try:
            drafted = await self._write(
                draft.conversation_n, draft.instruction, lambda text: self._say(draft.conversation_n, draft.n, text)
            )
        except DraftFailed as error:
            await self._store.transact(partial(self._failed, claimed, error))
            return
        await self._store.transact(partial(self._finish, claimed, drafted))

    async def _finish(self, claimed: Claimed, drafted: Drafted, tx: AsyncConnection) -> None:
        now, draft = self._store.clock.now(), claimed.draft
        await spending.add(tx, now, drafted.proposal.model, drafted.proposal.usage)
        if not await leases.is_ours(tx, claimed.lease):
            return  # another worker has it now, and writes it anew
        await leases.release(tx, claimed.lease)
        if (await drafts.one(tx, draft.n)).state is not DraftState.GENERATING:
            return  # somebody decided meanwhile, and said why; or the bot was stopped, and the draft is asked for anew
        conversation = await conversations.one(tx, draft.conversation_n)
        inbox = await inboxes.one(tx, conversation.inbox_n)
        outrun = draft.basis.last_public != conversation.last_public
        if outrun or draft.basis.owner_epoch != conversation.owner_epoch or inbox.mode is InboxMode.OFF:
            why = "the bot was switched off" if inbox.mode is InboxMode.OFF else "the conversation moved on"
            await drafts.move(tx, draft.n, DraftEvent.SUPERSEDE, now, why=why)
            return
        if drafted.withhold:
            await drafts.move(tx, draft.n, DraftEvent.WITHHOLD, now, why=drafted.withhold)
            return
        await drafts.finish(tx, draft.n, drafted.proposal, drafted.checks, conversation.basis, now)
        await drafts.retire_older(tx, draft.conversation_n, draft.n, now)
        await conversations.set_topic(tx, conversation.n, drafted.proposal.topic)
        if drafted.escalation is not None and conversation.owner_kind is not OwnerKind.AGENT:
            fresh = await conversations.one(tx, conversation.n)
            await escalate_in(tx, fresh, drafted.escalation, now, "bot", draft.n)

    async def _failed(self, claimed: Claimed, error: DraftFailed, tx: AsyncConnection) -> None:
        now, draft = self._store.clock.now(), claimed.draft
        await leases.release(tx, claimed.lease)
        if error.again and draft.attempts < ATTEMPTS:
            wait = error.retry_after_ms or RETRY_BASE_MS + backoff(draft.attempts, RETRY_BASE_MS, RETRY_CAP_MS, random)
            await drafts.move(tx, draft.n, DraftEvent.RELEASE, now, not_before=now + wait, reason=str(error))
            log.info("draft %s: %s; trying again in %.1f s", draft.n, error.kind, wait / 1000)
            return
        await self._give_up(tx, draft, error.kind, str(error), now)

    async def _give_up(self, tx: AsyncConnection, draft: Draft, kind: str, why: str, now: int) -> None:
        """There will be no draft: a person has to answer, unless one has the conversation already."""
        if await drafts.move(tx, draft.n, DraftEvent.FAIL, now, why=kind, reason=why) is None:
            return
        await audit.note(tx, now, "bot", "draft.failed", draft.conversation_n, keys.public("draft", draft.n), why=kind)
        conversation = await conversations.one(tx, draft.conversation_n)
        if conversation.owner_kind is not OwnerKind.AGENT:
            call = EscalationCall(GENERAL, EscalationReason.TOOL_FAILURE, detail=why)
            await escalate_in(tx, conversation, call, now, "bot", None)

    async def _until_outrun(self, n: int) -> None:
        """Returns when the draft is no longer ours to write."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            async with self._store.read() as conn:
                if (await drafts.one(conn, n)).state is not DraftState.GENERATING:
                    return

    async def _release_orphans(self) -> None:
        """Drafts whose worker died are asked for again; one that has seen too many of them die fails, so that it
        cannot keep the others from being written."""
        async with self._store.read() as conn:
            generating = select(tables.drafts.c.n).where(tables.drafts.c.state == DraftState.GENERATING.value)
            stuck = [row.n for row in await conn.execute(generating)]
        if stuck:
            await self._store.transact(partial(self._release, stuck))

    async def _release(self, stuck: list[int], tx: AsyncConnection) -> None:
        now = self._store.clock.now()
        for n in stuck:
            lease = await leases.acquire_from_dead(tx, _lease_name(n), "nobody", now, 1)
            if lease is None:
                continue
            await leases.release(tx, lease)
            draft = await drafts.one(tx, n)
            if draft.attempts >= ATTEMPTS:
                await self._give_up(tx, draft, "crashed", f"the drafter stopped {draft.attempts} times", now)
            else:
                await drafts.move(tx, n, DraftEvent.RELEASE, now)


def _lease_name(n: int) -> str:
    return f"draft:{n}"
