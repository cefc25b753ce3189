"""The write lock: whoever a person or a peer waits for goes first, and the background gets its turn in the end."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from closer_tui.store.lock import STAND_BACK_SECONDS, WriteLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "write.lock"


async def takes(lock: WriteLock, order: list[str], name: str) -> None:
    async with lock.held():
        order.append(name)


async def test_the_background_lets_who_waits_go_first(path: Path) -> None:
    holding, person, engine = WriteLock(path), WriteLock(path), WriteLock(path, background=True)
    order: list[str] = []
    async with holding.held():
        background = asyncio.create_task(takes(engine, order, "engine"))
        await asyncio.sleep(0.02)  # the engine was there first
        waiting = asyncio.create_task(takes(person, order, "person"))
        await asyncio.sleep(0.02)
    await asyncio.gather(background, waiting)
    assert order == ["person", "engine"]


WAITS_FOR_EVER = """
import fcntl, sys
queue = open(sys.argv[1], "a")
fcntl.flock(queue, fcntl.LOCK_SH)
print("waiting", flush=True)
sys.stdin.read()
"""


async def test_the_background_does_not_wait_for_ever_nor_for_the_dead(path: Path) -> None:
    engine = WriteLock(path, background=True)
    order: list[str] = []
    loop = asyncio.get_running_loop()
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WAITS_FOR_EVER, path.with_suffix(".queue")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"waiting\n"
    began = loop.time()
    await takes(engine, order, "engine")
    assert loop.time() - began >= STAND_BACK_SECONDS
    other.kill()
    await other.wait()
    await takes(engine, order, "engine")
    assert order == ["engine", "engine"]


async def test_a_wait_that_was_cut_short_holds_nobody_up(path: Path) -> None:
    holding, person, engine = WriteLock(path), WriteLock(path), WriteLock(path, background=True)
    order: list[str] = []
    async with holding.held():
        waiting = asyncio.create_task(takes(person, order, "person"))
        await asyncio.sleep(0.02)
        waiting.cancel()
        await asyncio.wait({waiting})
        assert engine._should_stand_back(asyncio.get_running_loop().time()) is False
    await takes(engine, order, "engine")
    assert order == ["engine"]
