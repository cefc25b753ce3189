"""Who has the conversation: the bot, a person, or a queue. Every move raises the epoch, so that work begun under the
old owner can be recognised and dropped."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.conversation import OwnerEvent, OwnerKind, Status, StatusEvent
from closer_tui.domain.draft import DraftEvent, DraftState
from closer_tui.domain.errors import Conflict, InvalidInput, Refused
from closer_tui.domain.escalation import EscalationCall
from closer_tui.domain.public_events import PublicEvent
from closer_tui.domain.public_events import escalated as escalated_body
from closer_tui.domain.tone import normalise_topic
from closer_tui.services.compose import note_in
from closer_tui.store import audit, conversations, drafts, escalations, events, inboxes, keys, messages
from closer_tui.store.conversations import Conversation
from closer_tui.store.database import Store

GENERAL = "general"
"""The queue of what has no topic of its own."""


async def take(store: Store, conversation_n: int, *, actor: str) -> None:
    """Take the conversation over. The bot's run is cancelled; a draft that is ready stays as a proposal."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        if conversation.owner_kind is OwnerKind.AGENT and conversation.owner_name == actor:
            return
        await _to_agent(tx, conversation, OwnerEvent.TAKE, actor, now)
        await audit.note(tx, now, actor, "conversation.taken", conversation_n, before=conversation.owner_kind.value)


async def claim(store: Store, conversation_n: int, *, actor: str) -> None:
    """Take a conversation out of its queue; exactly one of several people who try succeeds."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        if conversation.owner_kind is not OwnerKind.QUEUE:
            holder = conversation.owner_name or conversation.owner_kind.value
            raise Conflict(f"{holder} has this conversation now", "Pick another, or take it over with t.")
        await _to_agent(tx, conversation, OwnerEvent.CLAIM, actor, now)
        await audit.note(tx, now, actor, "conversation.claimed", conversation_n, topic=conversation.owner_name)


async def assign(store: Store, conversation_n: int, agent: str, *, actor: str) -> None:
    """Give the conversation to somebody."""
    name = agent.strip()
    if not name:
        raise InvalidInput("an assignment needs a name", "Say who should have it.", field="agent")
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        await _to_agent(tx, conversation, OwnerEvent.ASSIGN, name, now)
        await audit.note(tx, now, actor, "conversation.assigned", conversation_n, agent=name)


async def unassign(store: Store, conversation_n: int, *, actor: str) -> None:
    """Leave the conversation to nobody in particular."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        await move(tx, conversation, OwnerEvent.UNASSIGN, now)
        await escalations.close(tx, conversation_n, now)
        await audit.note(tx, now, actor, "conversation.unassigned", conversation_n)


async def hand_back(store: Store, conversation_n: int, *, actor: str, summary: str) -> None:
    """Give the conversation back to the bot. The summary is required: it is stored as a note that marks the end of the
    human stretch, and the next draft reads it."""
    if not summary.strip():
        raise InvalidInput(
            "handing back needs a summary",
            "Say what was agreed, promised and left open; the bot reads it.",
            field="summary",
        )
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        if (await inboxes.one(tx, conversation.inbox_n)).mode is InboxMode.OFF:
            raise Refused("the bot is switched off in this inbox", "Switch it to drafts first, or leave it to nobody.")
        await move(tx, conversation, OwnerEvent.HAND_BACK, now, topic="")
        await note_in(tx, conversation, f"Handed back to the bot: {summary.strip()}", now, actor)
        await escalations.close(tx, conversation_n, now)
        await audit.note(tx, now, actor, "conversation.handed_back", conversation_n)
        waits = conversation.waiting_since is not None and not conversation.opted_out
        if waits and conversation.status is Status.OPEN:
            fresh = await conversations.one(tx, conversation_n)
            await drafts.retire(tx, conversation_n, DraftEvent.SUPERSEDE, now, why="handed back")
            await drafts.request(tx, conversation_n, fresh.basis, now, not_before=now)


async def escalate(
    store: Store, conversation_n: int, call: EscalationCall, *, actor: str, draft_n: int | None = None
) -> None:
    """Put the conversation in a topic's queue, with the reason and the words that triggered it."""
    async with store.write() as tx:
        await escalate_in(tx, await conversations.one(tx, conversation_n), call, store.clock.now(), actor, draft_n)


async def escalate_in(
    tx: AsyncConnection, conversation: Conversation, call: EscalationCall, now: int, actor: str, draft_n: int | None
) -> None:
    """The same inside a transaction: for the worker, which stores the draft and the escalation together."""
    topic = normalise_topic(call.topic) or GENERAL
    call = EscalationCall(topic, call.reason, call.quote, call.detail)
    await move(tx, conversation, OwnerEvent.ESCALATE, now, name=topic, topic=topic)
    if conversation.status is not Status.OPEN:  # whoever it is put before must find it on the list
        await conversations.move_status(tx, conversation, StatusEvent.REOPEN, now, snooze_until=None)
    draft_n = draft_n if draft_n is not None else conversation.pending_draft
    await escalations.open_one(tx, conversation.n, call, now, message_seq=conversation.last_inbound, draft_n=draft_n)
    escalated = await messages.mark_escalated(tx, conversation.n)
    await audit.note(tx, now, actor, "conversation.escalated", conversation.n, topic=topic, reason=call.code)
    body = (await drafts.one(tx, draft_n)).body if draft_n is not None else ""
    for seq in escalated or [conversation.last_inbound]:
        payload = escalated_body(keys.public("msg", seq), call.code, body)
        await events.emit(tx, now, conversation.env, PublicEvent.ESCALATED, payload)


async def _to_agent(tx: AsyncConnection, conversation: Conversation, event: OwnerEvent, agent: str, now: int) -> None:
    await move(tx, conversation, event, now, name=agent)
    await escalations.claim(tx, conversation.n, agent, now)
    running = (DraftState.REQUESTED, DraftState.GENERATING)
    await drafts.retire(tx, conversation.n, DraftEvent.SUPERSEDE, now, why=f"{agent} took over", states=running)


async def move(
    tx: AsyncConnection,
    conversation: Conversation,
    event: OwnerEvent,
    now: int,
    *,
    name: str = "",
    topic: str | None = None,
) -> None:
    """One move of the OWNER table. A run in flight keeps the old epoch and is dropped; what is ready, or only asked
    for, stays as a proposal under the new one."""
    await conversations.move_owner(tx, conversation, event, now, name=name, topic=topic)
    await drafts.rebind(tx, conversation.n, conversation.owner_epoch + 1)
