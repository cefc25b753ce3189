"""The sandbox: one inbox a channel, made on first need, whose customers are whoever the tests say and whose replies go
nowhere. Everything between is the real path: messages are stored as sync stores them, replies pass the outbox table.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.channels.catalogue import SANDBOX
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode
from closer_tui.domain.errors import NotFound
from closer_tui.domain.ids import new_id
from closer_tui.domain.message import AnswerState
from closer_tui.domain.sync import Incoming
from closer_tui.store import audit, changes, conversations, inboxes, messages
from closer_tui.store.apply import apply
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.inbound_list import InboundMessage
from closer_tui.store.inboxes import Inbox

_PREFIX = "inbox_sandbox_"


def inbox_id(channel: ChannelKind) -> str:
    """`inbox_sandbox_whatsapp`: always there, even before its row is."""
    return f"{_PREFIX}{channel.value}"


def channel_of(inbox: str) -> ChannelKind | None:
    """The channel of a sandbox inbox's id; None for any other id."""
    name = inbox.removeprefix(_PREFIX)
    return ChannelKind(name) if name != inbox and name in set(ChannelKind) else None


async def inbox_of(tx: AsyncConnection, channel: ChannelKind, mode: InboxMode, now: int) -> Inbox:
    """The sandbox inbox of a channel, made if this is its first use."""
    try:
        return await inboxes.by_id(tx, inbox_id(channel))
    except NotFound:
        number = await inboxes.add(
            tx,
            id=inbox_id(channel),
            channel=channel,
            connector=SANDBOX,
            env=Environment.TEST,
            name=f"Sandbox {channel.value}",
            address="",
            mode=mode,
            config={},
            now=now,
        )
    await changes.note(tx, now, changes.INBOX, None, inbox_id(channel))
    await audit.note(tx, now, "api", "inbox.connected", None, inbox_id(channel), channel=channel.value)
    return await inboxes.one(tx, number)


async def inject(
    tx: AsyncConnection, inbox: Inbox, sender: str, body: str, now: int, timing: DraftTiming
) -> InboundMessage:
    """Store a customer's message the way sync does, later than anything in its conversation."""
    known = (await conversations.by_threads(tx, inbox.n, (sender,))).get(sender)
    at = max(now, await messages.last_at(tx, known.n) + 1) if known else now
    incoming = Incoming(external_id=new_id("in", now), thread=sender, address=sender, body=body, at=at)
    applied = await apply(tx, inbox, [incoming], now, timing)
    stored = applied.inserted[0]
    return InboundMessage(
        seq=stored.seq,
        conversation_n=stored.conversation_n,
        inbox_n=inbox.n,
        channel=inbox.channel,
        address=sender,
        body=stored.body,
        at=stored.at,
        arrived_at=stored.arrived_at,
        external_id=stored.external_id,
        answer=AnswerState.PENDING,
        reply=None,
    )
