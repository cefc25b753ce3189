"""Other runs of this program that the screen starts: the demo in this terminal, and bringing a backup back.

Both are commands of the command line, run as a process of their own, so that they do here exactly what they do there.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from textual.app import App, SuspendNotSupported

from closer_tui.config.paths import Paths
from closer_tui.tui.drawing import one_line

__all__ = ["restore", "run_demo"]


def _program(*words: str) -> list[str]:
    return [sys.executable, "-m", "closer_tui", *words]


async def run_demo(app: App[None]) -> str:
    """The demo takes the terminal until it is left; then this screen is back. Returns what went wrong, or nothing."""
    try:
        with app.suspend():
            code = await (await asyncio.create_subprocess_exec(*_program("demo"))).wait()
    except SuspendNotSupported:
        return "This terminal cannot be lent to the demo: leave, and run `closer-tui demo`."
    return "" if code == 0 else "The demo could not be started: leave, and run `closer-tui demo` to see why."


async def restore(paths: Paths, file: Path) -> tuple[bool, str]:
    """Bring a backup back into this home: whether it worked, and what the command says about it."""
    # A home is flat; without one the child finds the platform's directories the same way we did.
    home = ["--home", str(paths.data_dir)] if paths.data_dir == paths.config_dir == paths.state_dir else []
    child = await asyncio.create_subprocess_exec(
        *_program(*home, "restore", str(file)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await child.communicate()
    words = (said if child.returncode == 0 else complained).decode("utf-8", "replace")
    return child.returncode == 0, one_line(words.removeprefix("closer-tui: "), 600)
