"""The screen's process: it keeps an engine at work beside it, and both leave together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import signal
import sys
from pathlib import Path

import psutil
import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.runtime.presence import engine_at_work
from tests.support.desk_world import desk_world
from tests.support.processes import PATIENCE_SECONDS, Home, Terminal, wait_until


@pytest.fixture
async def home(tmp_path: Path) -> Home:
    """A home in which a customer has written."""
    async with desk_world(tmp_path / "home") as world:
        await world.hears("Do you open at 8?")
    return Home(tmp_path / "home")


def engines(home: Home) -> list[int]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if str(home.path) in words and "engine" in words:
            found.append(process.pid)
    return found


@pytest.mark.timeout(120)
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
async def test_the_engine_leaves_with_its_screen_however_that_ends(home: Home, end: signal.Signals) -> None:
    terminal = Terminal(home.words(), home.environment)
    try:
        wait_until(lambda: engine_at_work(resolve_paths(home.path)), lambda: "no engine")
        assert len(engines(home)) == 1
        os.kill(terminal.process.pid, end)
        code = terminal.process.wait(PATIENCE_SECONDS)
        assert code == (0 if end is not signal.SIGKILL else -signal.SIGKILL)
        wait_until(lambda: not engines(home))
    finally:
        terminal.close()


@pytest.mark.timeout(120)
async def test_an_engine_that_dies_is_started_again(home: Home) -> None:
    terminal = Terminal(home.words(), home.environment)
    try:
        wait_until(lambda: engine_at_work(resolve_paths(home.path)))
        [first] = engines(home)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: bool(engines(home)) and engines(home) != [first])
    finally:
        terminal.process.terminate()
        terminal.process.wait(PATIENCE_SECONDS)
        terminal.close()


@pytest.mark.timeout(120)
async def test_a_screen_whose_terminal_is_gone_leaves_in_order(home: Home) -> None:
    pid, master = pty.fork()
    if pid == 0:
        os.execve(sys.executable, home.words(), dict(home.environment) | {"TERM": "xterm-256color"})
    painted = b""
    with contextlib.suppress(OSError):
        while b"Needs you" not in painted:
            painted += os.read(master, 65_536)
    assert b"Needs you" in painted
    os.close(master)
    _, status = await asyncio.to_thread(os.waitpid, pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    wait_until(lambda: not engines(home))
