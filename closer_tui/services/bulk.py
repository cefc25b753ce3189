"""The same thing done to many conversations: some at a time in one transaction, each standing or falling alone, under
one name by which all of it is taken back.

Whoever asks has seen a preview (`domain.bulk`); here each conversation is looked at again, because time has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.bulk import BulkAction, Pick
from closer_tui.domain.errors import CloserError, Conflict
from closer_tui.services import ownership, tagging, triage
from closer_tui.services.approve import approve_as_it_is
from closer_tui.services.standing import Changing
from closer_tui.services.undo_kinds import APPROVED, MOVED
from closer_tui.store import audit, undo
from closer_tui.store.database import Store
from closer_tui.store.together import Together

CHUNK: Final = 25
"""Conversations a transaction: the write lock is given back some forty times a second."""

Progress = Callable[[int, int], None]
"""Told after every chunk: how many of how many have been gone through."""


@dataclass(slots=True)
class BulkDone:
    """What became of it. `leaves_at` (ms) is when the last of the approved replies leaves; `left` holds conversations
    with the reason why nothing was done to them."""

    batch: str
    done: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)
    leaves_at: int | None = None
    stopped: bool = False


async def run(
    store: Store,
    action: BulkAction,
    value: str | int,
    picks: Sequence[Pick],
    *,
    actor: str,
    hold_ms: int = 0,
    batch: str | None = None,
    progress: Progress = lambda _done, _of: None,
    stop: Callable[[], bool] = lambda: False,
) -> BulkDone:
    """Do it to all of them, until `stop` says otherwise: what was done by then stays done, and can be taken back. With
    `batch` it is taken back together with what was done under that name before."""
    result = BulkDone(batch or undo.new_batch(store.clock.now()))
    for start in range(0, len(picks), CHUNK):
        if stop():
            result.stopped = True
            break
        chunk = picks[start : start + CHUNK]
        many = _Many(action, value, actor, hold_ms, result.batch)
        await store.transact(partial(many.chunk, store.clock.now(), chunk))
        # Counted only now: a transaction that failed did nothing.
        result.done += len(chunk) - len(many.left)
        result.left += many.left
        result.leaves_at = max(filter(None, (result.leaves_at, many.leaves_at)), default=None)
        progress(min(start + CHUNK, len(picks)), len(picks))
    if result.done:
        async with store.write() as tx:
            await audit.note(
                tx, store.clock.now(), actor, f"list.{action.value}", entity=result.batch, count=result.done
            )
    return result


@dataclass(slots=True)
class _Many:
    action: BulkAction
    value: str | int
    actor: str
    hold_ms: int
    batch: str
    left: list[tuple[int, str]] = field(default_factory=list)
    leaves_at: int | None = None

    async def chunk(self, now: int, picks: Sequence[Pick], tx: AsyncConnection) -> None:
        """A part of it, in one transaction."""
        store = Together(tx, now)
        for pick in picks:
            try:
                async with store.write():
                    await self._one(store, tx, now, pick)
            except CloserError as error:
                self.left.append((pick.n, error.message))

    async def _one(self, store: Store, tx: AsyncConnection, now: int, pick: Pick) -> None:
        n, name = pick.n, str(self.value)
        match self.action:
            case BulkAction.APPROVE:
                await self._approve(store, tx, now, pick)
            case BulkAction.RESOLVE:
                await triage.resolve(store, n, actor=self.actor, batch=self.batch)
            case BulkAction.REOPEN:
                await triage.reopen(store, n, actor=self.actor, batch=self.batch)
            case BulkAction.SPAM:
                await triage.spam(store, n, actor=self.actor, batch=self.batch)
            case BulkAction.SNOOZE:
                await triage.snooze(store, n, int(self.value), actor=self.actor, batch=self.batch)
            case BulkAction.TAG:
                if await tagging.tag(store, n, name, actor=self.actor, batch=self.batch) is None:
                    raise Conflict(f"tagged {name} already")
            case BulkAction.UNTAG:
                if await tagging.untag(store, n, name, actor=self.actor, batch=self.batch) is None:
                    raise Conflict(f"not tagged {name}")
            case BulkAction.ASSIGN:
                await self._assign(store, tx, now, n)
            case _:
                changing = await Changing.begin(tx, n, now, self.actor, self.batch)
                seen = self.action is BulkAction.READ
                await (triage.mark_read if seen else triage.mark_unread)(store, n)
                await changing.done()

    async def _approve(self, store: Store, tx: AsyncConnection, now: int, pick: Pick) -> None:
        if pick.draft is None:
            raise Conflict("without a draft")
        draft_n, revision = pick.draft
        done = await approve_as_it_is(store, draft_n, revision, actor=self.actor, hold_ms=self.hold_ms)
        self.leaves_at = max(self.leaves_at or 0, done.leaves_at)
        await undo.record(
            tx,
            self.batch,
            now,
            self.actor,
            APPROVED,
            pick.n,
            before={"draft": draft_n},
            after={"outbox": done.outbox_n},
        )

    async def _assign(self, store: Store, tx: AsyncConnection, now: int, n: int) -> None:
        move = await ownership.assign(store, n, str(self.value), actor=self.actor)
        if move is None:
            raise Conflict(f"with {self.value} already")
        await undo.record(tx, self.batch, now, self.actor, MOVED, n, before={}, after={"move": move})
