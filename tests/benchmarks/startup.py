"""Budgets 3 and 25: what is loaded before the first frame, and how quickly the command line answers."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping

from closer_tui.config.paths import Paths
from tests.benchmarks.corpus import Size
from tests.benchmarks.installed import as_installed
from tests.benchmarks.table import Line, median, p95

ROUNDS = 15
HEAVY = ("sqlalchemy", "httpx", "pydantic", "anthropic", "markdown_it")


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure with fresh processes."""
    python = [sys.executable, "-c", "pass"]
    version = [sys.executable, "-m", "closer_tui", "--version"]
    listing = [sys.executable, "-m", "closer_tui", "--home", str(paths.data_dir), "list", "--json"]
    lines = []
    with as_installed(python, version, listing) as env:
        lines += _answers(python, version, listing, env)
    script = f"import sys, closer_tui.tui.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    count = 0 if loaded == "[]" else loaded.count(",") + 1
    lines.append(Line("3", "heavy modules before the first frame", count, None, "", "", None, "0", count == 0))
    return lines


def _answers(python: list[str], version: list[str], listing: list[str], env: Mapping[str, str]) -> list[Line]:
    floor = median(_times(python, env))
    lines = []
    for name, command, limit in (("closer-tui --version", version, 6), ("closer-tui list --json", listing, 40)):
        times = _times(command, env)
        ratio = median(times) / floor
        goal, met = f"<= {limit} x", ratio <= limit
        lines.append(Line("25", name, median(times), p95(times), "ms", "python -c pass", ratio, goal, met))
    return lines


def _times(command: list[str], env: Mapping[str, str]) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - start) * 1000)
    return times
