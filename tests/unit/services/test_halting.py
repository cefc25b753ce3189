"""The kill switch: what the bot is doing ends, nothing new begins, and what people decided leaves as before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from closer_tui.domain.draft import DraftAction, Proposal
from closer_tui.domain.errors import Conflict, Refused
from closer_tui.domain.halt import Halt, parse_halt
from closer_tui.drafting.drafter import Drafted
from closer_tui.engine.drafting import Worker
from closer_tui.services.approve import approve, redraft
from closer_tui.services.halting import halt, resume
from closer_tui.store import halts
from tests.support.desk_world import DeskWorld, desk_world

STATES = "SELECT conversation_n, state, attempts FROM drafts ORDER BY n"


@dataclass(slots=True)
class Slow:
    """Writes until it is let go, and remembers whom it wrote for and which runs were ended."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    three: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(4))
    begun: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    async def __call__(self, conversation_n: int, instruction: str, on_text: Callable[[str], None]) -> Drafted:
        self.begun.append(conversation_n)
        try:
            if not self.go.is_set():
                await self.three.wait()  # so that a test goes on once all are being written
                await self.go.wait()
        except asyncio.CancelledError:
            self.ended.append(conversation_n)
            raise
        return Drafted(Proposal(DraftAction.REPLY, f"For {conversation_n}.", model="m"), ())


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    async with desk_world(tmp_path / "home") as found:
        for who in ("+441", "+442", "+443"):
            await found.hears(who=who)
        found.clock.advance(25_000)
        yield found


def worker(desk: DeskWorld, write: Slow) -> Worker:
    return Worker(desk.store, write, lambda *_: None, 60_000)


async def test_runs_in_flight_are_ended_and_written_after_the_stop(desk: DeskWorld) -> None:
    slow = Slow()
    working = worker(desk, slow)
    round_ = asyncio.create_task(working.round())
    await slow.three.wait()
    stopped = await halt(desk.store, actor="ana", reason="prices\x1b[2J are wrong")
    assert (stopped.new, stopped.ended) == (True, 3)
    async with asyncio.timeout(20):
        await round_
    assert sorted(slow.ended) == [1, 2, 3]
    assert await desk.rows(STATES) == [(1, "requested", 0), (2, "requested", 0), (3, "requested", 0)]
    assert await desk.one("SELECT count(*) FROM leases") == 0

    slow.go.set()
    assert await working.round(even_early=True) == 0, "nothing begins while it is stopped"
    assert await desk.one("SELECT count(*) FROM drafts WHERE state <> 'requested'") == 0

    was = await resume(desk.store, actor="ben")
    assert (was.by, was.reason) == ("ana", "prices are wrong")
    assert await working.round() == 3
    assert await desk.rows(STATES) == [(1, "pending", 1), (2, "pending", 1), (3, "pending", 1)]
    told = await desk.rows("SELECT actor, action FROM audit WHERE action LIKE 'bot.%' ORDER BY rowid")
    assert told == [("ana", "bot.halted"), ("ben", "bot.resumed")]


async def test_a_run_that_ends_in_the_moment_of_the_stop_leaves_no_draft(desk: DeskWorld) -> None:
    """The model's answer is there; what counts is which of the two is written first."""
    slow = Slow()
    round_ = asyncio.create_task(worker(desk, slow).round())
    await slow.three.wait()
    async with desk.store.write() as tx:  # the answers wait at the lock
        slow.go.set()
        await asyncio.sleep(0)
        await halts.put(tx, Halt(1, "ana"))
        await tx.exec_driver_sql("UPDATE drafts SET state = 'requested' WHERE state = 'generating'")
    async with asyncio.timeout(20):
        await round_
    assert await desk.one("SELECT count(*) FROM drafts WHERE state = 'pending'") == 0


async def test_people_go_on_and_are_told_why_no_draft_comes(desk: DeskWorld) -> None:
    slow = Slow()
    slow.go.set()
    await worker(desk, slow).round()
    await halt(desk.store, actor="ana")
    again = await halt(desk.store, actor="ben")
    assert (again.new, again.halt.by) == (False, "ana")
    done = await approve(desk.store, 1, actor="ben")
    assert await desk.one("SELECT state FROM outbox WHERE n = :n", n=done.outbox_n) == "queued"
    with pytest.raises(Refused, match="stopped by ana"):
        await redraft(desk.store, 2, actor="ben")
    assert await desk.one("SELECT state FROM drafts WHERE n = 2") == "pending", "the one that was there stays"
    await resume(desk.store, actor="ben")
    with pytest.raises(Conflict):
        await resume(desk.store, actor="ben")


@pytest.mark.parametrize("damaged", ["", "no", "[]", "{}", '{"at": "x", "by": 1, "reason": 2}', "null"])
def test_a_note_that_cannot_be_read_counts_as_stopped(damaged: str) -> None:
    assert parse_halt(damaged) == Halt(0, "somebody")
    assert parse_halt(None) is None
