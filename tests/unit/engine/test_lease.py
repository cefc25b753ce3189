"""Work under a lease: done once, renewed while it lasts, stopped when the lease is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.domain.errors import StoreError
from closer_tui.engine.jobs import Job
from closer_tui.engine.lease import LeaseLost, leased
from closer_tui.store import leases
from tests.support.desk_world import DeskWorld, desk_world

SHORT = 60
"""A lease of 60 ms is renewed every 20."""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


async def taken_by_somebody_else(desk: DeskWorld, name: str = "work") -> None:
    """As if this process had slept past its lease."""
    async with desk.store.write() as tx:
        await tx.exec_driver_sql("DELETE FROM leases")
        await leases.acquire(tx, name, "elsewhere:1:ab", desk.clock.now(), 60_000)


async def test_the_lease_is_there_while_the_work_lasts_and_gone_after(desk: DeskWorld) -> None:
    async with leased(desk.store, "work") as lease:
        assert lease is not None
        assert await desk.rows("SELECT name, holder FROM leases") == [("work", desk.store.holder)]

    assert await desk.rows("SELECT name FROM leases") == []


async def test_work_that_somebody_does_is_left_to_them(desk: DeskWorld) -> None:
    await taken_by_somebody_else(desk)

    async with leased(desk.store, "work") as lease:
        assert lease is None

    assert await desk.one("SELECT holder FROM leases") == "elsewhere:1:ab"


async def test_an_error_in_the_work_gives_the_lease_back(desk: DeskWorld) -> None:
    async def work() -> None:
        async with leased(desk.store, "work"):
            raise StoreError("broken", "Mend it.")

    with pytest.raises(StoreError, match="broken"):
        await work()

    assert await desk.rows("SELECT name FROM leases") == []


async def test_a_long_piece_of_work_keeps_its_lease_alive(desk: DeskWorld) -> None:
    async with leased(desk.store, "work", SHORT):
        first = await desk.one("SELECT expires_at FROM leases")
        desk.clock.advance(SHORT - 1)
        for _ in range(1_000):
            if await desk.one("SELECT expires_at FROM leases") > first:
                break
            await asyncio.sleep(0.005)

        async with desk.store.write() as tx:
            assert await leases.acquire(tx, "work", "b", desk.clock.now() + 1, SHORT) is None


async def test_losing_the_lease_stops_the_work_and_is_an_error_like_any_other(desk: DeskWorld) -> None:
    async def work() -> None:
        async with leased(desk.store, "work", SHORT):
            await taken_by_somebody_else(desk)
            await asyncio.sleep(40)

    with pytest.raises(LeaseLost, match="work was lost"):
        await work()

    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    assert await desk.one("SELECT holder FROM leases") == "elsewhere:1:ab"


async def test_a_job_outlives_a_lost_lease(desk: DeskWorld) -> None:
    rounds = 0
    done = asyncio.Event()

    async def run() -> float:
        nonlocal rounds
        rounds += 1
        if rounds > 1:
            done.set()
            return 60.0
        async with leased(desk.store, "work", SHORT):
            await taken_by_somebody_else(desk)
            await asyncio.sleep(40)
        return 60.0

    task = asyncio.create_task(Job("sync", run).loop())
    async with asyncio.timeout(20):
        await done.wait()
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_stopping_the_engine_is_not_taken_for_a_lost_lease(desk: DeskWorld) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        async with leased(desk.store, "work"):
            begun.set()
            await asyncio.sleep(40)

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await desk.rows("SELECT name FROM leases") == []


async def test_of_many_who_want_it_at_once_one_works(desk: DeskWorld) -> None:
    working = 0

    async def work(holder: str) -> bool:
        nonlocal working
        async with desk.store.write() as tx:
            lease = await leases.acquire(tx, "work", holder, desk.clock.now(), 1_000)
        if lease is None:
            return False
        working += 1
        assert working == 1
        return True

    results = await asyncio.gather(*(work(f"elsewhere:{n}:x") for n in range(20)))

    assert sum(results) == 1
