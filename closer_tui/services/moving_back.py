"""Taking back a change of owner: the owner, the place in the queue with its clock, and the bot's work as they were.

Refused once somebody moved the conversation since: their move counts, and is told.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.conversation import GIVEN_BACK, OwnerEvent, OwnerKind, Status, StatusEvent
from closer_tui.domain.draft import DraftEvent
from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.services.handing_back import bot_may, waits_for_the_bot
from closer_tui.services.ownership import RUNNING, how, move
from closer_tui.store import audit, conversations, drafts, escalations, handovers, keys, messages, owner_moves
from closer_tui.store.conversations import Conversation
from closer_tui.store.database import Store
from closer_tui.store.owner_moves import OwnerMove

AWAY = {Status.RESOLVED: StatusEvent.RESOLVE, Status.SPAM: StatusEvent.MARK_SPAM, Status.SNOOZED: StatusEvent.SNOOZE}
LOOK = "Look at the conversation; nothing was changed."


async def undo_move(store: Store, move_n: int, *, actor: str) -> int:
    """Take a move back; returns the conversation. Raises Conflict when somebody moved it since, NotFound, or Refused
    when it would go to a bot that is switched off."""
    async with store.write() as tx:
        now = store.clock.now()
        made = await owner_moves.one(tx, move_n)
        await _undo(tx, made, await conversations.one(tx, made.conversation_n), now, actor)
        return made.conversation_n


async def undo_last_move(store: Store, conversation_n: int, *, actor: str) -> int:
    """Take the last change of owner of a conversation back; returns the move that was taken back."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        made = await owner_moves.newest(tx, conversation_n)
        if made is None:
            raise NotFound(f"{conversation.id} never changed hands", "There is nothing to take back.")
        await _undo(tx, made, conversation, now, actor)
        return made.n


async def _undo(tx: AsyncConnection, made: OwnerMove, conversation: Conversation, now: int, actor: str) -> None:
    before = OwnerKind(made.before.kind)
    await _check(tx, made, conversation, now, actor)
    if before is OwnerKind.BOT:
        await bot_may(tx, conversation)
    name, topic = made.before.name, made.before.topic
    move_n = await move(tx, conversation, GIVEN_BACK[before], now, actor=actor, name=name, topic=topic)
    await _queue_as_it_was(tx, made, conversation, now)
    if made.event is OwnerEvent.HAND_BACK:
        await handovers.take_back(tx, conversation.n, made.epoch, now)
    await _status_as_it_was(tx, made, conversation, now)
    if before is not OwnerKind.QUEUE:
        await messages.wait_again(tx, made.before.escalated)
    await _drafts_as_they_were(tx, made, before, now)
    await owner_moves.mark_undone(tx, made.n, now)
    await audit.note(
        tx,
        now,
        actor,
        "conversation.move_undone",
        conversation.n,
        keys.public("move", move_n),
        what=made.event.value,
        to=name or before.value,
    )


async def _check(tx: AsyncConnection, made: OwnerMove, conversation: Conversation, now: int, actor: str) -> None:
    if made.undone_at is not None:
        raise Conflict("that was taken back already", LOOK)
    if conversation.owner_epoch != made.epoch:
        last = await owner_moves.newest(tx, conversation.n)
        since = how(last, actor, now) if last is not None and last.epoch > made.epoch else "it changed hands since"
        raise Conflict(f"it cannot be taken back: {since}", LOOK)
    if made.before.kind == OwnerKind.QUEUE and conversation.status is not Status.OPEN:
        raise Conflict(
            f"it is {conversation.status.value} since, and nothing in a queue is",
            "Open it again first, then take this back.",
        )


async def _queue_as_it_was(tx: AsyncConnection, made: OwnerMove, conversation: Conversation, now: int) -> None:
    """The escalation that was open then is open again, with its clock; one that this move opened is closed."""
    await escalations.close(tx, conversation.n, now)
    before = made.before
    if before.escalation is not None and conversation.status is Status.OPEN:
        await escalations.reopen(tx, before.escalation, before.claimed_by, before.claimed_at)


async def _status_as_it_was(tx: AsyncConnection, made: OwnerMove, conversation: Conversation, now: int) -> None:
    """Escalating brings a conversation back to the list; taking that back puts it away again, unless the customer has
    written since or its time has come."""
    was = Status(made.before.status)
    if made.event is not OwnerEvent.ESCALATE or was is Status.OPEN or conversation.status is not Status.OPEN:
        return
    until = made.before.snooze_until
    if conversation.last_inbound != made.before.last_inbound or (was is Status.SNOOZED and (until or 0) <= now):
        return
    await conversations.move_status(
        tx, conversation, AWAY[was], now, snooze_until=until if was is Status.SNOOZED else None
    )
    if was is not Status.SNOOZED:
        await drafts.retire(tx, conversation.n, DraftEvent.WITHHOLD, now, why=was.value)


async def _drafts_as_they_were(tx: AsyncConnection, made: OwnerMove, before: OwnerKind, now: int) -> None:
    """The bot goes on where it was cut off, and stops where it had only begun."""
    n = made.conversation_n
    if before in {OwnerKind.AGENT, OwnerKind.NOBODY}:
        await drafts.retire(tx, n, DraftEvent.SUPERSEDE, now, why="taken back", states=RUNNING)
        return
    fresh = await conversations.one(tx, n)
    wanted = before is OwnerKind.BOT or made.before.cut_off
    if wanted and waits_for_the_bot(fresh) and not await drafts.live(tx, n):
        await drafts.request(tx, n, fresh.basis, now, not_before=now)
