"""The owner's quick replies: add, change, remove, take in many. Each returns what undoing it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from closer_tui.domain.ready_text import QuickReply
from closer_tui.store import audit
from closer_tui.store import quick_replies as rows
from closer_tui.store.database import Store


@dataclass(frozen=True, slots=True)
class Kept:
    """The number of what was written, and what stood there before (None: nothing)."""

    n: int
    before: QuickReply | None


async def save(store: Store, reply: QuickReply, *, actor: str, n: int | None = None) -> Kept:
    """Add a quick reply, or put it in the place of number `n`. Raises InvalidInput, NotFound, Conflict."""
    tidy = reply.checked()
    async with store.write() as tx:
        now = store.clock.now()
        before = None if n is None else await rows.one(tx, n)
        number = await rows.put(tx, tidy, now, n=n)
        action = "quick_reply.added" if before is None else "quick_reply.changed"
        await audit.note(tx, now, actor, action, entity=f"/{tidy.shortcut}")
        return Kept(number, before)


async def remove(store: Store, n: int, *, actor: str) -> QuickReply:
    """Remove one; returns it, so that it can be put back with `save`. Raises NotFound."""
    async with store.write() as tx:
        now = store.clock.now()
        was = await rows.drop(tx, n, now)
        await audit.note(tx, now, actor, "quick_reply.removed", entity=f"/{was.shortcut}")
        return was


async def take_in(store: Store, replies: Iterable[QuickReply], *, actor: str) -> tuple[int, int]:
    """Add or replace many by shortcut and language, all or none; returns how many were (added, replaced)."""
    tidy = [reply.checked() for reply in replies]
    added = replaced = 0
    async with store.write() as tx:
        now = store.clock.now()
        for reply in tidy:
            there = await rows.find(tx, reply.shortcut, reply.language)
            await rows.put(tx, reply, now, n=there)
            added += there is None
            replaced += there is not None
        await audit.note(tx, now, actor, "quick_reply.imported", added=added, replaced=replaced)
    return added, replaced
