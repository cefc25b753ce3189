"""Taking back what was recorded in `store.undo`: one table says who takes which kind of change back.

A batch is taken back change by change, the last one first, some at a time in one transaction in which each stands or
falls alone: what has moved on since is left as it is and told, the rest comes back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.clock import DAY
from closer_tui.domain.errors import CloserError, Conflict, NotFound
from closer_tui.services import (
    contacts,
    feedback,
    following,
    knowledge,
    learning,
    messaging,
    standing,
    tagging,
    undo_kinds,
)
from closer_tui.store import audit, undo
from closer_tui.store.database import Store
from closer_tui.store.undo import Change

TakeBack = Callable[[AsyncConnection, Change, int], Awaitable[None]]
"""Puts things back inside the transaction. Raises Conflict, saying why, when that can no longer be done."""

KINDS: Final[Mapping[str, TakeBack]] = MappingProxyType(
    {
        standing.KIND: standing.take_back,
        tagging.TAGGED: tagging.take_back_tag,
        tagging.COLOURED: tagging.take_back_colour,
        tagging.MOVED: tagging.take_back_join,
        following.KIND: following.take_back,
        contacts.EDITED: contacts.take_back_edit,
        contacts.MERGED: contacts.take_back_merge,
        contacts.BLOCKED: contacts.take_back_block,
        knowledge.KIND: knowledge.take_back,
        messaging.HIDDEN: messaging.take_back_hiding,
        messaging.NOTED: messaging.take_back_note,
        feedback.KIND: feedback.take_back,
        learning.ACCEPTED: learning.take_back,
        learning.DISMISSED: learning.take_back,
        undo_kinds.APPROVED: undo_kinds.take_back_approval,
        undo_kinds.MOVED: undo_kinds.take_back_move,
    }
)

CHUNK: Final = 25
"""Changes a transaction."""
KEPT_MS: Final = 30 * DAY
"""After this a change can no longer be taken back, except for those that stay in force until they are."""
KEPT_FOREVER: Final = frozenset({contacts.MERGED})


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of it: how many changes came back, and why the others did not."""

    batch: str
    count: int
    refused: tuple[str, ...] = ()
    conversations: tuple[int, ...] = ()


async def take_back(
    store: Store, batch: str, *, actor: str, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> TakenBack:
    """Undo a batch. Raises NotFound when there is none, Conflict when nothing of it can be taken back."""
    async with store.read() as conn:
        found = await undo.open_changes(conn, batch)
        known = bool(found) or await undo.exists(conn, batch)
    if not known:
        raise NotFound(f"there is nothing to take back under {batch[:60]!r}", "Each change prints the id of its undo.")
    if not found:
        raise Conflict("it was taken back already", "Look at the conversation: it stands as it did before.")
    back: list[Change] = []
    refused: list[str] = []
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        done, kept = await store.transact(partial(_some, chunk, store.clock.now(), actor))
        back += done
        refused += kept
        progress(start + len(chunk), len(found))
    if not back:
        raise Conflict(refused[0], "")
    numbers = tuple(dict.fromkeys(change.conversation_n for change in back if change.conversation_n is not None))
    return TakenBack(batch, len(back), tuple(refused), numbers)


async def _some(changes: Sequence[Change], now: int, actor: str, tx: AsyncConnection) -> tuple[list[Change], list[str]]:
    back: list[Change] = []
    refused: list[str] = []
    for change in changes:
        try:
            async with tx.begin_nested():
                await _one(tx, change, now, actor)
            back.append(change)
        except CloserError as error:
            refused.append(str(error))
    return back, refused


async def _one(tx: AsyncConnection, change: Change, now: int, actor: str) -> None:
    if not await undo.is_open(tx, change.n):
        raise Conflict("somebody else has just taken it back", "Look at the conversation again.")
    how = KINDS.get(change.kind)
    if how is None:
        raise Conflict(f"a newer closer-tui made this change ({change.kind})", "Take it back there.")
    await how(tx, replace(change, undone_by=actor), now)
    await undo.mark_undone(tx, change.n, now, actor)
    await audit.note(tx, now, actor, "change.undone", change.conversation_n, change.batch, change=change.kind)


async def last_of(store: Store, actor: str) -> str:
    """The last thing this person did that can be taken back. Raises NotFound."""
    async with store.read() as conn:
        batch = await undo.newest(conn, actor)
    if batch is None:
        raise NotFound("there is nothing of yours to take back", "`closer-tui audit` shows what was done.")
    return batch


async def forget_old(tx: AsyncConnection, now: int) -> int:
    """Drop what is too old to be taken back."""
    return await undo.forget_before(tx, now - KEPT_MS, keep=KEPT_FOREVER)
