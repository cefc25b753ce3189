"""A reply becomes an outbox row and a bubble. The only door to the outbox.

Recipient, channel and inbox come from the store; the text from a person's decision. What the channel cannot take is
refused here, before the decision is committed, so that nothing approved turns out to be unsendable.
"""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.channels.catalogue import capabilities_of
from closer_tui.domain.errors import Refused
from closer_tui.domain.message import Delivery, Direction
from closer_tui.domain.outbox import Binding
from closer_tui.domain.policy import may_send
from closer_tui.domain.text import clean, snippet
from closer_tui.store import changes, conversations, follow_ups, inboxes, keys, messages, outbox
from closer_tui.store.conversations import REMINDERS, Conversation
from closer_tui.store.messages import NewMessage


@dataclass(frozen=True, slots=True)
class Dispatched:
    """The rows a reply became, and its place in time (ms)."""

    outbox_n: int
    message_seq: int
    at: int


async def dispatch(
    tx: AsyncConnection,
    conversation: Conversation,
    text: str,
    *,
    now: int,
    actor: str,
    draft_n: int | None,
    send_as: str,
    not_before: int,
    key: str | None = None,
    reply_to: str | None = None,
    at_once: bool = False,
    send_at: int | None = None,
) -> Dispatched:
    """Queue a reply to the conversation's customer. Raises Refused, naming what to do, when the channel would not take
    it. `reply_to` is the external id of the answered message; by default the customer's last one.

    `send_at` (ms) is a later moment that a person chose; the channel is asked whether it would take the reply then.
    `at_once` is for a channel that lives in this process and so has the reply as soon as it is written: the sandbox.
    """
    delivery = Delivery.SENT if at_once else Delivery.QUEUED
    inbox = await inboxes.one(tx, conversation.inbox_n)
    body = clean(text).strip()
    verdict = may_send(
        capabilities_of(inbox),
        body,
        window_closes_at=conversation.window_closes_at,
        opted_out=conversation.opted_out,
        inbox_state=inbox.state,
        now=now if send_at is None else send_at,
    )
    if not verdict.ok:
        raise Refused(" and ".join(p.message for p in verdict.problems), " ".join(p.hint for p in verdict.problems))
    at = max(now, await messages.last_at(tx, conversation.n) + 1)  # an answer never stands above its question
    key = key or token_hex(16)
    [row] = await messages.insert(
        tx,
        [
            NewMessage(
                conversation_n=conversation.n,
                inbox_n=inbox.n,
                direction=Direction.OUTBOUND,
                at=at,
                arrived_at=now,
                external_id=keys.LOCAL + key,
                body=body,
                delivery=delivery,
                author=actor,
                draft_n=draft_n,
            )
        ],
    )
    if reply_to is None:
        reply_to = await messages.external_id(tx, conversation.last_inbound)
    binding = Binding(inbox.id, conversation.n, conversation.address, body)
    outbox_n = await outbox.add(
        tx,
        key=key,
        binding=binding,
        inbox_n=inbox.n,
        message_seq=row.seq,
        draft_n=draft_n,
        reply_to=reply_to,
        send_as=send_as,
        not_before=not_before,
        now=now,
        actor=actor,
        state=delivery,
        send_at=send_at,
    )
    await conversations.change(
        tx,
        conversation.n,
        now,
        last_public=row.seq,
        last_message_at=at,
        snippet=snippet(body),
        last_delivery=delivery.value,
        waiting_since=None,
        unread=0,
    )
    await changes.note(tx, now, changes.MESSAGE, conversation.n, keys.public("msg", row.seq), count=1, inbound=0)
    if conversation.attention in REMINDERS:  # whoever answers has done what they were reminded of
        await follow_ups.settle_due(tx, conversation.n, now, follow_ups.ANSWERED)
        await conversations.change(tx, conversation.n, now, attention="")
    return Dispatched(outbox_n, row.seq, at)
