"""Budgets 8 and 26: keys while a sync writes and a draft worker starts, and while 100 messages a second arrive."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from closer_tui.config.paths import Paths
from tests.benchmarks.beside import copy_of, pressed, screen_on
from tests.benchmarks.corpus import Size
from tests.benchmarks.load import NICE
from tests.benchmarks.table import Line, median, p95

SYNC_SECONDS = {"small": 5, "medium": 10, "full": 20}
ARRIVAL_SECONDS = {"small": 6, "medium": 20, "full": 60}
RATE = 100


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure on copies of the generated home."""
    with copy_of(paths) as home, screen_on(home) as t:
        idle = pressed(t, 3)
        with _loading(home, 0, SYNC_SECONDS[size.name]) as load, _worker_starts():
            syncing = pressed(t, SYNC_SECONDS[size.name])
        stored = int(load[0])
    with copy_of(paths) as home, screen_on(home) as t, _loading(home, RATE, ARRIVAL_SECONDS[size.name]) as load:
        arriving = pressed(t, ARRIVAL_SECONDS[size.name])
    ratio, worst = p95(syncing) / p95(idle), max(syncing)
    name = f"j while {stored // SYNC_SECONDS[size.name]:,} msg/s are stored and a worker starts, max {worst:.0f}"
    latest = max(arriving)
    return [
        Line("8", name, median(syncing), p95(syncing), "ms", "p95 idle", ratio, "p95 <= 2.2x, max <= 16.7",
             ratio <= 2.2 and worst <= 16.7),
        Line("26", f"j while {int(load[0]) / ARRIVAL_SECONDS[size.name]:.0f} msg/s arrive, max {latest:.0f}",
             median(arriving), p95(arriving), "ms", "p95 idle", p95(arriving) / p95(idle), "max <= 100", latest <= 100),
    ]  # fmt: skip


@contextmanager
def _loading(home: Paths, rate: int, seconds: float) -> Iterator[list[str]]:
    """Messages are stored while the block runs; afterwards the list holds how many they were."""
    words = [sys.executable, "-m", "tests.benchmarks.load", str(home.data_dir)]
    said: list[str] = []
    with subprocess.Popen(
        [*words, "--rate", str(rate), "--seconds", str(seconds)], stdout=subprocess.PIPE, text=True
    ) as load:
        yield said
        said.append(load.communicate(timeout=seconds + 60)[0])
        if load.returncode:
            raise RuntimeError("the load ended with an error")


@contextmanager
def _worker_starts() -> Iterator[None]:
    """The most expensive moment of the draft worker: loading the model's client, niced like its engine."""
    code = f"import os; os.nice({NICE}); import anthropic"
    with subprocess.Popen([sys.executable, "-c", code]):
        yield
