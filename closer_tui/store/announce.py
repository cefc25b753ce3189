"""What follows when a reply has arrived: what it answers is answered, the log and subscribed peers know."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.public_events import PublicEvent, replied
from closer_tui.store import audit, conversations, events, keys, messages
from closer_tui.store.outbox import OutboxRow


async def announce(
    tx: AsyncConnection,
    row: OutboxRow,
    sent_at: int,
    now: int,
    *,
    actor: str = "engine",
    action: str = "reply.sent",
) -> None:
    """What the customer wrote before this reply is answered; say so in the audit log and to subscribed peers."""
    conversation = await conversations.one(tx, row.conversation_n)
    upto = await messages.at_of(tx, row.message_seq)
    answered = await messages.mark_answered(tx, row.conversation_n, upto, row.message_seq)
    await audit.note(tx, now, actor, action, row.conversation_n, keys.public("out", row.n))
    for seq in answered:
        body = replied(
            keys.public("msg", seq),
            conversation.channel.value,
            reply_id=keys.public("rep", row.message_seq),
            body=row.body,
            sent_at=sent_at,
            mode=row.send_as,
        )
        await events.emit(tx, now, conversation.env, PublicEvent.REPLIED, body)
