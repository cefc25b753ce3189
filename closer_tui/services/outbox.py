"""What a person decides about a reply that did not get through: send again, discard, or mark as sent."""

from __future__ import annotations

from secrets import token_hex

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict
from closer_tui.domain.message import DELIVERY, Delivery, DeliveryEvent
from closer_tui.store import audit, keys, messages, outbox, rollback
from closer_tui.store.database import Store
from closer_tui.store.outbox import OutboxRow

MOVED = "it has moved on in the meantime"
LOOK = "Look at the outbox again."


async def retry(store: Store, outbox_n: int, *, actor: str) -> None:
    """Send again. After a plain refusal the attempt gets a new key; after an unknown outcome the old key stays, so that
    a channel which knows it answers with the first result instead of sending twice."""
    async with store.write() as tx:
        now = store.clock.now()
        row = await outbox.one(tx, outbox_n)
        fresh_key = {"key": token_hex(16)} if row.state is Delivery.FAILED else {}
        await _move(tx, row, DeliveryEvent.RETRY, now, not_before=now, lookups=0, **fresh_key)
        await audit.note(tx, now, actor, "reply.retried", row.conversation_n, keys.public("out", outbox_n))


async def discard(store: Store, outbox_n: int, *, actor: str) -> None:
    """Give the reply up. The conversation waits for an answer again."""
    async with store.write() as tx:
        now = store.clock.now()
        row = await outbox.one(tx, outbox_n)
        await _move(tx, row, DeliveryEvent.CANCEL, now)
        await rollback.forget_cancelled(tx, row, now)
        await audit.note(tx, now, actor, "reply.discarded", row.conversation_n, keys.public("out", outbox_n))


async def mark_sent(store: Store, outbox_n: int, *, actor: str) -> None:
    """A person has seen at the channel that it arrived."""
    async with store.write() as tx:
        now = store.clock.now()
        row = await outbox.one(tx, outbox_n)
        await _move(tx, row, DeliveryEvent.ACCEPT, now)
        answered = await messages.last_at(tx, row.conversation_n)
        await messages.mark_answered(tx, row.conversation_n, answered, row.message_seq)
        await audit.note(tx, now, actor, "reply.marked_sent", row.conversation_n, keys.public("out", outbox_n))


async def _move(tx: AsyncConnection, row: OutboxRow, event: DeliveryEvent, now: int, **values: object) -> None:
    if not DELIVERY.can(row.state, event):
        raise Conflict(f"this reply is {row.state.value}", "Only a failed or unknown reply can be decided on.")
    if await outbox.move(tx, row, event, now, also=values) is None:
        raise Conflict(MOVED, LOOK)
