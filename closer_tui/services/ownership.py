"""Who has the conversation: the bot, a person, or a queue. Every move raises the epoch, so that work begun under the
old owner can be recognised and dropped; every move is kept, so that it can be taken back and told about."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.clock import duration
from closer_tui.domain.conversation import OwnerEvent, OwnerKind, Status, StatusEvent
from closer_tui.domain.draft import DraftEvent, DraftState
from closer_tui.domain.errors import Conflict, InvalidInput
from closer_tui.domain.escalation import EscalationCall
from closer_tui.domain.public_events import PublicEvent
from closer_tui.domain.public_events import escalated as escalated_body
from closer_tui.domain.text import clean
from closer_tui.domain.tone import normalise_topic
from closer_tui.store import audit, conversations, drafts, escalations, events, keys, messages, owner_moves
from closer_tui.store.conversations import Conversation
from closer_tui.store.database import Store
from closer_tui.store.owner_moves import OwnerMove

GENERAL = "general"
"""The queue of what has no topic of its own."""
LONGEST_NAME = 60
RUNNING = (DraftState.REQUESTED, DraftState.GENERATING)
"""Drafts nobody has seen yet."""


async def take(store: Store, conversation_n: int, *, actor: str) -> int | None:
    """Take the conversation over; returns the move, None when one has it already. The bot's run is cancelled; a draft
    that is ready stays as a proposal."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        if conversation.owner_kind is OwnerKind.AGENT and conversation.owner_name == actor:
            return None
        move_n = await _to_agent(tx, conversation, OwnerEvent.TAKE, actor, now, actor)
        await audit.note(
            tx,
            now,
            actor,
            "conversation.taken",
            conversation_n,
            keys.public("move", move_n),
            before=conversation.owner_kind.value,
        )
        return move_n


async def claim(store: Store, conversation_n: int, *, actor: str) -> int:
    """Take a conversation out of its queue; exactly one of several people who try succeeds, the others get a Conflict
    that says who was faster, and when. Returns the move."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        if conversation.owner_kind is not OwnerKind.QUEUE:
            raise await too_late(tx, conversation, actor, now)
        move_n = await _to_agent(tx, conversation, OwnerEvent.CLAIM, actor, now, actor)
        await audit.note(
            tx,
            now,
            actor,
            "conversation.claimed",
            conversation_n,
            keys.public("move", move_n),
            topic=conversation.owner_name,
        )
        return move_n


async def assign(store: Store, conversation_n: int, agent: str, *, actor: str) -> int | None:
    """Give the conversation to somebody; returns the move, None when they have it already."""
    name = clean(agent, multiline=False).strip()[:LONGEST_NAME]
    if not name:
        raise InvalidInput("an assignment needs a name", "Say who should have it.", field="agent")
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        if conversation.owner_kind is OwnerKind.AGENT and conversation.owner_name == name:
            return None
        move_n = await _to_agent(tx, conversation, OwnerEvent.ASSIGN, name, now, actor)
        await audit.note(
            tx, now, actor, "conversation.assigned", conversation_n, keys.public("move", move_n), agent=name
        )
        return move_n


async def unassign(store: Store, conversation_n: int, *, actor: str) -> int:
    """Leave the conversation to nobody in particular; returns the move."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        move_n = await move(tx, conversation, OwnerEvent.UNASSIGN, now, actor=actor)
        await escalations.close(tx, conversation_n, now)
        await audit.note(
            tx,
            now,
            actor,
            "conversation.unassigned",
            conversation_n,
            keys.public("move", move_n),
            before=conversation.owner_name,
        )
        return move_n


async def escalate(
    store: Store, conversation_n: int, call: EscalationCall, *, actor: str, draft_n: int | None = None
) -> int:
    """Put the conversation in a topic's queue, with the reason and the words that triggered it; returns the move."""
    async with store.write() as tx:
        conversation = await conversations.one(tx, conversation_n)
        return await escalate_in(tx, conversation, call, store.clock.now(), actor, draft_n)


async def escalate_in(
    tx: AsyncConnection, conversation: Conversation, call: EscalationCall, now: int, actor: str, draft_n: int | None
) -> int:
    """The same inside a transaction: for the worker, which stores the draft and the escalation together."""
    topic = normalise_topic(call.topic) or GENERAL
    call = EscalationCall(topic, call.reason, call.quote, call.detail)
    move_n = await move(tx, conversation, OwnerEvent.ESCALATE, now, actor=actor, name=topic, topic=topic)
    if conversation.status is not Status.OPEN:  # whoever it is put before must find it on the list
        await conversations.move_status(tx, conversation, StatusEvent.REOPEN, now, snooze_until=None)
    draft_n = draft_n if draft_n is not None else conversation.pending_draft
    await escalations.open_one(tx, conversation.n, call, now, message_seq=conversation.last_inbound, draft_n=draft_n)
    escalated = await messages.mark_escalated(tx, conversation.n)
    if escalated:
        await owner_moves.remember(tx, move_n, escalated=escalated)
    await audit.note(
        tx,
        now,
        actor,
        "conversation.escalated",
        conversation.n,
        keys.public("move", move_n),
        topic=topic,
        reason=call.code,
    )
    body = (await drafts.one(tx, draft_n)).body if draft_n is not None else ""
    for seq in escalated or [conversation.last_inbound]:
        payload = escalated_body(keys.public("msg", seq), call.code, body)
        await events.emit(tx, now, conversation.env, PublicEvent.ESCALATED, payload)
    return move_n


async def _to_agent(
    tx: AsyncConnection, conversation: Conversation, event: OwnerEvent, agent: str, now: int, actor: str
) -> int:
    move_n = await move(tx, conversation, event, now, actor=actor, name=agent)
    await escalations.claim(tx, conversation.n, agent, now)
    why = f"{agent} took over"
    if await drafts.retire(tx, conversation.n, DraftEvent.SUPERSEDE, now, why=why, states=RUNNING):
        await owner_moves.remember(tx, move_n, cut_off=True)
    return move_n


async def move(
    tx: AsyncConnection,
    conversation: Conversation,
    event: OwnerEvent,
    now: int,
    *,
    actor: str,
    name: str = "",
    topic: str | None = None,
) -> int:
    """One move of the OWNER table; returns its number. A run in flight keeps the old epoch and is dropped; what is
    ready, or only asked for, stays as a proposal under the new one."""
    move_n = await owner_moves.move(tx, conversation, event, now, actor=actor, name=name, topic=topic)
    await drafts.rebind(tx, conversation.n, conversation.owner_epoch + 1)
    return move_n


async def too_late(conn: AsyncConnection, conversation: Conversation, actor: str, now: int) -> Conflict:
    """The refusal for whoever wanted what is no longer there: who has it, how they came by it, and how long ago."""
    last = await owner_moves.newest(conn, conversation.n)
    happened = f" ({how(last, actor, now)})" if last is not None else ""
    match conversation.owner_kind:
        case OwnerKind.AGENT if conversation.owner_name == actor:
            return Conflict(f"you have this conversation already{happened}", "Go on with it; nobody else has it.")
        case OwnerKind.AGENT:
            hint = "Pick another, or take it over with `take` (t)."
            if last is not None and last.actor == last.name == conversation.owner_name:
                return Conflict(how(last, actor, now), hint)
            return Conflict(f"{conversation.owner_name} has this conversation{happened}", hint)
        case OwnerKind.QUEUE:
            return Conflict(f"this conversation is in the queue #{conversation.owner_name}{happened}", "Claim it (c).")
        case OwnerKind.BOT:
            return Conflict(
                f"the bot has this conversation{happened}", "It is in no queue; take it over with `take` (t)."
            )
        case _:
            return Conflict(
                f"nobody has this conversation{happened}", "It is in no queue; take it over with `take` (t)."
            )


def how(last: OwnerMove, actor: str, now: int) -> str:
    """`ana claimed this 3 seconds ago`."""
    who = "you" if last.actor == actor else last.actor
    whom = "you" if last.name == actor else last.name
    words = {
        OwnerEvent.TAKE: "took this over",
        OwnerEvent.CLAIM: "claimed this",
        OwnerEvent.ESCALATE: f"put this into the queue #{last.name}",
        OwnerEvent.HAND_BACK: "handed this back to the bot",
        OwnerEvent.ASSIGN: f"gave this to {whom}",
        OwnerEvent.UNASSIGN: "gave this to nobody",
        OwnerEvent.BACK_TO_BOT: "gave this back to the bot",
        OwnerEvent.BACK_TO_AGENT: f"gave this back to {whom}",
        OwnerEvent.BACK_TO_QUEUE: f"put this back into the queue #{last.name}",
        OwnerEvent.BACK_TO_NOBODY: "gave this back to nobody",
    }
    return f"{who} {words[last.event]} {duration(now - last.at)} ago"
