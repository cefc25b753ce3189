"""The engine's process as a whole: it writes in the background."""

from __future__ import annotations

import asyncio
import fcntl
from pathlib import Path

from closer_tui.config.paths import Paths
from closer_tui.config.settings import Settings
from closer_tui.domain.clock import SystemClock
from closer_tui.runtime.engine import EngineRuntime
from closer_tui.store.lock import STAND_BACK_SECONDS


async def test_the_engine_lets_whoever_waits_write_first(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path, tmp_path)
    async with await EngineRuntime.open(paths, Settings(), SystemClock()) as engine:
        loop = asyncio.get_running_loop()
        with paths.write_queue.open("rb") as queue:
            fcntl.flock(queue, fcntl.LOCK_SH)
            began = loop.time()
            async with engine.store.write():
                stood_back = loop.time() - began
    assert stood_back >= STAND_BACK_SECONDS
