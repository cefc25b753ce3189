"""The engine as a child of the screen: started when none is at work, started again when it dies, told to stop at the
end. It finishes what was approved before it leaves, and needs nobody to wait for it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
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
        self._process: subprocess.Popen[bytes] | None = None

    async def run(self) -> None:
        """Until cancelled: follow an engine that runs, else start one."""
        deaths = 0
        while True:
            if self._process is None and await asyncio.to_thread(engine_at_work, self._paths):
                self._tell("following")
                await asyncio.sleep(LOOK_SECONDS)
                continue
            self._process = self._start()
            self._tell("started")
            code = await _ended(self._process)
            self._process = None
            self._tell("died" if code else "left")
            deaths = deaths + 1 if code else 0
            await asyncio.sleep(RESTART_SECONDS[min(deaths, len(RESTART_SECONDS) - 1)])

    def ask_to_leave(self) -> None:
        """Ask our engine to finish and leave. It does so whether or not anyone is still here to see it."""
        if self._process is not None and self.leaving:
            self._process.terminate()

    @property
    def leaving(self) -> bool:
        """Whether our engine is still there."""
        return self._process is not None and self._process.poll() is None

    async def stop(self) -> None:
        """Ask our engine to finish and leave, and wait for that; it goes on by itself if it needs longer."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await _ended(process)

    def _start(self) -> subprocess.Popen[bytes]:
        paths = self._paths
        # A home is flat; without one the child finds the platform's directories the same way we did.
        home = ["--home", str(paths.data_dir)] if paths.data_dir == paths.config_dir == paths.state_dir else []
        # Not a process of asyncio's: that would be killed when this loop is closed.
        # -P: a `json.py` that lies where the screen was started is nobody of ours.
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "closer_tui", *home, "engine", "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


async def _ended(process: subprocess.Popen[bytes]) -> int:
    """Wait until a process has ended; gives its exit code."""
    try:
        handle = os.pidfd_open(process.pid)
    except (AttributeError, OSError):  # a system without such handles is asked now and then
        while process.poll() is None:  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(LOOK_SECONDS)
        return process.wait()
    loop, gone = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, gone.set)
    try:
        await gone.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
    return process.wait()
