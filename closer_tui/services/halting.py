"""The kill switch: everything the bot does stops at once, in every process, until a person lets it go on.

Runs in flight are ended and asked for again, so that nothing is lost: their drafts are written after the stop. What a
person approved or wrote leaves as before.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from closer_tui.domain.draft import DraftEvent, DraftState
from closer_tui.domain.errors import Conflict, Refused
from closer_tui.domain.halt import HINT, LONGEST_REASON, Halt
from closer_tui.domain.text import clean
from closer_tui.store import audit, drafts, halts, tables
from closer_tui.store.database import Store


@dataclass(frozen=True, slots=True)
class Stopped:
    """The stop that is in force, whether it is new, and how many runs it ended."""

    halt: Halt
    new: bool
    ended: int = 0


async def halt(store: Store, *, actor: str, reason: str = "") -> Stopped:
    """Stop the bot. Once it is stopped, a second stop changes nothing."""
    async with store.write() as tx:
        now = store.clock.now()
        there = await halts.current(tx)
        if there is not None:
            return Stopped(there, new=False)
        stop = Halt(now, actor, clean(reason, limit=LONGEST_REASON, multiline=False).strip())
        await halts.put(tx, stop)
        running = select(tables.drafts.c.n, tables.drafts.c.attempts).where(
            tables.drafts.c.state == DraftState.GENERATING.value
        )
        rows = (await tx.execute(running)).all()
        for row in rows:
            # The run was not at fault: the try is not counted.
            await drafts.move(tx, row.n, DraftEvent.RELEASE, now, attempts=max(row.attempts - 1, 0))
        await audit.note(tx, now, actor, "bot.halted", why=stop.reason, ended=len(rows))
        return Stopped(stop, new=True, ended=len(rows))


async def resume(store: Store, *, actor: str) -> Halt:
    """Let the bot go on; returns the stop that was in force. Raises Conflict when there was none."""
    async with store.write() as tx:
        now = store.clock.now()
        there = await halts.current(tx)
        if there is None:
            raise Conflict("the bot is not stopped", "`closer-tui halt` stops it.")
        await halts.lift(tx, now)
        await audit.note(tx, now, actor, "bot.resumed", since=there.at)
        return there


def refuse(stop: Halt | None) -> None:
    """Raises Refused while the bot is stopped."""
    if stop is not None:
        raise Refused(f"the bot was stopped by {stop.by}", f"{HINT} Or reply yourself.")
