"""The engine beside a screen: whoever leaves asks it to leave and need not wait for it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.config.paths import Paths
from closer_tui.runtime.child import EngineChild

SLOW_TO_LEAVE = (
    "import signal, sys, time\n"
    "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.4), sys.exit(0)))\n"
    "print('ready', flush=True)\n"
    "time.sleep(30)"
)


class Child(EngineChild):
    """One whose engine is a small program."""

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", SLOW_TO_LEAVE], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        return process


class Ear:
    """Hears what is said about the engine."""

    def __init__(self) -> None:
        self.started, self.died = asyncio.Event(), asyncio.Event()

    def tell(self, word: str) -> None:
        {"started": self.started, "died": self.died}[word].set()


@pytest.fixture
async def child(tmp_path: Path) -> AsyncIterator[tuple[Child, Ear]]:
    """A child at work."""
    ear = Ear()
    child = Child(Paths(tmp_path, tmp_path, tmp_path), ear.tell)
    keeping = asyncio.create_task(child.run())
    await ear.started.wait()
    yield child, ear
    keeping.cancel()
    if child.process is not None:
        child.process.kill()
        child.process.wait()


async def test_an_engine_that_was_asked_to_leave_leaves_by_itself(child: tuple[Child, Ear]) -> None:
    engine, _ = child
    engine.ask_to_leave()
    still_there = engine.leaving
    assert still_there
    assert engine.process is not None
    assert await asyncio.to_thread(engine.process.wait) == 0


async def test_a_home_that_is_cleared_away_waits_for_its_engine(child: tuple[Child, Ear]) -> None:
    engine, _ = child
    await engine.stop()
    assert not engine.leaving


async def test_an_engine_that_ends_is_noticed_at_once(child: tuple[Child, Ear]) -> None:
    engine, ear = child
    assert engine.process is not None
    engine.process.kill()
    async with asyncio.timeout(5):
        await ear.died.wait()
