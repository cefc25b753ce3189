"""Working a list: resolve, reopen, spam, snooze, tags, read and unread."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.conversation import OwnerEvent, OwnerKind, Status, StatusEvent
from closer_tui.domain.draft import DraftEvent
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.tone import normalise_topic
from closer_tui.store import audit, conversations, drafts, escalations, inboxes, owner_moves, tables
from closer_tui.store.conversations import Conversation
from closer_tui.store.database import Store


async def resolve(store: Store, conversation_n: int, *, actor: str) -> None:
    """Done for now; the customer's next message opens it again. A draft that waits is withheld."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        await conversations.move_status(tx, conversation, StatusEvent.RESOLVE, now, snooze_until=None, unread=0)
        await drafts.retire(tx, conversation_n, DraftEvent.WITHHOLD, now, why="resolved")
        await _leave_queue(tx, conversation, now, actor)
        await audit.note(tx, now, actor, "conversation.resolved", conversation_n)


async def _leave_queue(tx: AsyncConnection, conversation: Conversation, now: int, actor: str) -> None:
    """What is done waits in no queue: the customer's next message must not bring an old escalation back."""
    await escalations.close(tx, conversation.n, now)
    if conversation.owner_kind is OwnerKind.QUEUE:
        off = (await inboxes.one(tx, conversation.inbox_n)).mode is InboxMode.OFF
        event = OwnerEvent.UNASSIGN if off else OwnerEvent.HAND_BACK
        await owner_moves.move(tx, conversation, event, now, actor=actor)


async def reopen(store: Store, conversation_n: int, *, actor: str) -> None:
    """Put it back on the list."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        await conversations.move_status(tx, conversation, StatusEvent.REOPEN, now, snooze_until=None)
        await audit.note(tx, now, actor, "conversation.reopened", conversation_n)


async def spam(store: Store, conversation_n: int, *, actor: str) -> None:
    """Out of every list but spam's; nothing is drafted for it any more."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        await conversations.move_status(tx, conversation, StatusEvent.MARK_SPAM, now, snooze_until=None, unread=0)
        await drafts.retire(tx, conversation_n, DraftEvent.WITHHOLD, now, why="spam")
        await _leave_queue(tx, conversation, now, actor)
        await audit.note(tx, now, actor, "conversation.spam", conversation_n)


async def snooze(store: Store, conversation_n: int, until: int, *, actor: str) -> None:
    """Away until a time (ms), or until the customer writes."""
    async with store.write() as tx:
        now = store.clock.now()
        if until <= now:
            raise InvalidInput("that time has passed", "Snooze until a time in the future.", field="until")
        conversation = await conversations.one(tx, conversation_n)
        await conversations.move_status(tx, conversation, StatusEvent.SNOOZE, now, snooze_until=until)
        await audit.note(tx, now, actor, "conversation.snoozed", conversation_n, until=until)


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
                await conversations.move_status(tx, conversation, StatusEvent.WAKE, now, snooze_until=None)
                await audit.note(tx, now, "clock", "conversation.woken", n)
                woken += 1
    return woken


async def tag(store: Store, conversation_n: int, name: str, *, actor: str) -> None:
    """Add a tag: lower-case words joined by hyphens."""
    tidy = _tag(name)
    async with store.write() as tx:
        now = store.clock.now()
        await conversations.one(tx, conversation_n)
        if await conversations.add_tag(tx, conversation_n, tidy):
            await conversations.change(tx, conversation_n, now)
            await audit.note(tx, now, actor, "conversation.tagged", conversation_n, tag=tidy)


async def untag(store: Store, conversation_n: int, name: str, *, actor: str) -> None:
    """Remove a tag."""
    tidy = _tag(name)
    async with store.write() as tx:
        now = store.clock.now()
        if await conversations.remove_tag(tx, conversation_n, tidy):
            await conversations.change(tx, conversation_n, now)
            await audit.note(tx, now, actor, "conversation.untagged", conversation_n, tag=tidy)


def _tag(name: str) -> str:
    tidy = normalise_topic(name)
    if not tidy:
        raise InvalidInput(
            f"{name[:40]!r} is not a tag", "Use letters and digits, words joined by hyphens.", field="tag"
        )
    return tidy


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
