"""Rows of how far the tone profile of an inbox and the one its server keeps agree.

What waits to be written needs no queue: it is the version in force, as long as it is not the one agreed on.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.tables import tone_sync


@dataclass(frozen=True, slots=True)
class Agreement:
    """`version` is ours that the server was last seen to have too, None before the first time. `conflict_version` is
    the one that lost when both sides had changed. Times in ms."""

    version: int | None = None
    checked_at: int = 0
    failures: int = 0
    retry_at: int = 0
    conflict_version: int | None = None


async def of(conn: AsyncConnection, inbox_n: int) -> Agreement:
    """How an inbox stands; a fresh one when nobody looked yet."""
    t = tone_sync.c
    statement = select(t.agreed_version, t.checked_at, t.failures, t.retry_at, t.conflict_version)
    row = (await conn.execute(statement.where(t.inbox_n == inbox_n))).first()
    return Agreement(*row) if row else Agreement()


async def agree(tx: AsyncConnection, inbox_n: int, version: int, now: int, *, conflict_version: int | None) -> None:
    """Both sides have this version of ours now."""
    await _set(
        tx, inbox_n, agreed_version=version, checked_at=now, conflict_version=conflict_version, failures=0, retry_at=0,
        error=None,
    )  # fmt: skip


async def seen(tx: AsyncConnection, inbox_n: int, now: int) -> None:
    """The server still has what was agreed on."""
    await _set(tx, inbox_n, checked_at=now)


async def dispute(tx: AsyncConnection, inbox_n: int, conflict_version: int) -> None:
    """Both sides had changed; this version lost, and is kept."""
    await _set(tx, inbox_n, conflict_version=conflict_version)


async def fail(tx: AsyncConnection, inbox_n: int, error: str, failures: int, retry_at: int) -> None:
    """The server could not be asked, or does not take it."""
    await _set(tx, inbox_n, error=error, failures=failures, retry_at=retry_at)


async def try_again(tx: AsyncConnection, inbox_n: int) -> None:
    """Whatever was wrong may be right now: the inbox was connected anew."""
    await tx.execute(update(tone_sync).where(tone_sync.c.inbox_n == inbox_n).values(failures=0, retry_at=0, error=None))


async def _set(tx: AsyncConnection, inbox_n: int, **values: object) -> None:
    statement = upsert(tone_sync).values(inbox_n=inbox_n, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["inbox_n"], set_=values))
