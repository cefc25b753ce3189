"""The change feed: a row with a rising number for whatever moved. Screen, worker and peers follow it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.tables import changes

BOT: Final = "bot.changed"
CONVERSATION: Final = "conversation.changed"
MESSAGE: Final = "message.stored"
DRAFT: Final = "draft.changed"
OUTBOX: Final = "outbox.changed"
INBOX: Final = "inbox.changed"
TONE: Final = "tone.changed"
ESCALATION: Final = "escalation.changed"
QUICK_REPLY: Final = "quick_reply.changed"
INTENT: Final = "intent.changed"
KNOWLEDGE: Final = "knowledge.changed"
MACRO: Final = "macro.changed"
VIEW: Final = "view.changed"
TAG: Final = "tag.changed"
CONTACT: Final = "contact.changed"
FOLLOW_UP: Final = "follow_up.changed"

# Written out: a statement that is put together costs four times as much, and every action writes several rows.
_INSERT: Final = "INSERT INTO changes (at, kind, conversation_n, entity, data_json) VALUES (?, ?, ?, ?, ?)"


async def note(
    tx: AsyncConnection,
    at: int,
    kind: str,
    conversation_n: int | None = None,
    entity: str = "",
    **data: object,
) -> None:
    """Add one row to the feed, inside the transaction that made the change."""
    row = (at, kind, conversation_n, entity, json.dumps(data, ensure_ascii=False))
    await tx.exec_driver_sql(_INSERT, row)


async def note_many(tx: AsyncConnection, at: int, kind: str, rows: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    """One row each for many conversations at once: (conversation, data)."""
    values = [(at, kind, n, "", json.dumps(data, ensure_ascii=False)) for n, data in rows]
    if values:
        await tx.exec_driver_sql(_INSERT, values)


async def last(conn: AsyncConnection) -> int:
    """The newest number of the feed; 0 when nothing ever happened."""
    return int((await conn.execute(select(func.coalesce(func.max(changes.c.seq), 0)))).scalar_one())


async def forget_before(tx: AsyncConnection, at: int) -> int:
    """Drop rows older than `at` (ms); followers that fell behind reload everything. Returns how many went."""
    return (await tx.execute(delete(changes).where(changes.c.at < at))).rowcount
