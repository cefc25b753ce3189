"""Budgets 11 to 13, 18 and 19: what a screen reads, against the same SQL through plain sqlite3."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from random import Random

from closer_tui.config.paths import Paths
from closer_tui.store import views
from closer_tui.store.views import Reader
from closer_tui.store.views.filters import ListFilter
from tests.benchmarks.corpus import Size, Words
from tests.benchmarks.table import Line, median, p95, timed


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure on a generated store."""
    raw = sqlite3.connect(f"file:{paths.database}?mode=ro", uri=True)
    with Reader.open(paths) as reader:
        lines = [*_core(reader, raw, size), *_search(reader, size), _badges(reader, size), _bytes(raw, size)]
    raw.close()
    return lines


def _core(reader: Reader, raw: sqlite3.Connection, size: Size) -> list[Line]:
    everything, status = ListFilter(), ListFilter(status="open", channel="whatsapp")
    deep = size.conversations * 3 // 10
    columns = "n, inbox_n, contact_n, channel, address, status, owner_kind, unread, last_message_at, snippet, tags"
    same = (
        f"SELECT {columns} FROM conversations WHERE status = 'open' AND channel = 'whatsapp'"
        " ORDER BY last_message_at DESC, n DESC LIMIT 64"
    )
    baseline = median(timed(lambda: raw.execute(same).fetchall(), size.rounds))
    place = views.conversations.key_of(
        views.conversations.page(reader, everything, offset=deep, limit=1)[0], everything
    )
    [(busiest,)] = raw.execute(
        "SELECT conversation_n FROM messages GROUP BY conversation_n ORDER BY count(*) DESC LIMIT 1"
    ).fetchall()
    cases: list[tuple[str, Callable[[], object]]] = [
        ("list page 1 (64 rows)", lambda: views.conversations.page(reader, everything)),
        ("list page, status + channel", lambda: views.conversations.page(reader, status)),
        (f"list page at depth {deep:,}", lambda: views.conversations.page(reader, everything, after=place)),
        ("thread, 50 newest of the longest", lambda: views.thread.page(reader, busiest, limit=50)),
    ]
    lines = []
    for name, work in cases:
        times = timed(work, size.rounds)
        ratio = median(times) / baseline
        met = ratio <= 5 and p95(times) <= 1.5
        lines.append(
            Line("11", name, median(times), p95(times), "ms", "R: raw sqlite3", ratio, "<= 5 R, p95 <= 1.5", met)
        )
    first, far = lines[0].median, lines[2].median
    lines.append(
        Line("11", "depth against page 1", far / first, None, "x", "page 1", far / first, "<= 1.3", far / first <= 1.3)
    )
    return lines


def _search(reader: Reader, size: Size) -> list[Line]:
    vocabulary, pick = Words(1).vocabulary, Random(5)
    kinds = {
        "most common word": [vocabulary[0]],
        "common words": vocabulary[5:25],
        "middling words": pick.sample(vocabulary[300:1500], 20),
        "rare words": pick.sample(vocabulary[8_000:15_000], 20),
        "two words": [f"{vocabulary[3]} {word}" for word in pick.sample(vocabulary[50:400], 20)],
    }
    lines = []
    for name, queries in kinds.items():
        times = [t for q in queries for t in timed(lambda q=q: views.search.find(reader, q, limit=50), 5, warm=1)]  # type: ignore[misc]
        lines.append(
            Line("12", f"search: {name}", median(times), p95(times), "ms", "", None, "<= 2", median(times) <= 2)
        )
    ranked = [
        t
        for q in (vocabulary[0], vocabulary[12], vocabulary[700])
        for t in timed(lambda q=q: views.search.find(reader, q, limit=50, ranked=True), 10, warm=1)  # type: ignore[misc]
    ]
    lines.append(
        Line("13", "ranked search", median(ranked), p95(ranked), "ms", "", None, "p95 <= 20", p95(ranked) <= 20)
    )
    return lines


def _badges(reader: Reader, size: Size) -> Line:
    times = timed(lambda: views.conversations.counters(reader), size.rounds)
    return Line("18", "badge counts", median(times), p95(times), "ms", "", None, "<= 0.1", median(times) <= 0.1)


def _bytes(raw: sqlite3.Connection, size: Size) -> Line:
    [(pages,)], [(page,)] = raw.execute("PRAGMA page_count").fetchall(), raw.execute("PRAGMA page_size").fetchall()
    [(text,)] = raw.execute("SELECT sum(length(CAST(body AS BLOB))) FROM messages").fetchall()
    ratio = pages * page / text
    return Line(
        "19",
        "database bytes a message",
        pages * page / size.messages,
        None,
        "B",
        "text",
        ratio,
        "<= 3.5x",
        ratio <= 3.5,
    )
