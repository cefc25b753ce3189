"""Searching the owner's documents: what a draft and a question tried on the screen wait for, at 5,000 parts."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from pathlib import Path
from random import Random
from typing import Final

from closer_tui.config.paths import Paths
from closer_tui.domain.knowledge import Part
from closer_tui.drafting.knowledge import find, indexed
from closer_tui.store.migrations import migrate
from closer_tui.store.views import Reader
from tests.benchmarks.corpus import Size, Words
from tests.benchmarks.table import Line, median, p95, timed

PARTS: Final = 5_000
WORDS_A_PART: Final = 90
GOAL_MS: Final = 50.0
"""Everything but the model's own time in a draft."""
USUAL: Final = ("order", "refund", "ship", "parcel", "price", "card", "return", "address", "size", "delivery", "late")


def run(_: Paths, size: Size) -> list[Line]:
    """Measure in a home of its own: the generated store has no documents."""
    with tempfile.TemporaryDirectory(prefix="closer-bench-") as home:
        paths = Paths(Path(home), Path(home), Path(home))
        paths.ensure()
        migrate(paths, 1, "bench")
        words = _fill(paths)
        pick = Random(7)
        short = [f"When does the {pick.choice(USUAL)} for my {pick.choice(words)} arrive?" for _ in range(40)]
        long = [" ".join(pick.choices([*words, *USUAL * 20], k=120)) for _ in range(20)]
        with Reader.open(paths) as reader:
            return [
                _line(reader, f"knowledge: a question, {PARTS:,} parts", short, size),
                _line(reader, f"knowledge: a letter of 120 words, {PARTS:,} parts", long, size),
            ]


def _line(reader: Reader, name: str, questions: list[str], size: Size) -> Line:
    rounds = max(2, size.rounds // 10)
    times = [t for asked in questions for t in timed(lambda asked=asked: find(reader, asked), rounds, warm=1)]  # type: ignore[misc]
    return Line("", name, median(times), p95(times), "ms", "", None, f"p95 <= {GOAL_MS:.0f}", p95(times) <= GOAL_MS)


def _fill(paths: Paths) -> list[str]:
    """Documents of a hundred parts each, in which the usual words stand as often as they do in a shop's own."""
    vocabulary, pick = Words(3).vocabulary[:6_000], Random(11)
    weights = [1 / (place + 5) for place in range(len(vocabulary))]
    db = sqlite3.connect(paths.database)
    for document in range(PARTS // 100):
        n = db.execute(
            "INSERT INTO documents (name, kind, size, hash, status, parts, added_at)"
            " VALUES (?, 'markdown', 0, '', 'ready', 100, 0)",
            (f"document {document}",),
        ).lastrowid
        for position in range(100):
            text = " ".join(pick.choices(vocabulary, weights, k=WORDS_A_PART) + pick.choices(USUAL, k=8))
            made = indexed("document", Part((" ".join(pick.choices(vocabulary, k=3)),), text))
            row = (n, position, json.dumps(made.part.path), text, made.heading_terms, made.body_terms)
            db.execute(
                "INSERT INTO document_parts (document_n, position, path_json, body, heading_terms, body_terms)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
    db.execute("INSERT INTO parts_fts (parts_fts) VALUES ('rebuild')")
    db.commit()
    db.close()
    return vocabulary
