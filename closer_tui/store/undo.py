"""The record from which a change is taken back: what stood before, what stood after, and whether it still does.

A batch is what one decision did and one undo takes back, be it one row or five hundred conversations. The rows are
written in the transaction that made the change, so that a crash leaves both or neither; who takes which kind back is
in `services.undoing`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.ids import new_id
from closer_tui.store.tables import undo

_INSERT: Final = insert(undo)


@dataclass(frozen=True, slots=True)
class Change:
    """One recorded change. `before` and `after` hold what its kind needs to put things back and to see whether they
    still stand as it left them."""

    n: int
    batch: str
    at: int
    actor: str
    kind: str
    conversation_n: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    undone_by: str = ""
    """Whoever takes it back now."""


def new_batch(now: int) -> str:
    """A name for what will be taken back together; several transactions may record under it."""
    return new_id("undo", now)


async def record(
    tx: AsyncConnection,
    batch: str,
    now: int,
    actor: str,
    kind: str,
    conversation_n: int | None,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Remember one change, inside the transaction that makes it."""
    row = {"batch": batch, "at": now, "actor": actor, "kind": kind, "conversation_n": conversation_n}
    texts = {"before_json": json.dumps(before, ensure_ascii=False), "after_json": json.dumps(after, ensure_ascii=False)}
    await tx.execute(_INSERT, row | texts)


async def open_changes(conn: AsyncConnection, batch: str) -> list[Change]:
    """What of a batch has not been taken back, the last change first."""
    statement = select(undo).where(undo.c.batch == batch, undo.c.undone_at.is_(None)).order_by(undo.c.n.desc())
    return [
        Change(
            row.n,
            row.batch,
            row.at,
            row.actor,
            row.kind,
            row.conversation_n,
            json.loads(row.before_json),
            json.loads(row.after_json),
        )
        for row in await conn.execute(statement)
    ]


async def exists(conn: AsyncConnection, batch: str) -> bool:
    """Whether anything was ever recorded under this name."""
    return (await conn.execute(select(undo.c.n).where(undo.c.batch == batch).limit(1))).first() is not None


async def is_open(conn: AsyncConnection, n: int) -> bool:
    """Whether a change has not been taken back."""
    statement = select(undo.c.n).where(undo.c.n == n, undo.c.undone_at.is_(None))
    return (await conn.execute(statement)).first() is not None


async def newest(conn: AsyncConnection, actor: str) -> str | None:
    """The last batch of this person that has not been taken back."""
    statement = select(undo.c.batch).where(undo.c.actor == actor, undo.c.undone_at.is_(None))
    return (await conn.execute(statement.order_by(undo.c.n.desc()).limit(1))).scalar()


async def newest_about(conn: AsyncConnection, kind: str, name: str, value: int) -> str | None:
    """The last open batch of a kind whose `after` holds this value under a name."""
    statement = select(undo.c.batch, undo.c.after_json).where(undo.c.kind == kind, undo.c.undone_at.is_(None))
    for row in await conn.execute(statement.order_by(undo.c.n.desc())):
        if json.loads(row.after_json).get(name) == value:
            return str(row.batch)
    return None


async def mark_undone(tx: AsyncConnection, n: int, now: int, actor: str) -> None:
    """This change has been taken back."""
    await tx.execute(update(undo).where(undo.c.n == n).values(undone_at=now, undone_by=actor))


async def forget_before(tx: AsyncConnection, at: int, *, keep: frozenset[str]) -> int:
    """Drop records older than `at` (ms), but those of the kinds to keep; returns how many went."""
    old = (undo.c.at < at) & undo.c.kind.not_in(sorted(keep))
    return (await tx.execute(delete(undo).where(old))).rowcount
