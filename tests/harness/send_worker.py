"""A process that forks a child for each line it reads; the child approves a draft and sends, until it is killed.

Everything is imported before the first fork, so that a cycle costs milliseconds. A line on stdin is the number of a
draft (0: approve nothing, only send). Told on stdout: the child's process id; then, by the child, `approved N` as soon
as the approval was acknowledged.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from closer_tui.config.load import load_settings
from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.runtime.engine import EngineRuntime
from closer_tui.services.approve import approve


def say(text: str) -> None:
    """One line, at once and whole."""
    os.write(1, f"{text}\n".encode())


async def work(home: Path, draft_n: int) -> None:
    """Approve, then go on sending for ever."""
    paths = resolve_paths(home)
    async with await EngineRuntime.open(paths, load_settings(paths.config_file), SystemClock()) as engine:
        if draft_n:
            await approve(engine.store, draft_n, actor="ana")
            say(f"approved {draft_n}")
        while True:
            await engine.work_once()


def main() -> None:
    """Fork, wait for the end of the child, read the next line."""
    home = Path(sys.argv[1])
    say("ready")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(work(home, int(line)))
            os._exit(0)
        say(f"pid {pid}")
        os.waitpid(pid, 0)
        say("gone")


if __name__ == "__main__":
    main()
