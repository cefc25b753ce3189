"""Rows of quick replies."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.domain.ready_text import QuickReply
from closer_tui.store import changes
from closer_tui.store.tables import quick_replies


async def one(conn: AsyncConnection, n: int) -> QuickReply:
    """By number. Raises NotFound."""
    row = (await conn.execute(select(quick_replies).where(quick_replies.c.n == n))).first()
    if row is None:
        raise NotFound("that quick reply is gone", "`closer-tui quick-reply list` shows those there are.")
    return QuickReply(row.shortcut, row.body, row.title, row.keywords, row.language)


async def find(conn: AsyncConnection, shortcut: str, language: str) -> int | None:
    """The number of a shortcut in a language."""
    statement = select(quick_replies.c.n).where(
        quick_replies.c.shortcut == shortcut, quick_replies.c.language == language
    )
    return (await conn.execute(statement)).scalar_one_or_none()


async def put(tx: AsyncConnection, reply: QuickReply, now: int, *, n: int | None = None) -> int:
    """Add a quick reply, or write over number `n`; returns its number. Raises Conflict when its shortcut is taken."""
    values = {
        "shortcut": reply.shortcut,
        "title": reply.title,
        "body": reply.body,
        "keywords": reply.keywords,
        "language": reply.language,
        "updated_at": now,
    }
    try:
        if n is None:
            result = await tx.execute(insert(quick_replies).values(values))
            n = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
        else:
            await tx.execute(update(quick_replies).where(quick_replies.c.n == n).values(values))
    except IntegrityError as error:
        raise Conflict(f"/{reply.shortcut} is there already", "Edit that one, or choose another shortcut.") from error
    await changes.note(tx, now, changes.QUICK_REPLY, entity=reply.shortcut)
    return n


async def drop(tx: AsyncConnection, n: int, now: int) -> QuickReply:
    """Remove one and return what it was. Raises NotFound."""
    was = await one(tx, n)
    await tx.execute(delete(quick_replies).where(quick_replies.c.n == n))
    await changes.note(tx, now, changes.QUICK_REPLY, entity=was.shortcut)
    return was
