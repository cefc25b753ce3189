"""Giving a conversation back to the bot: what it must know goes with it, and marks the end of a person's stretch."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.conversation import OwnerEvent, Status
from closer_tui.domain.draft import DraftEvent
from closer_tui.domain.errors import InvalidInput, Refused
from closer_tui.domain.handover import HandOver
from closer_tui.services.compose import note_in
from closer_tui.services.ownership import move
from closer_tui.store import audit, conversations, drafts, escalations, handovers, inboxes, keys
from closer_tui.store.conversations import Conversation
from closer_tui.store.database import Store


async def hand_back(store: Store, conversation_n: int, *, actor: str, summary: HandOver | str) -> int:
    """Give the conversation back to the bot; returns the move. The summary is required: it is stored, shown as a note,
    and the next draft reads it. A plain sentence counts as a fact."""
    told = HandOver.of(facts=[summary]) if isinstance(summary, str) else summary
    if told.empty:
        raise InvalidInput(
            "handing back needs a summary",
            "Say what was agreed, promised and left open; the bot reads it.",
            field="summary",
        )
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        await bot_may(tx, conversation)
        move_n = await move(tx, conversation, OwnerEvent.HAND_BACK, now, actor=actor, topic="")
        seq = await note_in(tx, conversation, told.note(), now, actor)
        await handovers.add(
            tx,
            conversation_n,
            told,
            at=now,
            author=actor,
            message_seq=seq,
            epoch=conversation.owner_epoch + 1,
        )
        await escalations.close(tx, conversation_n, now)
        await audit.note(
            tx,
            now,
            actor,
            "conversation.handed_back",
            conversation_n,
            keys.public("move", move_n),
            facts=len(told.facts),
            promises=len(told.promises),
        )
        if waits_for_the_bot(conversation):
            fresh = await conversations.one(tx, conversation_n)
            await drafts.retire(tx, conversation_n, DraftEvent.SUPERSEDE, now, why="handed back")
            await drafts.request(tx, conversation_n, fresh.basis, now, not_before=now)
        return move_n


async def bot_may(tx: AsyncConnection, conversation: Conversation) -> None:
    """Raises Refused when the bot is off where this conversation is."""
    if (await inboxes.one(tx, conversation.inbox_n)).mode is InboxMode.OFF:
        raise Refused("the bot is switched off in this inbox", "Switch it to drafts first, or leave it to nobody.")


def waits_for_the_bot(conversation: Conversation) -> bool:
    """Whether there is something the bot should draft at once."""
    return conversation.waiting_since is not None and not conversation.opted_out and conversation.status is Status.OPEN
