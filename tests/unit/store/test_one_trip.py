"""Transactions that run on the database thread as a whole."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import Refused, StoreError
from closer_tui.store import audit
from closer_tui.store.database import Store
from closer_tui.store.lock import WriteLock
from closer_tui.store.one_trip import OneTrip
from tests.support.homes import open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    opened = await open_store(resolve_paths(tmp_path / "home"), ManualClock(1_000))
    yield opened
    await opened.close()


async def lines(conn: AsyncConnection) -> int:
    """How long the audit log is."""
    return int((await conn.exec_driver_sql("SELECT count(*) FROM audit")).scalar_one())


async def write_line(tx: AsyncConnection) -> int:
    """One more line."""
    await audit.note(tx, 1, "mira", "tested")
    return await lines(tx)


async def test_what_it_wrote_stands_for_everybody(store: Store) -> None:
    assert await store.transact(write_line) == 1
    assert await store.ask(lines) == 1
    async with store.read() as conn:
        assert await lines(conn) == 1


async def test_an_error_undoes_all_of_it(store: Store) -> None:
    async def refuse(tx: AsyncConnection) -> None:
        await write_line(tx)
        raise Refused("no")

    with pytest.raises(Refused):
        await store.transact(refuse)
    assert await store.ask(lines) == 0


async def test_a_savepoint_undoes_only_its_own(store: Store) -> None:
    async def partly(tx: AsyncConnection) -> int:
        await write_line(tx)
        with suppress(Refused):
            async with tx.begin_nested():
                await write_line(tx)
                raise Refused("no")
        return await lines(tx)

    assert await store.transact(partly) == 1


async def test_a_question_cannot_write(store: Store) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        await store.ask(write_line)


async def test_waiting_for_anything_else_is_refused_and_undone(store: Store) -> None:
    async def wait(tx: AsyncConnection) -> None:
        await write_line(tx)
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="waited for something other than the database"):
        await store.transact(wait)
    assert await store.ask(lines) == 0


async def test_many_at_once_take_turns(store: Store) -> None:
    counts = await asyncio.gather(*(store.transact(write_line) for _ in range(30)))
    assert sorted(counts) == list(range(1, 31))


async def test_it_and_the_other_writers_take_turns_too(store: Store) -> None:
    async def other() -> None:
        async with store.write() as tx:
            await write_line(tx)

    await asyncio.gather(*(other() for _ in range(10)), *(store.transact(write_line) for _ in range(10)))
    assert await store.ask(lines) == 20


async def test_the_write_lock_outlives_a_cancelled_caller(store: Store) -> None:
    entered, leave = threading.Event(), threading.Event()

    async def slow(tx: AsyncConnection) -> None:
        entered.set()
        leave.wait(10)
        await write_line(tx)

    caller = asyncio.create_task(store.transact(slow))
    await asyncio.to_thread(entered.wait, 10)
    caller.cancel()
    after: asyncio.Task[Any] = asyncio.create_task(store.transact(write_line))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not after.done()
    leave.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await after == 2


async def test_writes_that_wait_share_a_trip_and_each_falls_alone(store: Store) -> None:
    async def refuse(tx: AsyncConnection) -> None:
        await write_line(tx)
        raise Refused("no")

    async with store.lock.held():
        writing = [asyncio.create_task(store.transact(write_line)) for _ in range(3)]
        refusing = [asyncio.create_task(store.transact(refuse)) for _ in range(3)]
        more = [asyncio.create_task(store.transact(write_line)) for _ in range(3)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*writing, *more) == [1, 2, 3, 4, 5, 6]
    assert all(isinstance(e, Refused) for e in await asyncio.gather(*refusing, return_exceptions=True))
    assert await store.ask(lines) == 6


async def test_who_no_longer_waits_when_the_trip_begins_changes_nothing(store: Store) -> None:
    async with store.lock.held():
        gone = asyncio.create_task(store.transact(write_line))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        stays = asyncio.create_task(store.transact(write_line))
    assert await stays == 1


async def test_when_the_whole_trip_is_undone_nobody_is_told_that_it_is_done(store: Store) -> None:
    async def lose_everything(tx: AsyncConnection) -> None:
        await tx.exec_driver_sql("ROLLBACK")  # as SQLite does by itself when the disk is full
        raise OSError("no space left on device")

    async with store.lock.held():
        works = (write_line, lose_everything, write_line)
        asked = [asyncio.create_task(store.transact(work)) for work in works]
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    assert await store.ask(lines) == 0
    assert await store.transact(write_line) == 1


async def test_a_lock_that_cannot_be_had_is_told_to_everybody(store: Store) -> None:
    hasty = WriteLock(store.paths.write_lock, patience_seconds=0.05)
    trips = OneTrip(store.paths, hasty)
    async with store.lock.held():
        asked = [asyncio.create_task(trips.write(write_line)) for _ in range(3)]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreError] * 3
    assert await trips.write(write_line) == 1
    await trips.close()
    hasty.close()
