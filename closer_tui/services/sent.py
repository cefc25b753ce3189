"""A reply is confirmed by its channel: the bubble gets its name, what it answers is answered, peers are told."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.message import DELIVERY, DeliveryEvent
from closer_tui.store import drafts, messages, outbox, rollback
from closer_tui.store.announce import announce
from closer_tui.store.database import Store
from closer_tui.store.outbox import OutboxRow


async def confirm(store: Store, row: OutboxRow, external_id: str, sent_at: int | None) -> bool:
    """Record the channel's word. False when the reply was confirmed already, by its echo for example."""

    async def work(tx: AsyncConnection) -> bool:
        return await confirm_in(tx, await outbox.one(tx, row.n), external_id, sent_at, store.clock.now())

    return await store.transact(work)


async def confirm_in(tx: AsyncConnection, row: OutboxRow, external_id: str, sent_at: int | None, now: int) -> bool:
    """The same inside a transaction."""
    if not DELIVERY.can(row.state, DeliveryEvent.ACCEPT):
        return False
    # The channel's echo may have been stored as a message of its own, if it changed the text on the way.
    copy = await messages.drop_echo(tx, row.inbox_n, external_id, keep=row.message_seq)
    if await outbox.move(tx, row, DeliveryEvent.ACCEPT, now, external_id=external_id) is None:
        return False
    await announce(tx, row, sent_at or now, now)
    if copy is not None:
        await drafts.follow(tx, row.conversation_n, copy)
        await rollback.rederive(tx, row.conversation_n, now)
    return True
