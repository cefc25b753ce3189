"""Drafts without a drafter: every draft asked for gets a body of its own, so that the judge can tell them apart."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import select

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.draft import DraftAction, DraftEvent, Proposal
from closer_tui.store import drafts, tables
from closer_tui.store.database import Store


def finish_all(home: Path) -> None:
    """Put a draft before a person in every conversation that asked for one."""
    asyncio.run(_finish(home))


async def _finish(home: Path) -> None:
    store = await Store.open(resolve_paths(home), SystemClock())
    try:
        async with store.write() as tx:
            asked = await tx.execute(select(tables.drafts.c.n).where(tables.drafts.c.state == "requested"))
            for (n,) in asked.all():
                now = store.clock.now()
                await drafts.move(tx, n, DraftEvent.CLAIM, now)
                draft = await drafts.one(tx, n)
                proposal = Proposal(DraftAction.REPLY, f"We open at eight, every day but Monday. ({n})")
                await drafts.finish(tx, n, proposal, [], draft.basis, now)
    finally:
        await store.close()
