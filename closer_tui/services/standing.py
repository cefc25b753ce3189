"""Where a conversation stands, changed so that it can be taken back: status, priority, and what follows from them.

Taking back is a compare-and-set: it happens only while the conversation still stands as the change left it. What the
change withheld (a draft, a place in a queue) comes back with it, unless something newer has taken its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.conversation import OwnerEvent, OwnerKind, Status
from closer_tui.domain.draft import DraftState
from closer_tui.domain.errors import Conflict
from closer_tui.store import changes, conversations, drafts, keys, owner_moves, tables, undo
from closer_tui.store.conversations import Conversation
from closer_tui.store.undo import Change

KIND: Final = "conversation"

_HELD: Final = ("status", "snooze_until", "priority")
"""What must still stand as the change left it, where the change touched it."""
_ALSO: Final = ("unread", "attention")
"""What comes back too, if nobody has touched it since."""
_OWNER: Final = ("owner_kind", "owner_name", "topic")
_KEPT: Final = (*_HELD, *_ALSO, *_OWNER)

# Built once: making the same statement anew costs more than running it, and lists of thousands are changed at once.
_STATE: Final = select(*(tables.conversations.c[name] for name in _KEPT)).where(
    tables.conversations.c.n == bindparam("wanted")
)
_OPEN_ESCALATION: Final = select(tables.escalations.c.n).where(
    tables.escalations.c.conversation_n == bindparam("wanted"), tables.escalations.c.closed_at.is_(None)
)

_SHOWN: Final = frozenset({DraftState.PENDING.value, DraftState.STALE.value})


class Changing:
    """One change of one conversation: look before, do it, record both."""

    def __init__(self, tx: AsyncConnection, n: int, now: int, actor: str, batch: str, before: dict[str, Any]) -> None:
        self._tx, self._n, self._now, self._actor = tx, n, now, actor
        self._batch = batch
        self._before = before

    @classmethod
    async def begin(cls, tx: AsyncConnection, n: int, now: int, actor: str, batch: str | None = None) -> Changing:
        """Remember how things stand."""
        before = await _state(tx, n)
        before["drafts"] = await drafts.live(tx, n)
        before["escalation"] = await _open_escalation(tx, n)
        return cls(tx, n, now, actor, batch or undo.new_batch(now), before)

    async def done(self) -> str:
        """Record what changed; gives the batch."""
        after = await _state(self._tx, self._n)
        await undo.record(
            self._tx, self._batch, self._now, self._actor, KIND, self._n, before=self._before, after=after
        )
        return self._batch


async def take_back(tx: AsyncConnection, change: Change, now: int) -> None:
    """Put a conversation back as it stood. Raises Conflict when it has moved on since."""
    n = change.conversation_n or 0
    conversation = await conversations.one(tx, n)
    here = await _state(tx, n)
    before, after = change.before, change.after
    touched = {name for name in (*_HELD, *_ALSO) if before[name] != after[name]}
    moved = [name for name in _HELD if name in touched and here[name] != after[name]]
    if moved:
        raise Conflict(
            f"{conversation.contact_name or conversation.address} has moved on since ({_words(moved)})",
            "Look at the conversation, and change what is wrong there.",
        )
    values = {name: before[name] for name in touched if here[name] == after[name]}
    await conversations.change(tx, n, now, **values)
    await _owner_back(tx, conversation, before, after, now, change.undone_by)
    if "status" in touched:
        await _drafts_back(tx, n, before.get("drafts", []), now)


async def _owner_back(
    tx: AsyncConnection, conversation: Conversation, before: dict[str, Any], after: dict[str, Any], now: int, actor: str
) -> None:
    """A place in a queue comes back, while nobody has taken it since. The epoch rises, as at every change of owner."""
    left = (after["owner_kind"], after["owner_name"])
    was_queued = before["owner_kind"] == OwnerKind.QUEUE.value and left != (before["owner_kind"], before["owner_name"])
    if not was_queued or (conversation.owner_kind.value, conversation.owner_name) != left:
        return
    name, topic = before["owner_name"], before["topic"]
    await owner_moves.move(tx, conversation, OwnerEvent.ESCALATE, now, actor=actor, name=name, topic=topic)
    await drafts.rebind(tx, conversation.n, conversation.owner_epoch + 1)
    if before.get("escalation") is not None:
        escalations = tables.escalations
        await tx.execute(update(escalations).where(escalations.c.n == before["escalation"]).values(closed_at=None))
        await changes.note(tx, now, changes.ESCALATION, conversation.n, keys.public("esc", before["escalation"]))


async def _drafts_back(tx: AsyncConnection, n: int, withheld: Iterable[list[Any]], now: int) -> None:
    for number, state in withheld:
        draft = await drafts.one(tx, number)
        if draft.state is not DraftState.WITHHELD:
            continue
        if state in _SHOWN:
            await drafts.revive(tx, number, now)
        else:  # it was still to be written, and is now asked for anew
            fresh = await conversations.one(tx, n)
            if fresh.waiting_since is not None and not fresh.opted_out and fresh.status is Status.OPEN:
                await drafts.request(tx, n, fresh.basis, now, not_before=now)


async def _state(conn: AsyncConnection, n: int) -> dict[str, Any]:
    row = (await conn.execute(_STATE, {"wanted": n})).one()
    return dict(zip(_KEPT, tuple(row), strict=True))


async def _open_escalation(conn: AsyncConnection, n: int) -> int | None:
    return (await conn.execute(_OPEN_ESCALATION, {"wanted": n})).scalar()


def _words(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
