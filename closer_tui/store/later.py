"""Replies that a person put off to a later moment, and what the customer's newest word does to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.later import HELD_BACK, HELD_BACK_HINT
from closer_tui.domain.message import DeliveryEvent
from closer_tui.store import audit, keys, messages, outbox
from closer_tui.store import conversations as conversation_rows
from closer_tui.store.tables import outbox as rows

# The condition of the index on them, word for word.
_LATER = text("outbox.state = 'queued' AND outbox.send_at IS NOT NULL")
_CHUNK = 400


async def waiting(conn: AsyncConnection, conversations: Sequence[int]) -> list[int]:
    """The numbers of replies of these conversations that wait for their moment."""
    found: list[int] = []
    for start in range(0, len(conversations), _CHUNK):
        part = conversations[start : start + _CHUNK]
        statement = select(rows.c.n).where(_LATER, rows.c.conversation_n.in_(part))
        found += (await conn.execute(statement)).scalars()
    return found


async def hold_back(tx: AsyncConnection, conversations: Collection[int], now: int) -> frozenset[int]:
    """The customer wrote in these conversations: what was to leave there later goes back to a person, because it does
    not know their newest word. Returns the conversations where something did."""
    held: set[int] = set()
    for n in await waiting(tx, sorted(conversations)):
        row = await outbox.one(tx, n)
        await outbox.move(tx, row, DeliveryEvent.REFUSE, now, error=HELD_BACK, hint=HELD_BACK_HINT)
        await audit.note(tx, now, "customer", "reply.held_back", row.conversation_n, keys.public("out", n))
        held.add(row.conversation_n)
    return frozenset(held)


async def wait_again(tx: AsyncConnection, held: Collection[int]) -> None:
    """Customers whose answer was held back wait since their first word that has none."""
    for n in held:
        await conversation_rows.set_waiting(tx, n, await messages.first_unanswered_at(tx, n))
