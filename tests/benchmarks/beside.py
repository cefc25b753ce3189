"""What measurements of a busy screen share: a copy of the generated home, and keys told from the frames of news."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from closer_tui.config.paths import Paths, resolve_paths
from tests.support.terminal import FRAME_END, Terminal

FRAME_BEGIN = b"\x1b[?2026h"
SELECTED = "▌".encode()
"""The bar beside the selected row, which every move of the selection paints anew."""


@contextmanager
def copy_of(paths: Paths, settings: str = "") -> Iterator[Paths]:
    """A home of its own with the same rows, so that what is written stays out of other measurements."""
    folder = paths.data_dir.parent / f"beside-{os.getpid()}"
    copy = resolve_paths(folder)
    copy.ensure()
    try:
        source, target = sqlite3.connect(paths.database), sqlite3.connect(copy.database)
        source.backup(target, pages=-1)
        source.close()
        target.close()
        copy.database.chmod(0o600)
        if settings:
            (copy.config_dir / "config.toml").write_text(settings, encoding="utf-8")
        yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def screen_on(paths: Paths, **environment: str) -> Iterator[Terminal]:
    """The program in a terminal, its list painted, its engine at work."""
    command = [sys.executable, "-m", "closer_tui", "--home", str(paths.data_dir)]
    env = dict(os.environ) | {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | environment
    terminal = Terminal(command, env)
    try:
        terminal.until(b"Customer")
        deadline = time.perf_counter() + 20
        while not paths.socket.exists() and time.perf_counter() < deadline:
            terminal.read(0.05)
        terminal.settle(1.0)
        yield terminal
        terminal.send(b"q")
        terminal.wait()
    finally:
        terminal.close()


def moved(terminal: Terminal, key: bytes, seconds: float = 2.0) -> float | None:
    """Milliseconds from a key to the end of the first frame that was begun after it and paints the selection; None if
    there is none. A frame of news that falls into those milliseconds counts too, where it repaints the selection."""
    while terminal.read(0):
        continue
    start = time.perf_counter()
    terminal.send(key)
    got = b""
    while time.perf_counter() - start < seconds:
        got += terminal.read(0.01)
        while FRAME_END in got:
            frame, _, got = got.partition(FRAME_END)
            if SELECTED in frame.partition(FRAME_BEGIN)[2]:
                return (time.perf_counter() - start) * 1000
    return None


def pressed(terminal: Terminal, seconds: float, every: float = 0.1) -> list[float]:
    """j and k in turn, steadily for a time: how long each took. One without a frame counts as the time waited."""
    times: list[float] = []
    end, turn = time.perf_counter() + seconds, 0
    while (due := time.perf_counter() + every) < end:
        took = moved(terminal, b"jjkk"[turn % 4 : turn % 4 + 1])
        times.append(2_000.0 if took is None else took)
        turn += 1
        while (left := due - time.perf_counter()) > 0:
            terminal.read(left)
    return times
