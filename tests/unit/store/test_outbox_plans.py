"""The engine asks these several times a second: none may walk all that was ever sent or drafted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.draft import DraftState
from closer_tui.domain.message import Delivery
from closer_tui.store import later, outbox
from closer_tui.store.database import Store
from closer_tui.store.tables import drafts
from tests.support.homes import open_store

ASKED: dict[str, Callable[[AsyncConnection], Awaitable[Any]]] = {
    "due": lambda conn: outbox.due(conn, 1, 5),
    "unsettled": lambda conn: outbox.unsettled(conn, 1),
    "put back": lambda conn: outbox.put_back(conn, 1),
    "next due": lambda conn: outbox.next_due_at(conn, 5),
    "later": lambda conn: later.waiting(conn, [1, 2]),
    "due again": lambda conn: outbox.due_again(conn, 5),
    "being drafted": lambda conn: conn.execute(select(drafts.c.n).where(drafts.c.state == DraftState.GENERATING.value)),
    "the worst of a conversation": lambda conn: outbox._mark_conversation(conn, 1, Delivery.SENT),
}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    opened = await open_store(resolve_paths(tmp_path / "home"), ManualClock(1_000))
    yield opened
    await opened.close()


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED.keys())
async def test_an_index_leads_to_what_is_open(store: Store, asked: Callable[[AsyncConnection], Awaitable[Any]]) -> None:
    async with store.write() as tx:
        seen: list[tuple[str, Any]] = []
        event.listen(tx.sync_connection, "before_cursor_execute", lambda *a: seen.append((a[2], a[3])))
        await asked(tx)
        for sql, params in tuple(seen):
            plan = [str(tuple(row)[3]) for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", params)]
            walked = [step for step in plan if step.startswith("SCAN") and "USING" not in step]
            assert not [step for step in walked if "outbox" in step or "drafts" in step], plan
