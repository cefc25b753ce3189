"""Rows of tags: what there is, what each conversation has, and the copy of it that lists show.

`conversation_tags` is the truth; `conversations.tags` is a copy for lists, kept in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import TextClause, delete, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store import changes
from closer_tui.store.tables import conversation_tags, conversations, tags

_COPY: Final = text(
    "UPDATE conversations SET tags = COALESCE((SELECT ' ' || group_concat(tag, ' ') || ' ' FROM"
    " (SELECT tag FROM conversation_tags WHERE conversation_n = conversations.n ORDER BY tag)), '')"
    " WHERE n IN (SELECT value FROM json_each(:numbers))"
)
_ADD: Final = text(
    "INSERT OR IGNORE INTO conversation_tags (tag, conversation_n) SELECT :tag, value FROM json_each(:numbers)"
)
_REMOVE: Final = text(
    "DELETE FROM conversation_tags WHERE tag = :tag AND conversation_n IN (SELECT value FROM json_each(:numbers))"
)


async def add(tx: AsyncConnection, n: int, tag: str, now: int) -> bool:
    """True when the conversation did not have it."""
    await know(tx, tag, now)
    statement = upsert(conversation_tags).values(tag=tag, conversation_n=n).on_conflict_do_nothing()
    added = (await tx.execute(statement)).rowcount
    if added:
        await _copy_one(tx, n)
    return bool(added)


async def remove(tx: AsyncConnection, n: int, tag: str) -> bool:
    """True when the conversation had it."""
    where = (conversation_tags.c.tag == tag) & (conversation_tags.c.conversation_n == n)
    removed = (await tx.execute(delete(conversation_tags).where(where))).rowcount
    if removed:
        await _copy_one(tx, n)
    return bool(removed)


async def _copy_one(tx: AsyncConnection, n: int) -> None:
    statement = select(conversation_tags.c.tag).where(conversation_tags.c.conversation_n == n).order_by("tag")
    names = [row.tag for row in await tx.execute(statement)]
    copy = f" {' '.join(names)} " if names else ""
    await tx.execute(update(conversations).where(conversations.c.n == n).values(tags=copy))


async def know(tx: AsyncConnection, tag: str, now: int) -> None:
    """The tag exists, whether a conversation has it or not."""
    await tx.execute(upsert(tags).values(name=tag, created_at=now).on_conflict_do_nothing())


async def colour(conn: AsyncConnection, tag: str) -> str | None:
    """The colour chosen for a tag, empty for none; None when there is no such tag."""
    return (await conn.execute(select(tags.c.colour).where(tags.c.name == tag))).scalar()


async def set_colour(tx: AsyncConnection, tag: str, chosen: str, now: int) -> None:
    """Choose a tag's colour; empty leaves it to the name."""
    await tx.execute(update(tags).where(tags.c.name == tag).values(colour=chosen))
    await changes.note(tx, now, changes.TAG, entity=tag)


async def forget(tx: AsyncConnection, tag: str) -> None:
    """The tag exists no more. No conversation may have it."""
    await tx.execute(delete(tags).where(tags.c.name == tag))


async def having(conn: AsyncConnection, tag: str) -> list[int]:
    """The conversations that have a tag."""
    statement = select(conversation_tags.c.conversation_n).where(conversation_tags.c.tag == tag)
    return [row.conversation_n for row in await conn.execute(statement)]


async def add_to(tx: AsyncConnection, tag: str, numbers: Sequence[int]) -> None:
    """Give many conversations a tag."""
    await _many(tx, _ADD, tag, numbers)


async def remove_from(tx: AsyncConnection, tag: str, numbers: Sequence[int]) -> None:
    """Take a tag from many conversations."""
    await _many(tx, _REMOVE, tag, numbers)


async def _many(tx: AsyncConnection, statement: TextClause, tag: str, numbers: Sequence[int]) -> None:
    told = json.dumps(list(numbers))
    await tx.execute(statement, {"tag": tag, "numbers": told})
    await tx.execute(_COPY, {"numbers": told})
