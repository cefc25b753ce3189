"""Budgets 15 to 17: how quickly messages come in, against bare SQLite writing the same rows in the same run."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.domain.channel import Capabilities, ChannelKind
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.sync import Incoming, Pulled, SyncMark
from closer_tui.engine.syncing import SyncTiming, sync_inbox
from closer_tui.services.inboxes import NewInbox, connect
from closer_tui.store import inboxes, keys
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.migrations import migrate
from tests.benchmarks.corpus import MINUTE, NOW, Size, Words
from tests.benchmarks.table import Line, median, p95

PAGE = 1_000
BUSY = 200
"""Conversations a page touches."""
NO_DRAFTS = DraftTiming(oldest_ms=0)
DELAY_SECONDS = 0.05


class Pages:
    """A channel that has it all ready; `delay` is what a far server would take for a page."""

    capabilities = Capabilities()

    def __init__(self, messages: Sequence[Incoming], *, delay: float = 0.0) -> None:
        self._messages = messages
        self._delay = delay

    async def pull(self, mark: SyncMark) -> Pulled:
        """The page after the mark."""
        if self._delay:
            await asyncio.sleep(self._delay)
        start = int(mark.cursor or 0)
        end = min(start + PAGE, len(self._messages))
        return Pulled(tuple(self._messages[start:end]), SyncMark(str(end)), more=end < len(self._messages))


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure in homes of its own, and the big transaction on a copy of the generated one."""
    count = min(size.messages, 100_000)
    messages = _messages(count, max(10, count // 10))
    with tempfile.TemporaryDirectory(prefix="closer-bench-", dir=paths.data_dir.parent) as scratch:
        folder = Path(scratch)
        raw = count / _raw(folder / "raw", messages)
        ours = count / asyncio.run(_backfill(folder / "ours", messages))
        copy = resolve_paths(folder / "copy")
        copy.ensure()
        shutil.copyfile(paths.database, copy.database)
        fresh, again = asyncio.run(_transactions(copy))
    ratio = ours / raw
    return [
        Line("15", "backfill", ours, None, "msg/s", f"raw {raw:,.0f}", ratio, ">= 0.5 x", ratio >= 0.5),
        Line(
            "17",
            "1,000 new rows, big store",
            median(fresh),
            p95(fresh),
            "ms",
            "",
            None,
            "<= 60",
            median(fresh) <= 60,
        ),
        Line("17", "1,000 unchanged rows again", median(again), p95(again), "ms", "", None, "<= 5", median(again) <= 5),
    ]


def _messages(count: int, people: int) -> list[Incoming]:
    words = Words(3)
    found = []
    for i in range(count):
        who = f"+4477008{(i // PAGE * BUSY + i % BUSY) % people:06}"
        found.append(Incoming(f"msg_{i:013d}", who, who, words.sentence(), NOW - (count - i) * MINUTE, name="Somebody"))
    return found


def _raw(home: Path, messages: Sequence[Incoming]) -> float:
    """The same rows by bare sqlite3: messages, index in batches, one row a conversation. No looking up, no counters."""
    paths = resolve_paths(home)
    paths.ensure()
    migrate(paths, NOW, "benchmark")
    db = sqlite3.connect(paths.database, isolation_level=None)
    db.execute("PRAGMA synchronous = 1")
    db.execute("INSERT INTO inboxes (n, id, channel, connector, name, created_at) VALUES (1, 'i', 'sms', 'x', 'x', 0)")
    numbers: dict[str, int] = {}
    start = time.perf_counter()
    for at in range(0, len(messages), PAGE):
        page = messages[at : at + PAGE]
        db.execute("BEGIN IMMEDIATE")
        new = [m.thread for m in {m.thread: m for m in page}.values() if m.thread not in numbers]
        for thread in new:
            numbers[thread] = len(numbers) + 1
        db.executemany("INSERT INTO contacts (n, name, created_at) VALUES (?, 'x', 0)", [(numbers[t],) for t in new])
        db.executemany(
            "INSERT INTO conversations (n, inbox_n, contact_n, channel, thread, address, created_at)"
            " VALUES (?, 1, ?, 'sms', ?, ?, 0)",
            [(numbers[t], numbers[t], t, t) for t in new],
        )
        rows = [
            (keys.message_seq(m.at, 1, m.external_id), numbers[m.thread], m.at, m.external_id, m.body) for m in page
        ]
        db.executemany(
            "INSERT INTO messages (seq, conversation_n, inbox_n, direction_code, at, arrived_at, external_id, body,"
            " delivery_code) VALUES (?, ?, 1, 0, ?, 0, ?, ?, 0)",
            rows,
        )
        db.executemany("INSERT INTO messages_fts (rowid, body) VALUES (?, ?)", [(row[0], row[4]) for row in rows])
        db.executemany(
            "UPDATE conversations SET last_message_at = ?, snippet = ? WHERE n = ?",
            [(row[2], row[4][:120], row[1]) for row in rows],
        )
        db.execute("COMMIT")
    took = time.perf_counter() - start
    db.close()
    return took


async def _backfill(home: Path, messages: Sequence[Incoming]) -> float:
    store = await Store.open(resolve_paths(home), SystemClock())
    try:
        inbox = await connect(store, NewInbox(ChannelKind.SMS, "closer", "Shop"), actor="benchmark")
        start = time.perf_counter()
        timing = SyncTiming(pages=len(messages))
        await sync_inbox(store, inbox, Pages(messages), timing, NO_DRAFTS)  # type: ignore[arg-type]
        return time.perf_counter() - start
    finally:
        await store.close()


async def _transactions(paths: Paths) -> tuple[list[float], list[float]]:
    store = await Store.open(paths, SystemClock())
    fresh: list[float] = []
    again: list[float] = []
    try:
        async with store.read() as conn:
            inbox = await inboxes.one(conn, 3)
        words = Words(9)
        for round_ in range(8):
            page = [
                Incoming(f"new_{round_}_{i}", who := f"+4477009{(i % 200) * 5 + 2:06}", who, words.sentence(), NOW + i)
                for i in range(PAGE)
            ]
            for times in (fresh, again):
                start = time.perf_counter()
                await sync_inbox(store, inbox, Pages(page), SyncTiming(pages=1), NO_DRAFTS)  # type: ignore[arg-type]
                times.append((time.perf_counter() - start) * 1000)
                async with store.write() as tx:
                    await inboxes.set_mark(tx, inbox.n, SyncMark(), NOW)
    finally:
        await store.close()
    return fresh, again
