"""`message.received` for peers who subscribed, in the documented shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.public_events import PublicEvent, received
from closer_tui.store import events, keys
from closer_tui.store.conversations import Conversation
from closer_tui.store.derive import Derived
from closer_tui.store.inboxes import Inbox

RECEIVED: Final = PublicEvent.RECEIVED


async def emit_received(
    tx: AsyncConnection,
    inbox: Inbox,
    conversations: Mapping[int, Conversation],
    derived: Mapping[int, Derived],
    now: int,
) -> None:
    """One event a new inbound message; nothing is written when nobody listens."""
    if not await events.anyone_listens(tx, inbox.env, RECEIVED):
        return
    for n, d in derived.items():
        for message in d.new_inbound:
            body = received(
                keys.public("msg", message.seq),
                inbox.channel.value,
                sender=conversations[n].address,
                body=message.body,
                received_at=message.at,
            )
            await events.emit(tx, now, inbox.env, RECEIVED, body)
