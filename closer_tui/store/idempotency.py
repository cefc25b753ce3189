"""Rows of idempotency keys: what was asked under a key, and the answer given.

The claim, the effect and the answer are written in one transaction. So a key either stands with its answer or was never
used, whatever crashed; nothing is ever run again because time has passed within the days a key is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.tables import idempotency

STARTED = "started"
DONE = "done"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a key counts: for one token, one method and one path."""

    token_n: int
    method: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands under a key already. `status` and `response` are None while its request is still being worked on."""

    body_hash: str
    status: int | None
    response: str | None


async def claim(tx: AsyncConnection, slot: Slot, body_hash: str, now: int, *, keep_ms: int) -> Kept | None:
    """Take the key (None), or learn what stands under it. A key older than `keep_ms` is free again."""
    await tx.execute(delete(idempotency).where(*_is(slot), idempotency.c.created_at <= now - keep_ms))
    statement = insert(idempotency).values(
        token_n=slot.token_n,
        method=slot.method,
        path=slot.path,
        key=slot.key,
        body_hash=body_hash,
        state=STARTED,
        created_at=now,
    )
    if (await tx.execute(statement.on_conflict_do_nothing())).rowcount:
        return None
    columns = (idempotency.c.body_hash, idempotency.c.status, idempotency.c.response)
    row = (await tx.execute(select(*columns).where(*_is(slot)))).one()
    return Kept(row.body_hash, row.status, row.response)


async def finish(tx: AsyncConnection, slot: Slot, status: int, response: str) -> None:
    """Store the answer, in the transaction that claimed the key."""
    await tx.execute(update(idempotency).where(*_is(slot)).values(state=DONE, status=status, response=response))


async def forget_before(tx: AsyncConnection, at: int) -> int:
    """Drop keys made before `at` (ms); returns how many went."""
    return (await tx.execute(delete(idempotency).where(idempotency.c.created_at < at))).rowcount


def _is(slot: Slot) -> tuple[ColumnElement[bool], ...]:
    return (
        idempotency.c.token_n == slot.token_n,
        idempotency.c.method == slot.method,
        idempotency.c.path == slot.path,
        idempotency.c.key == slot.key,
    )
