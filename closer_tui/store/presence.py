"""Rows of presence: which screen looks at which conversation, and who writes a reply there. One a screen, and each ends
by itself, so a screen that was killed is not seen for long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.tables import presence

TTL_MS: Final = 45_000
"""How long a sign of life counts. Screens give one every third of it."""


@dataclass(frozen=True, slots=True)
class Replying:
    """A colleague who writes a reply at this moment."""

    agent: str
    since: int


async def put(tx: AsyncConnection, holder: str, agent: str, conversation_n: int, now: int, *, replying: bool) -> None:
    """This screen is there; when it was there already, only the end moves on."""
    before = (await tx.execute(select(presence).where(presence.c.holder == holder))).first()
    stayed = before is not None and before.conversation_n == conversation_n
    values = {
        "agent": agent,
        "conversation_n": conversation_n,
        "since": before.since if stayed and before else now,
        "replying_since": ((before.replying_since if stayed and before else None) or now) if replying else None,
        "expires_at": now + TTL_MS,
    }
    await tx.execute(
        insert(presence).values(holder=holder, **values).on_conflict_do_update(index_elements=["holder"], set_=values)
    )
    await tx.execute(delete(presence).where(presence.c.expires_at <= now))


async def leave(tx: AsyncConnection, holder: str) -> None:
    """This screen looks at nothing any more."""
    await tx.execute(delete(presence).where(presence.c.holder == holder))


async def replying(conn: AsyncConnection, conversation_n: int, now: int, *, but: str) -> Replying | None:
    """Whoever else has been writing a reply here longest, if anybody."""
    statement = (
        select(presence.c.agent, presence.c.replying_since)
        .where(
            presence.c.conversation_n == conversation_n,
            presence.c.replying_since.is_not(None),
            presence.c.expires_at > now,
            presence.c.agent != but,
        )
        .order_by(presence.c.replying_since)
        .limit(1)
    )
    row = (await conn.execute(statement)).first()
    return None if row is None else Replying(row.agent, row.replying_since)
