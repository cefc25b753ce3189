"""Rows of follow-ups: a reminder of one conversation with a time and a note; one open one a conversation at most.

waiting ── its time comes ──▶ due ── acted on ──▶ done
   └── taken back, or the customer wrote first ──▶ cancelled
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store import changes, keys
from closer_tui.store.tables import follow_ups

WAITING: Final = "waiting"
DUE: Final = "due"
DONE: Final = "done"
CANCELLED: Final = "cancelled"
OPEN: Final = (WAITING, DUE)
ANSWERED: Final = "answered"
"""Why one is done: somebody replied."""

_OPEN_OF: Final = select(follow_ups).where(
    follow_ups.c.conversation_n == bindparam("wanted"), follow_ups.c.state.in_(OPEN)
)
_SPOKEN: Final = (
    "UPDATE follow_ups SET state = 'cancelled', settled_at = ?, settled_why = 'the customer wrote'"
    " WHERE state = 'waiting' AND unless_reply = 1 AND state IN ('waiting', 'due')"
    " AND conversation_n IN (SELECT value FROM json_each(?)) RETURNING conversation_n"
)
"""The state is named twice so that the index of open ones is used."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One reminder. `due_at` in ms; with `unless_reply` a message from the customer cancels it."""

    n: int
    conversation_n: int
    due_at: int
    note: str
    unless_reply: bool
    state: str
    created_by: str


def _follow_up(row: Row[tuple[object, ...]]) -> FollowUp:
    return FollowUp(row.n, row.conversation_n, row.due_at, row.note, bool(row.unless_reply), row.state, row.created_by)


async def open_of(conn: AsyncConnection, conversation_n: int) -> FollowUp | None:
    """The one that is open in a conversation."""
    row = (await conn.execute(_OPEN_OF, {"wanted": conversation_n})).first()
    return None if row is None else _follow_up(row)


async def add(
    tx: AsyncConnection, conversation_n: int, due_at: int, note: str, now: int, actor: str, *, unless_reply: bool
) -> int:
    """A new one; the caller has settled what was open."""
    result = await tx.execute(
        insert(follow_ups).values(
            conversation_n=conversation_n,
            due_at=due_at,
            note=note,
            unless_reply=int(unless_reply),
            created_at=now,
            created_by=actor,
        )
    )
    number = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    await _tell(tx, conversation_n, number, now, WAITING)
    return number


async def settle(tx: AsyncConnection, one: FollowUp, state: str, now: int, why: str) -> bool:
    """Move one that is open; False when it no longer is."""
    where = (follow_ups.c.n == one.n) & follow_ups.c.state.in_(OPEN)
    values = {"state": state, "settled_at": now if state not in OPEN else None, "settled_why": why}
    moved = bool((await tx.execute(update(follow_ups).where(where).values(**values))).rowcount)
    if moved:
        await _tell(tx, one.conversation_n, one.n, now, state)
    return moved


async def put_back(tx: AsyncConnection, n: int, state: str, now: int) -> None:
    """Open one again as it was; the caller has seen that no other is open."""
    values = {"state": state, "settled_at": None, "settled_why": ""}
    await tx.execute(update(follow_ups).where(follow_ups.c.n == n).values(**values))
    row = (await tx.execute(select(follow_ups.c.conversation_n).where(follow_ups.c.n == n))).one()
    await _tell(tx, row.conversation_n, n, now, state)


async def settle_due(tx: AsyncConnection, conversation_n: int, now: int, why: str) -> FollowUp | None:
    """What was reminded of has been dealt with; one that still waits goes on waiting."""
    found = await open_of(tx, conversation_n)
    if found is None or found.state != DUE:
        return None
    await settle(tx, found, DONE, now, why)
    return found


async def customer_wrote(tx: AsyncConnection, conversations: Collection[int], now: int) -> list[int]:
    """Cancel those that were only for a customer who stays silent; gives the conversations."""
    if not conversations:
        return []
    rows = await tx.exec_driver_sql(_SPOKEN, (now, json.dumps(list(conversations))))
    return [row.conversation_n for row in rows]


async def answered_at(conn: AsyncConnection, conversation_n: int, at: int) -> int | None:
    """The one that a reply of this moment (ms) dealt with."""
    where = (follow_ups.c.conversation_n == conversation_n) & (follow_ups.c.settled_at == at)
    return (await conn.execute(select(follow_ups.c.n).where(where, follow_ups.c.settled_why == ANSWERED))).scalar()


async def due(conn: AsyncConnection, now: int) -> list[FollowUp]:
    """Those whose time has come, the earliest first."""
    where = (follow_ups.c.state == WAITING) & (follow_ups.c.due_at <= now)
    rows = await conn.execute(select(follow_ups).where(where).order_by(follow_ups.c.due_at, follow_ups.c.n))
    return [_follow_up(row) for row in rows]


async def _tell(tx: AsyncConnection, conversation_n: int, n: int, now: int, state: str) -> None:
    await changes.note(tx, now, changes.FOLLOW_UP, conversation_n, keys.public("fu", n), state=state)
