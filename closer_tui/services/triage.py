"""Working a list: resolve, reopen, spam, snooze, priority, read and unread.

What a person changes here gives the name of a batch, by which `undoing.undo` takes it back; with `batch`, several
changes are taken back together.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.conversation import OwnerEvent, OwnerKind, Status, StatusEvent
from closer_tui.domain.draft import DraftEvent
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.priority import Priority
from closer_tui.services.standing import Changing
from closer_tui.store import audit, conversations, drafts, escalations, follow_ups, inboxes, owner_moves, tables
from closer_tui.store.conversations import REMINDERS, WOKEN, Conversation
from closer_tui.store.database import Store


async def resolve(store: Store, conversation_n: int, *, actor: str, batch: str | None = None) -> str:
    """Done for now; the customer's next message opens it again. A draft that waits is withheld."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        changing = await Changing.begin(tx, conversation_n, now, actor, batch)
        await conversations.move_status(
            tx, conversation, StatusEvent.RESOLVE, now, snooze_until=None, unread=0, attention=_settled(conversation)
        )
        await drafts.retire(tx, conversation_n, DraftEvent.WITHHOLD, now, why="resolved")
        await _leave_queue(tx, conversation, now, actor)
        await follow_ups.settle_due(tx, conversation_n, now, "resolved")
        await audit.note(tx, now, actor, "conversation.resolved", conversation_n)
        return await changing.done()


def _settled(conversation: Conversation) -> str:
    """A reminder has done its work once somebody acts on the conversation; what is wrong with a reply stays."""
    return "" if conversation.attention in REMINDERS else conversation.attention


async def _leave_queue(tx: AsyncConnection, conversation: Conversation, now: int, actor: str) -> None:
    """What is done waits in no queue: the customer's next message must not bring an old escalation back."""
    if conversation.owner_kind is OwnerKind.QUEUE:
        off = (await inboxes.one(tx, conversation.inbox_n)).mode is InboxMode.OFF
        event = OwnerEvent.UNASSIGN if off else OwnerEvent.HAND_BACK
        # Before the escalation is closed, so that taking the move back finds which one it was.
        await owner_moves.move(tx, conversation, event, now, actor=actor)
    await escalations.close(tx, conversation.n, now)


async def reopen(store: Store, conversation_n: int, *, actor: str, batch: str | None = None) -> str:
    """Put it back on the list."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        changing = await Changing.begin(tx, conversation_n, now, actor, batch)
        await conversations.move_status(tx, conversation, StatusEvent.REOPEN, now, snooze_until=None)
        await audit.note(tx, now, actor, "conversation.reopened", conversation_n)
        return await changing.done()


async def spam(store: Store, conversation_n: int, *, actor: str, batch: str | None = None) -> str:
    """Out of every list but spam's; nothing is drafted for it any more."""
    async with store.write() as tx:
        return await spam_in(tx, await conversations.one(tx, conversation_n), store.clock.now(), actor, batch)


async def spam_in(tx: AsyncConnection, conversation: Conversation, now: int, actor: str, batch: str | None) -> str:
    """The same inside a transaction."""
    n = conversation.n
    changing = await Changing.begin(tx, n, now, actor, batch)
    await conversations.move_status(
        tx, conversation, StatusEvent.MARK_SPAM, now, snooze_until=None, unread=0, attention=_settled(conversation)
    )
    await drafts.retire(tx, n, DraftEvent.WITHHOLD, now, why="spam")
    await _leave_queue(tx, conversation, now, actor)
    await audit.note(tx, now, actor, "conversation.spam", n)
    return await changing.done()


async def snooze(store: Store, conversation_n: int, until: int, *, actor: str, batch: str | None = None) -> str:
    """Away until a time (ms), or until the customer writes."""
    async with store.write() as tx:
        now = store.clock.now()
        if until <= now:
            raise InvalidInput("that time has passed", "Snooze until a time in the future.", field="until")
        conversation = await conversations.one(tx, conversation_n)
        changing = await Changing.begin(tx, conversation_n, now, actor, batch)
        await conversations.move_status(
            tx, conversation, StatusEvent.SNOOZE, now, snooze_until=until, attention=_settled(conversation)
        )
        await audit.note(tx, now, actor, "conversation.snoozed", conversation_n, until=until)
        return await changing.done()


async def set_priority(
    store: Store, conversation_n: int, priority: Priority, *, actor: str, batch: str | None = None
) -> str:
    """Say how much it presses."""
    async with store.write() as tx:
        now = store.clock.now()
        await conversations.one(tx, conversation_n)
        changing = await Changing.begin(tx, conversation_n, now, actor, batch)
        await conversations.change(tx, conversation_n, now, priority=int(priority))
        await audit.note(tx, now, actor, "conversation.priority", conversation_n, priority=priority.word)
        return await changing.done()


async def wake_due(store: Store) -> int:
    """Bring back every snoozed conversation whose time has come; returns how many."""
    async with store.read() as conn:
        statement = select(tables.conversations.c.n).where(
            tables.conversations.c.status == Status.SNOOZED.value,
            tables.conversations.c.snooze_until <= store.clock.now(),
        )
        due = [row.n for row in await conn.execute(statement)]
    woken = 0
    for n in due:
        async with store.write() as tx:
            now = store.clock.now()
            conversation = await conversations.one(tx, n)
            if conversation.status is Status.SNOOZED:
                attention = conversation.attention or WOKEN
                await conversations.move_status(
                    tx, conversation, StatusEvent.WAKE, now, snooze_until=None, attention=attention
                )
                await audit.note(tx, now, "clock", "conversation.woken", n)
                woken += 1
    return woken


async def mark_read(store: Store, conversation_n: int) -> None:
    """The person has seen it."""
    await _set_unread(store, conversation_n, 0)


async def mark_unread(store: Store, conversation_n: int) -> None:
    """Keep it as if unseen."""
    await _set_unread(store, conversation_n, 1)


async def _set_unread(store: Store, conversation_n: int, count: int) -> None:
    async with store.write() as tx:
        current = await tx.execute(
            select(tables.conversations.c.unread).where(tables.conversations.c.n == conversation_n)
        )
        if bool(current.scalar()) != bool(count):
            await conversations.change(tx, conversation_n, store.clock.now(), unread=count)
