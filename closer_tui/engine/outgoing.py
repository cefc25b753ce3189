"""What sending and settling share: times, the last look before a reply leaves, and small committed steps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.channels.base import Channel, OutgoingReply
from closer_tui.domain.channel import InboxState
from closer_tui.domain.message import DeliveryEvent
from closer_tui.domain.policy import Problem, Verdict, may_send
from closer_tui.store import conversations, inboxes, outbox
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox
from closer_tui.store.outbox import OutboxRow

NOT_APPROVED: Final = Problem(
    "not_approved",
    "what would be sent is not what was approved",
    "Nothing was sent. Open the conversation and decide again.",
)


@dataclass(frozen=True, slots=True)
class SendTiming:
    """Times in ms. `settle_ms` is waited at least before a lookup.

    A reply that surely did not leave has failed after `max_attempts`, but not before it is `patience_ms` old: being
    offline for an evening is no reason to ask about each reply.
    """

    settle_ms: int = 30_000
    max_attempts: int = 8
    base_ms: int = 1_000
    cap_ms: int = 300_000
    patience_ms: int = 86_400_000


async def still_right(tx: AsyncConnection, channel: Channel, row: OutboxRow, now: int) -> Verdict:
    """Whether the row is what was approved, and the channel takes it now."""
    conversation = await conversations.one(tx, row.conversation_n)
    if row.binding().digest() != row.digest or conversation.address != row.recipient:
        return Verdict((NOT_APPROVED,))
    return may_send(
        channel.capabilities,
        row.body,
        window_closes_at=conversation.window_closes_at,
        opted_out=conversation.opted_out,
        inbox_state=(await inboxes.one(tx, row.inbox_n)).state,
        now=now,
    )


async def connected(store: Store, inbox: Inbox) -> bool:
    """Whether the inbox is still to be used; its credentials may have been refused, or it was removed, a moment ago."""
    async with store.read() as conn:
        return (await inboxes.one(conn, inbox.n)).state is InboxState.CONNECTED


async def reply_of(store: Store, row: OutboxRow) -> OutgoingReply:
    """The row as the channel takes it."""
    async with store.read() as conn:
        thread = (await conversations.one(conn, row.conversation_n)).thread
    return OutgoingReply(
        key=row.key,
        recipient=row.recipient,
        thread=thread,
        body=row.body,
        reply_to=row.reply_to,
        created_at=row.created_at,
        send_as=row.send_as,
    )


async def move(
    store: Store,
    row: OutboxRow,
    event: DeliveryEvent,
    *,
    error: str | None = None,
    hint: str | None = None,
    not_before: int | None = None,
    lookups: int | None = None,
    fresh_key: bool = False,
) -> None:
    """One move of the DELIVERY table in its own transaction; nothing if somebody was faster.

    `fresh_key` after the channel itself refused: it may keep its no under the old key, and sending again by hand is
    another request.
    """
    given = (("not_before", not_before), ("lookups", lookups), ("key", token_hex(16) if fresh_key else None))
    also = {name: value for name, value in given if value is not None}
    await store.transact(
        partial(outbox.move, row=row, event=event, now=store.clock.now(), error=error, hint=hint, also=also)
    )


async def pause(store: Store, inbox: Inbox, wait_ms: int) -> None:
    """Leave the whole inbox alone for so long: its channel asked for it."""
    async with store.write() as tx:
        await inboxes.change(tx, inbox.n, retry_at=store.clock.now() + wait_ms)
