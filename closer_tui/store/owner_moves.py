"""Rows of owner moves: who gave a conversation to whom and when, with what taking it back restores.

Every change of owner goes through `move`, so that whoever comes too late is told by whom and how long ago.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any, Final

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.conversation import OwnerEvent, OwnerKind
from closer_tui.domain.errors import NotFound
from closer_tui.store import conversations, keys
from closer_tui.store.conversations import Conversation
from closer_tui.store.tables import conversations as conversation_rows
from closer_tui.store.tables import escalations, owner_moves


@dataclass(frozen=True, slots=True)
class Before:
    """How things stood before a move: the owner, the place in a queue, and the status, which escalating can change.
    `escalated` are the messages that the move itself marked as waiting for a person; `cut_off` says whether it ended a
    run of the bot."""

    kind: str = OwnerKind.BOT.value
    name: str = ""
    topic: str = ""
    status: str = "open"
    snooze_until: int | None = None
    last_inbound: int = 0
    escalation: int | None = None
    claimed_by: str | None = None
    claimed_at: int | None = None
    escalated: list[int] = field(default_factory=list)
    cut_off: bool = False

    def text(self) -> str:
        """As it is stored."""
        return json.dumps({each.name: getattr(self, each.name) for each in fields(self)}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class OwnerMove:
    """A move as it was made; `epoch` is the conversation's epoch after it."""

    n: int
    conversation_n: int
    at: int
    actor: str
    event: OwnerEvent
    epoch: int
    kind: OwnerKind
    name: str
    before: Before
    undone_at: int | None

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("move", self.n)


async def move(
    tx: AsyncConnection,
    conversation: Conversation,
    event: OwnerEvent,
    now: int,
    *,
    actor: str,
    name: str = "",
    topic: str | None = None,
) -> int:
    """One move of the OWNER table, kept with what stood before it; returns the move's number. Raises IllegalMove."""
    before = await _before(tx, conversation)
    kind = await conversations.move_owner(tx, conversation, event, now, name=name, topic=topic)
    result = await tx.execute(
        insert(owner_moves).values(
            conversation_n=conversation.n,
            at=now,
            actor=actor,
            event=event.name,
            epoch=conversation.owner_epoch + 1,
            kind=kind.value,
            name=name,
            before_json=before.text(),
        )
    )
    return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0


async def remember(tx: AsyncConnection, n: int, **more: object) -> None:
    """Add what the move brought about to what stands beside it (fields of `Before`)."""
    before = (await one(tx, n)).before
    values = {each.name: getattr(before, each.name) for each in fields(before)} | more
    text = Before(**values).text()
    await tx.execute(update(owner_moves).where(owner_moves.c.n == n).values(before_json=text))


async def one(conn: AsyncConnection, n: int) -> OwnerMove:
    """By number. Raises NotFound."""
    row = (await conn.execute(select(owner_moves).where(owner_moves.c.n == n))).first()
    if row is None:
        raise NotFound(
            f"there is no move {keys.public('move', n)}", "`closer-tui show CONVERSATION` tells the last one."
        )
    return _move(row)


async def newest(conn: AsyncConnection, conversation_n: int) -> OwnerMove | None:
    """The last move of a conversation: how its owner came by it."""
    statement = (
        select(owner_moves)
        .where(owner_moves.c.conversation_n == conversation_n)
        .order_by(owner_moves.c.epoch.desc(), owner_moves.c.n.desc())
        .limit(1)
    )
    row = (await conn.execute(statement)).first()
    return None if row is None else _move(row)


async def left_the_bot_at(conn: AsyncConnection, conversation_n: int) -> int | None:
    """When (ms) the bot last had to let go of a conversation; None when it never did."""
    statement = (
        select(owner_moves.c.at, owner_moves.c.before_json)
        .where(owner_moves.c.conversation_n == conversation_n, owner_moves.c.undone_at.is_(None))
        .order_by(owner_moves.c.epoch.desc())
        .limit(50)
    )
    for row in await conn.execute(statement):
        if json.loads(row.before_json).get("kind") == OwnerKind.BOT:
            return int(row.at)
    return None


async def mark_undone(tx: AsyncConnection, n: int, now: int) -> None:
    """It was taken back."""
    await tx.execute(update(owner_moves).where(owner_moves.c.n == n).values(undone_at=now))


def _move(row: Row[tuple[Any, ...]]) -> OwnerMove:
    return OwnerMove(
        n=row.n,
        conversation_n=row.conversation_n,
        at=row.at,
        actor=row.actor,
        event=OwnerEvent[row.event],
        epoch=row.epoch,
        kind=OwnerKind(row.kind),
        name=row.name,
        before=Before(**json.loads(row.before_json)),
        undone_at=row.undone_at,
    )


_STANDS: Final = select(conversation_rows.c.topic, conversation_rows.c.snooze_until)


async def _before(tx: AsyncConnection, conversation: Conversation) -> Before:
    stands = (await tx.execute(_STANDS.where(conversation_rows.c.n == conversation.n))).one()
    waits = (
        await tx.execute(
            select(escalations.c.n, escalations.c.claimed_by, escalations.c.claimed_at).where(
                escalations.c.conversation_n == conversation.n, escalations.c.closed_at.is_(None)
            )
        )
    ).first()
    return Before(
        kind=conversation.owner_kind.value,
        name=conversation.owner_name,
        topic=stands.topic,
        status=conversation.status.value,
        snooze_until=stands.snooze_until,
        last_inbound=conversation.last_inbound,
        escalation=waits.n if waits else None,
        claimed_by=waits.claimed_by if waits else None,
        claimed_at=waits.claimed_at if waits else None,
    )
