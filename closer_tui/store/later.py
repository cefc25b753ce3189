"""Replies that a person put off to a later moment, and what the customer's newest word does to them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.later import HELD_BACK, HELD_BACK_HINT
from closer_tui.domain.message import DeliveryEvent
from closer_tui.store import audit, keys, messages, outbox
from closer_tui.store import conversations as conversation_rows

# The condition of the index on them, word for word.
_WAITING: Final = (
    "SELECT n FROM outbox WHERE state = 'queued' AND send_at IS NOT NULL"
    " AND conversation_n IN (SELECT value FROM json_each(?))"
)


async def waiting(conn: AsyncConnection, conversations: Sequence[int]) -> list[int]:
    """The numbers of replies of these conversations that wait for their moment."""
    if not conversations:
        return []
    found = await conn.exec_driver_sql(_WAITING, (json.dumps(list(conversations)),))
    return list(found.scalars())


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
