"""Whether the bot is stopped: one row that every process sees with its next look.

It is asked where the bot would begin and where what it made would count, in the transaction that does either, so
nothing slips through between the question and the act.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.halt import META_KEY, Halt, parse_halt
from closer_tui.store import changes

CURRENT: Final = "SELECT value FROM meta WHERE key = ?"


async def current(conn: AsyncConnection) -> Halt | None:
    """The stop that is in force."""
    return parse_halt((await conn.exec_driver_sql(CURRENT, (META_KEY,))).scalar_one_or_none())


async def put(tx: AsyncConnection, halt: Halt) -> None:
    """Stop. Every follower of the feed is told."""
    value = json.dumps(asdict(halt), ensure_ascii=False)
    await tx.exec_driver_sql("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (META_KEY, value))
    await changes.note(tx, halt.at, changes.BOT, halted=True)


async def lift(tx: AsyncConnection, now: int) -> None:
    """Go on."""
    await tx.exec_driver_sql("DELETE FROM meta WHERE key = ?", (META_KEY,))
    await changes.note(tx, now, changes.BOT, halted=False)
