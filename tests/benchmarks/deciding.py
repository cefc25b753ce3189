"""Budget 22: approve, from the call to the durable commit and the next draft read, on the generated store."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.services.approve import approve
from closer_tui.store import views
from closer_tui.store.database import Store
from closer_tui.store.views import Reader
from tests.benchmarks.corpus import Size
from tests.benchmarks.table import Line, median, p95


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure on a copy, because drafts are used up."""
    with tempfile.TemporaryDirectory(prefix="closer-bench-", dir=paths.data_dir.parent) as scratch:
        copy = resolve_paths(Path(scratch))
        copy.ensure()
        shutil.copyfile(paths.database, copy.database)
        times = asyncio.run(_approvals(copy, min(size.rounds, 150)))
        floor = median(_commits(copy))
    ratio, met = median(times) / floor, p95(times) <= 25
    name = "approve: call to commit and next draft read"
    return [Line("22", name, median(times), p95(times), "ms", "one FULL commit", ratio, "p95 <= 25", met)]


async def _approvals(paths: Paths, rounds: int) -> list[float]:
    store = await Store.open(paths, SystemClock())
    times = []
    try:
        with Reader.open(paths) as reader:
            pile = views.drafts.pending(reader, rounds)
            for draft in pile:
                start = time.perf_counter()
                await approve(store, draft.n, actor="ana", revision=draft.revision, hold_ms=5_000)
                views.drafts.pending(reader, 2)
                times.append((time.perf_counter() - start) * 1000)
    finally:
        await store.close()
    return times


def _commits(paths: Paths) -> list[float]:
    db = sqlite3.connect(paths.database, isolation_level=None)
    db.execute("PRAGMA synchronous = 2")
    times = []
    for n in range(50):
        start = time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT OR REPLACE INTO meta VALUES ('benchmark', ?)", (str(n),))
        db.execute("COMMIT")
        times.append((time.perf_counter() - start) * 1000)
    db.close()
    return times
