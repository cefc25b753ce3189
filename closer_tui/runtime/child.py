"""The engine as a child of the screen: started when none is at work, started again when it dies, told to stop at the
end. It finishes what was approved before it leaves."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable
from typing import Final

from closer_tui.config.paths import Paths
from closer_tui.runtime.presence import engine_at_work

RESTART_SECONDS: Final = (0.5, 1, 2, 5, 10)
"""Pauses before an engine that died is started again; the last one repeats."""

LOOK_SECONDS: Final = 2.0
STOP_SECONDS: Final = 20.0
"""How long an engine may take to finish what was approved."""


class EngineChild:
    """Keeps an engine at work for one home. `tell` hears a word about its state: started, following, died."""

    def __init__(self, paths: Paths, tell: Callable[[str], None]) -> None:
        self._paths = paths
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        """Until cancelled: follow an engine that runs, else start one."""
        deaths = 0
        while True:
            if self._process is None and await asyncio.to_thread(engine_at_work, self._paths):
                self._tell("following")
                await asyncio.sleep(LOOK_SECONDS)
                continue
            self._process = await self._start()
            self._tell("started")
            code = await self._process.wait()
            self._process = None
            self._tell("died" if code else "left")
            deaths = deaths + 1 if code else 0
            await asyncio.sleep(RESTART_SECONDS[min(deaths, len(RESTART_SECONDS) - 1)])

    async def stop(self) -> None:
        """Ask our engine to finish and leave; it goes on by itself if it needs longer than a moment."""
        process = self._process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_SECONDS)

    async def _start(self) -> asyncio.subprocess.Process:
        paths = self._paths
        # A home is flat; without one the child finds the platform's directories the same way we did.
        home = ["--home", str(paths.data_dir)] if paths.data_dir == paths.config_dir == paths.state_dir else []
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "closer_tui",
            *home,
            "engine",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
