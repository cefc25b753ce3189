"""A reply of ours that comes back from the channel is one bubble, not two: it adopts the row we already have."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.message import Delivery, DeliveryEvent, Direction
from closer_tui.domain.sync import Incoming
from closer_tui.store import outbox
from closer_tui.store.announce import announce
from closer_tui.store.outbox import OutboxRow
from closer_tui.store.tables import conversations


async def adopt(tx: AsyncConnection, inbox_n: int, fresh: Sequence[Incoming], now: int) -> frozenset[str]:
    """Pair outbound messages the channel tells of with replies of ours that left without an answer yet, or were put
    back after an attempt: what is there already must not be sent again.

    They pair by thread, body and (where the channel says it) the message answered. Returns the external ids that
    found their row; these are not stored again.
    """
    told = [m for m in fresh if m.direction is Direction.OUTBOUND]
    if not told:
        return frozenset()
    waiting = [
        *await outbox.unsettled(tx, inbox_n),
        *await outbox.put_back(tx, inbox_n),
        *await outbox.sent_by_hand(tx, inbox_n),
    ]
    adopted: set[str] = set()
    for message in told:
        match = await _match(tx, message, waiting)
        if match is not None:
            waiting.remove(match)
            adopted.add(message.external_id)
            if match.state is Delivery.SENT:  # marked as sent by a person, and announced then
                await outbox.name(tx, match, message.external_id)
                continue
            if match.state is Delivery.QUEUED:
                await outbox.move(tx, match, DeliveryEvent.START, now)
                match = await outbox.one(tx, match.n)
            await outbox.move(tx, match, DeliveryEvent.ACCEPT, now, external_id=message.external_id)
            await announce(tx, match, message.at, now)
    return frozenset(adopted)


async def _match(tx: AsyncConnection, message: Incoming, waiting: Sequence[OutboxRow]) -> OutboxRow | None:
    for row in waiting:
        if row.body.strip() != message.body.strip() or (
            message.reply_to and row.reply_to and row.reply_to != message.reply_to
        ):
            continue
        thread = (
            await tx.execute(select(conversations.c.thread).where(conversations.c.n == row.conversation_n))
        ).scalar()
        if thread == message.thread:
            return row
    return None
