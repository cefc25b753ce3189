"""Leases: one holder at a time, an end in time, and nothing that waits for the dead."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.store import leases
from closer_tui.store.leases import Lease
from tests.support.desk_world import DeskWorld, desk_world

TTL = 30_000


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


async def acquire(desk: DeskWorld, holder: str, name: str = "sync:1", *, ttl: int = TTL) -> Lease | None:
    async with desk.store.write() as tx:
        return await leases.acquire(tx, name, holder, desk.clock.now(), ttl)


async def acquire_from_dead(desk: DeskWorld, holder: str) -> Lease | None:
    async with desk.store.write() as tx:
        return await leases.acquire_from_dead(tx, "sync:1", holder, desk.clock.now(), TTL)


async def test_of_two_who_ask_one_gets_it(desk: DeskWorld) -> None:
    assert await acquire(desk, "a") is not None
    assert await acquire(desk, "b") is None
    assert await acquire(desk, "b", "sync:2") is not None


async def test_a_lease_comes_free_when_its_time_is_over_and_not_before(desk: DeskWorld) -> None:
    await acquire(desk, "a")
    desk.clock.advance(TTL - 1)
    assert await acquire(desk, "b") is None

    desk.clock.advance(1)

    assert await acquire(desk, "b") is not None


async def test_renewing_pushes_the_end_out(desk: DeskWorld) -> None:
    lease = await acquire(desk, "a")
    assert lease is not None
    desk.clock.advance(TTL - 1)

    async with desk.store.write() as tx:
        renewed = await leases.renew(tx, lease, desk.clock.now(), TTL)

    desk.clock.advance(TTL - 1)
    assert renewed is not None
    assert renewed.token == lease.token
    assert await acquire(desk, "b") is None


async def test_whoever_lost_a_lease_learns_it_and_cannot_give_it_back(desk: DeskWorld) -> None:
    old = await acquire(desk, "a")
    assert old is not None
    desk.clock.advance(TTL)
    new = await acquire(desk, "b")
    assert new is not None

    async with desk.store.write() as tx:
        assert await leases.renew(tx, old, desk.clock.now(), TTL) is None
        assert not await leases.is_ours(tx, old)
        assert await leases.is_ours(tx, new)
        await leases.release(tx, old)

    assert await acquire(desk, "c") is None


async def test_a_lease_nobody_took_is_still_ours_after_a_long_sleep(desk: DeskWorld) -> None:
    lease = await acquire(desk, "a")
    assert lease is not None
    desk.clock.advance(8 * 3_600_000)

    async with desk.store.write() as tx:
        assert await leases.is_ours(tx, lease)
        assert await leases.renew(tx, lease, desk.clock.now(), TTL) is not None


async def test_a_lease_given_back_is_free_at_once(desk: DeskWorld) -> None:
    lease = await acquire(desk, "a")
    assert lease is not None

    async with desk.store.write() as tx:
        await leases.release(tx, lease)
        assert not await leases.is_ours(tx, lease)

    assert await acquire(desk, "b") is not None


async def test_a_clean_stop_gives_back_everything_of_that_process_alone(desk: DeskWorld) -> None:
    await acquire(desk, "a", "one")
    await acquire(desk, "a", "two")
    await acquire(desk, "b", "three")

    async with desk.store.write() as tx:
        await leases.clear_holder(tx, "a")

    assert await desk.rows("SELECT name FROM leases") == [("three",)]


async def test_the_lease_of_a_process_that_died_is_taken_at_once(desk: DeskWorld) -> None:
    report = "from closer_tui.store.leases import new_holder; print(new_holder())"
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", report, stdout=subprocess.PIPE)
    said, _ = await other.communicate()
    dead = said.decode().strip()
    assert await acquire(desk, dead) is not None
    assert await acquire(desk, "b") is None

    assert await acquire_from_dead(desk, desk.store.holder) is not None


async def test_the_lease_of_a_process_that_lives_is_left_alone(desk: DeskWorld) -> None:
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=subprocess.PIPE)
    holder = f"{socket.gethostname()}:{other.pid}:abcd"
    assert await acquire(desk, holder) is not None

    assert not leases.holder_is_dead(holder)
    assert await acquire_from_dead(desk, "b") is None
    await other.communicate(b"\n")

    assert leases.holder_is_dead(holder)


@pytest.mark.parametrize(
    "holder",
    ["elsewhere:999999999:ab", f"{socket.gethostname()}:x:ab", "", "a", "a:b", f"{socket.gethostname()}:1:ab"],
)
async def test_another_machine_or_an_odd_name_is_given_the_benefit_of_the_doubt(holder: str) -> None:
    assert not leases.holder_is_dead(holder)


async def test_every_holder_has_a_name_of_its_own(desk: DeskWorld) -> None:
    assert leases.new_holder() != leases.new_holder()
    assert not leases.holder_is_dead(desk.store.holder)
