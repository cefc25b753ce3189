"""What the places of a ready text stand for in one conversation, read inside a transaction."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.filling import values_of
from closer_tui.store.tables import contacts, conversations, inboxes


async def contact_values(conn: AsyncConnection, conversation_n: int, agent: str) -> dict[str, str]:
    """Names and values; those without a value are empty or absent."""
    statement = (
        select(contacts.c.name, conversations.c.address, inboxes.c.name.label("inbox"), contacts.c.detail_json)
        .join(contacts, contacts.c.n == conversations.c.contact_n)
        .join(inboxes, inboxes.c.n == conversations.c.inbox_n)
        .where(conversations.c.n == conversation_n)
    )
    row = (await conn.execute(statement)).one()
    return values_of(
        name=row.name, address=row.address, inbox=row.inbox, agent=agent, detail=json.loads(row.detail_json)
    )
