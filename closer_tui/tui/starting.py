"""What the first start needs of the world outside the screen: the demo in this terminal, a look at a backup."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from textual.app import App, SuspendNotSupported

__all__ = ["looks_like_a_backup", "run_demo"]

MAGIC = b"SQLite format 3\0"


async def run_demo(app: App[None]) -> str:
    """The demo takes the terminal until it is left; then this screen is back. Returns what went wrong, or nothing."""
    try:
        with app.suspend():
            code = await (await asyncio.create_subprocess_exec(sys.executable, "-P", "-m", "closer_tui", "demo")).wait()
    except SuspendNotSupported:
        return "This terminal cannot be lent to the demo: leave, and run `closer-tui demo`."
    return "" if code == 0 else "The demo could not be started: leave, and run `closer-tui demo` to see why."


def looks_like_a_backup(file: Path) -> bool:
    """Whether a file begins as a database does; the rest is judged by `restore` itself. Raises OSError."""
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC
