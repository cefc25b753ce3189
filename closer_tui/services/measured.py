"""How a person's words differ from the draft they replace, worked out before the transaction that records it, so that
nothing waits for the comparison of two long letters."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.decision import Edit
from closer_tui.domain.draft import DraftState
from closer_tui.store.database import Store
from closer_tui.store.tables import drafts, messages

WAITING = (DraftState.PENDING.value, DraftState.STALE.value)


async def of_draft(store: Store, draft_n: int, body: str) -> Edit | None:
    """What `body` makes of a draft; None when there is no such draft, which whoever decides on it is told."""
    async with store.read() as conn:
        found = await _words(conn, drafts.c.n == draft_n)
    return (await _compare(found, body)).get(draft_n)


async def instead_of_draft(store: Store, conversation_n: int, body: str) -> Mapping[int, Edit]:
    """What a reply of one's own makes of each draft that waits in its conversation."""
    async with store.read() as conn:
        found = await _words(conn, (drafts.c.conversation_n == conversation_n) & drafts.c.state.in_(WAITING))
    return await _compare(found, body)


async def _words(conn: AsyncConnection, which: ColumnElement[bool]) -> list[tuple[int, str, str]]:
    statement = select(drafts.c.n, drafts.c.body, messages.c.body.label("asked"))
    statement = statement.outerjoin(messages, messages.c.seq == drafts.c.last_inbound).where(which)
    return [(row.n, row.body, row.asked or "") for row in await conn.execute(statement)]


async def _compare(found: list[tuple[int, str, str]], body: str) -> Mapping[int, Edit]:
    def measured() -> dict[int, Edit]:
        from closer_tui.drafting.edit_class import measure

        return {n: measure(words, body, asked) for n, words, asked in found}

    return await asyncio.to_thread(measured) if found else {}
