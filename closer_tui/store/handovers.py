"""Rows of hand-overs: what a person told the bot when it took over again. They end a person's stretch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.handover import HandOver
from closer_tui.store.tables import handovers


@dataclass(frozen=True, slots=True)
class StoredHandOver:
    """A summary with who wrote it and when (ms)."""

    n: int
    at: int
    author: str
    summary: HandOver


async def add(
    tx: AsyncConnection, conversation_n: int, summary: HandOver, *, at: int, author: str, message_seq: int, epoch: int
) -> int:
    """Keep a summary beside the note that shows it; returns its number."""
    result = await tx.execute(
        insert(handovers).values(
            conversation_n=conversation_n,
            at=at,
            author=author,
            message_seq=message_seq,
            epoch=epoch,
            summary_json=json.dumps(summary.json(), ensure_ascii=False),
        )
    )
    return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0


async def newest(conn: AsyncConnection, conversation_n: int) -> StoredHandOver | None:
    """The last summary that stands."""
    statement = (
        select(handovers)
        .where(handovers.c.conversation_n == conversation_n, handovers.c.undone_at.is_(None))
        .order_by(handovers.c.n.desc())
        .limit(1)
    )
    row = (await conn.execute(statement)).first()
    return None if row is None else _stored(row)


async def take_back(tx: AsyncConnection, conversation_n: int, epoch: int, now: int) -> None:
    """The hand-over that made this epoch was a mistake: no draft reads it any more."""
    mine = (handovers.c.conversation_n == conversation_n) & (handovers.c.epoch == epoch)
    await tx.execute(update(handovers).where(mine).values(undone_at=now))


def _stored(row: Row[tuple[Any, ...]]) -> StoredHandOver:
    return StoredHandOver(row.n, row.at, row.author, HandOver.from_json(json.loads(row.summary_json)))
