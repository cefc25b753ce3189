"""What time alone brings about: snoozes end, drafts expire, old keys and feed rows go, the log is folded in."""

from __future__ import annotations

from sqlalchemy import delete, select

from closer_tui.domain.draft import DraftEvent, DraftState
from closer_tui.services.following import remind_due
from closer_tui.services.triage import wake_due
from closer_tui.services.undoing import KEPT_MS, forget_old
from closer_tui.store import changes, documents, drafts, tables
from closer_tui.store.database import Store

FEED_KEPT_MS = 7 * 86_400_000
"""A follower that slept longer than a week loads everything anew."""

WAL_FOLD_BYTES = 4 * 1024 * 1024


async def wake_and_expire(store: Store, draft_ttl_ms: int) -> int:
    """Bring back what was snoozed, remind of what is due, and put aside drafts nobody decided on in time; returns how
    many moved."""
    moved = await wake_due(store) + await remind_due(store)
    limit = store.clock.now() - draft_ttl_ms
    async with store.read() as conn:
        statement = select(tables.drafts.c.n).where(
            tables.drafts.c.state == DraftState.PENDING.value, tables.drafts.c.finished_at < limit
        )
        old = [row.n for row in await conn.execute(statement)]
    for n in old:
        async with store.write() as tx:
            if await drafts.move(tx, n, DraftEvent.EXPIRE, store.clock.now(), why="nobody decided in time") is not None:
                moved += 1
    return moved


async def tidy(store: Store, idempotency_ms: int) -> None:
    """Forget what has served its time, and fold a long write-ahead log into the database."""
    now = store.clock.now()
    async with store.write(bulk=True) as tx:
        await tx.execute(delete(tables.idempotency).where(tables.idempotency.c.created_at < now - idempotency_ms))
        await changes.forget_before(tx, now - FEED_KEPT_MS)
        await forget_old(tx, now)
        await documents.forget_removed(tx, now - KEPT_MS)
    wal = store.paths.database.with_name(store.paths.database.name + "-wal")
    if wal.exists() and wal.stat().st_size > WAL_FOLD_BYTES:
        await store.checkpoint()
