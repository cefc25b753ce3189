"""A reply that goes leaves the conversation as it was before it: who waits, since when, what the list shows."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.message import Direction
from closer_tui.domain.text import snippet
from closer_tui.store import conversations, messages
from closer_tui.store.outbox import OutboxRow


async def forget_cancelled(tx: AsyncConnection, row: OutboxRow, now: int) -> None:
    """Derive the conversation's row again without the reply that was cancelled."""
    await rederive(tx, row.conversation_n, now)


async def rederive(tx: AsyncConnection, conversation_n: int, now: int) -> None:
    """Derive what the conversation's row says of its newest message from the messages that are there."""
    newest = await messages.newest_public(tx, conversation_n)
    if newest is None:
        return
    inbound = newest.direction == Direction.INBOUND.value
    await conversations.change(
        tx,
        conversation_n,
        now,
        last_public=newest.seq,
        last_message_at=newest.at,
        snippet=snippet(newest.body),
        last_delivery="" if inbound else newest.delivery,
        waiting_since=(await messages.first_unanswered_at(tx, conversation_n) or newest.at) if inbound else None,
    )
