"""Budgets 2 to 7, 10, 14, 20, 21: the screen in a real terminal, against the smallest Textual app in one run."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from closer_tui.config.paths import Paths
from tests.benchmarks.corpus import Size
from tests.benchmarks.installed import as_installed
from tests.benchmarks.table import Line, median, p95
from tests.support.terminal import Terminal

STARTS = 7
START_SECONDS = 5.0
"""After which a started screen has loaded what it loads behind its first frame, on a busy machine as well."""
IDLE_SECONDS = 20.0
"""Long enough for the hundredths of a second in which processor time is counted."""
MINIMAL = [sys.executable, "-m", "tests.benchmarks.minimal"]


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure on a generated home."""
    command = [sys.executable, "-m", "closer_tui", "--home", str(paths.data_dir)]
    with as_installed() as kept:
        env = dict(kept) | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        for each, marker in ((MINIMAL, b"marker-word"), (command, b"Customer")):
            with _terminal(each, env) as t:
                t.until(marker)
                t.settle(2.0)
        return [*_starts(command, env), *_keys(command, env, size), *_idle(command, env)]


@contextmanager
def _terminal(command: list[str], env: dict[str, str]) -> Iterator[Terminal]:
    terminal = Terminal(command, env)
    try:
        yield terminal
    finally:
        terminal.close()


def _own_memory(pid: int) -> float:
    """MB of anonymous memory. Pages of the database and of libraries are the system's cache, mapped."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("RssAnon:")[2].split()[0]) / 1000


def _starts(command: list[str], env: dict[str, str]) -> list[Line]:
    ours, base, first_own, base_own, settled, quits, base_quits = [], [], [], [], [], [], []
    for _ in range(STARTS):
        with _terminal(MINIMAL, env) as t:
            base.append(t.until(b"marker-word"))
            base_own.append(_own_memory(t.pid))
            t.settle(1.0)
            t.send(b"q")
            base_quits.append(t.wait())
        with _terminal(command, env) as t:
            ours.append(t.until(b"Customer"))
            first_own.append(_own_memory(t.pid))
            t.settle(1.0)
            settled.append(_own_memory(t.pid))
            t.send(b"q")
            quits.append(t.wait())
    first, memory, leave = (
        median(ours) / median(base),
        median(first_own) / median(base_own),
        median(quits) / median(base_quits),
    )
    return [
        Line(
            "2",
            "exec to first frame with the list",
            median(ours),
            p95(ours),
            "ms",
            "T0",
            first,
            "<= 1.20",
            first <= 1.2,
        ),
        Line(
            "4",
            "memory of its own at first paint",
            median(first_own),
            None,
            "MB",
            "T0",
            memory,
            "<= 1.2",
            memory <= 1.2,
        ),
        Line("4", "the same, settled", median(settled), None, "MB", "", None, "<= 70 MB", median(settled) <= 70),
        Line("21", "quit", median(quits), p95(quits), "ms", "T0", leave, "<= 1.2", leave <= 1.2),
    ]


def _presses(t: Terminal, key: bytes, count: int) -> list[float]:
    times = []
    for _ in range(count):
        took = t.key(key)
        if took is not None:
            times.append(took)
        t.settle(0.02, 0.2)
    return times


def _keys(command: list[str], env: dict[str, str], size: Size) -> list[Line]:
    rounds = min(size.rounds, 60)
    lines = []
    with _terminal(MINIMAL, env) as t:
        t.until(b"marker-word")
        t.settle()
        floor = median(_presses(t, b"j", 20))
    with _terminal(command, env) as t:
        t.until(b"Customer")
        t.settle(1.0)
        inside = [ms for _ in range(rounds // 8) for ms in (*_presses(t, b"j", 5), *_presses(t, b"k", 5))]
        lines.append(
            _line(
                "5", "j inside the page", inside, floor, "med <= 3, p95 <= 5", median(inside) <= 3 and p95(inside) <= 5
            )
        )
        scroll = _presses(t, b"j", rounds)[12:]
        lines.append(
            _line(
                "6", "j that scrolls", scroll, floor, "med <= 8, p95 <= 16", median(scroll) <= 8 and p95(scroll) <= 16
            )
        )
        pages = _presses(t, b"\x1b[6~", rounds // 2)
        lines.append(
            _line("6", "page down", pages, floor, "med <= 8, p95 <= 16", median(pages) <= 8 and p95(pages) <= 16)
        )
        ends = [ms for _ in range(rounds // 6) for ms in (*_presses(t, b"G", 1), *_presses(t, b"g", 1))]
        lines.append(_line("6", "to the end and back", ends, floor, "med <= 20", median(ends) <= 20))
        t.settle()
        burst = t.burst(b"j" * 200)
        lines.append(Line("7", "burst of 200 j", burst, None, "ms", "", None, "<= 100", burst <= 100))
        opened = []
        for _ in range(rounds // 4):
            t.key(b"j")
            t.settle(0.05)
            took = t.key(b"\r")
            if took is not None:
                opened.append(took)
            t.settle(0.05)
            t.key(b"\x1b")
            t.settle(0.3)
        if opened:
            lines.append(
                _line(
                    "10",
                    "open a thread",
                    opened,
                    floor,
                    "med <= 12, p95 <= 25",
                    median(opened) <= 12 and p95(opened) <= 25,
                )
            )
        lines += _search(t, floor)
    return lines


def _search(t: Terminal, floor: float) -> list[Line]:
    t.key(b"/")
    t.settle()
    times = []
    for _ in range(8):
        for letter in (b"s", b"u", b"l"):
            took = t.key(letter)
            if took is not None:
                times.append(took)
            t.settle(0.08, 0.5)
        for _ in range(3):
            t.send(b"\x7f")
            t.settle(0.08, 0.5)
    t.send(b"\x1b")
    t.settle()
    if not times:
        return []
    return [
        _line(
            "14",
            "search keystroke to a new frame",
            times,
            floor,
            "med <= 16.7, p95 <= 33",
            median(times) <= 16.7 and p95(times) <= 33,
        )
    ]


def _line(number: str, name: str, times: list[float], floor: float, goal: str, met: bool) -> Line:
    return Line(number, name, median(times), p95(times), "ms", "key in T0", median(times) / floor, goal, met)


def _wait(t: Terminal, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        t.read(0.5)


def _idle(command: list[str], env: dict[str, str]) -> list[Line]:
    shares = []
    for what, marker in ((MINIMAL, b"marker-word"), (command, b"Customer")):
        with _terminal(what, env) as t:
            t.until(marker)
            t.settle(2.0)
            _wait(t, START_SECONDS)
            process = psutil.Process(t.pid)
            before = sum(process.cpu_times()[:2])
            _wait(t, IDLE_SECONDS)
            shares.append((sum(process.cpu_times()[:2]) - before) / IDLE_SECONDS * 100)
    ratio = shares[1] / max(shares[0], 0.01)
    return [Line("20", "idle", shares[1], None, "% CPU", "T0", ratio, "<= 1.3", ratio <= 1.3)]
