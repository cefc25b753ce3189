"""Rows of escalations: one open one a conversation at most."""

from __future__ import annotations

from typing import Final

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.escalation import EscalationCall
from closer_tui.store import changes, keys
from closer_tui.store.tables import escalations

_CLOSE: Final = "UPDATE escalations SET closed_at = ? WHERE conversation_n = ? AND closed_at IS NULL"


async def open_one(
    tx: AsyncConnection,
    conversation_n: int,
    call: EscalationCall,
    now: int,
    *,
    message_seq: int,
    draft_n: int | None,
) -> int:
    """Put the conversation in its queue; an escalation already open there is closed by the newer one."""
    await close(tx, conversation_n, now)
    result = await tx.execute(
        insert(escalations).values(
            conversation_n=conversation_n,
            topic=call.topic,
            reason=call.code,
            detail=call.detail,
            quote=call.quote,
            message_seq=message_seq,
            draft_n=draft_n,
            created_at=now,
        )
    )
    number = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    await changes.note(tx, now, changes.ESCALATION, conversation_n, keys.public("esc", number), topic=call.topic)
    return number


async def claim(tx: AsyncConnection, conversation_n: int, agent: str, now: int) -> bool:
    """Mark the open escalation as this agent's; False when there is none unclaimed."""
    where = (
        (escalations.c.conversation_n == conversation_n)
        & escalations.c.closed_at.is_(None)
        & escalations.c.claimed_by.is_(None)
    )
    claimed = (await tx.execute(update(escalations).where(where).values(claimed_by=agent, claimed_at=now))).rowcount
    return bool(claimed)


async def close(tx: AsyncConnection, conversation_n: int, now: int) -> None:
    """The conversation has left its queue."""
    await tx.exec_driver_sql(_CLOSE, (now, conversation_n))


async def reopen(tx: AsyncConnection, n: int, claimed_by: str | None, claimed_at: int | None) -> None:
    """Back in its queue with the clock it had, as if it had never left."""
    await tx.execute(
        update(escalations)
        .where(escalations.c.n == n)
        .values(closed_at=None, claimed_by=claimed_by, claimed_at=claimed_at)
    )
