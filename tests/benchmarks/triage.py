"""The triage: thirty drafts decided by keys alone, in a terminal, while 20 messages a second arrive."""

from __future__ import annotations

from closer_tui.config.paths import Paths
from tests.benchmarks.beside import copy_of, screen_on
from tests.benchmarks.corpus import Size
from tests.benchmarks.table import Line, median, p95
from tests.support.triage import lay_out, triage

RATE = 20
SLOWEST_MS = 50
MOST_KEYS = 60


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure on a copy of the generated home."""
    with copy_of(paths) as home:
        lay_out(home)
        with screen_on(home) as terminal:
            done = triage(terminal, home, rate=RATE)
    latest = max(done.times)
    name = f"triage of 30, {RATE} msg/s arrive, {done.commands} keys, max {latest:.0f}"
    met = latest <= SLOWEST_MS and done.commands <= MOST_KEYS
    decisions = [ms for what, ms in done.frames if what == "approve"]
    ratio = median(done.times) / done.floor
    return [
        Line("22", name, median(done.times), p95(done.times), "ms", "key in T0", ratio, "max <= 50, <= 60 keys", met),
        Line("22", "approve to next draft on the screen", median(decisions), p95(decisions), "ms", "key in T0",
             median(decisions) / done.floor, "p95 <= 25", p95(decisions) <= 25),
    ]  # fmt: skip
