"""What a person decides about a reply that did not get through: send again, discard, or mark as sent."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict
from closer_tui.domain.message import DELIVERY, DeliveryEvent
from closer_tui.store import audit, drafts, keys, outbox, rollback
from closer_tui.store.announce import announce
from closer_tui.store.database import Store
from closer_tui.store.outbox import OutboxRow


async def retry(store: Store, outbox_n: int, *, actor: str) -> None:
    """Send again, under the key the row has: a channel that knows it answers with the first result instead of sending
    twice. (A refusal by the channel itself has given the row a new key already.)"""
    async with store.write() as tx:
        now = store.clock.now()
        row = await outbox.one(tx, outbox_n)
        await _move(tx, row, DeliveryEvent.RETRY, now, not_before=now, lookups=0, send_at=None)
        await audit.note(tx, now, actor, "reply.retried", row.conversation_n, keys.public("out", outbox_n))


async def discard(store: Store, outbox_n: int, *, actor: str) -> None:
    """Give the reply up. The conversation waits for an answer again."""
    async with store.write() as tx:
        now = store.clock.now()
        row = await outbox.one(tx, outbox_n)
        await _move(tx, row, DeliveryEvent.CANCEL, now)
        await rollback.forget_cancelled(tx, row, now)
        await drafts.follow(tx, row.conversation_n, row.message_seq)
        await audit.note(tx, now, actor, "reply.discarded", row.conversation_n, keys.public("out", outbox_n))


async def mark_sent(store: Store, outbox_n: int, *, actor: str) -> None:
    """A person has seen at the channel that it arrived."""
    async with store.write() as tx:
        now = store.clock.now()
        row = await outbox.one(tx, outbox_n)
        await _move(tx, row, DeliveryEvent.ACCEPT, now)
        await announce(tx, row, row.started_at or now, now, actor=actor, action="reply.marked_sent")


async def _move(tx: AsyncConnection, row: OutboxRow, event: DeliveryEvent, now: int, **values: object) -> None:
    if not DELIVERY.can(row.state, event) or await outbox.move(tx, row, event, now, also=values) is None:
        raise Conflict(f"this reply is {row.state.value}", "Look at the outbox again: it has moved on.")
