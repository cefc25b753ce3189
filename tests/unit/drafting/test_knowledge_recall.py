"""How often the right section is among the first five, over policies nobody wrote for this search."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from closer_tui.config.paths import Paths
from closer_tui.documents.reading import read
from closer_tui.drafting.knowledge import FOUND, find, indexed
from closer_tui.store.views import Reader
from tests.support.homes import furnish
from tests.unit.drafting.knowledge_questions import QUESTIONS, documents

WANTED = 0.9
"""Share of the questions whose section must be among the first five."""


@pytest.fixture
def reader(tmp_path: Path, shared_dir: Path) -> Iterator[Reader]:
    """All three documents in one index."""
    folder = shared_dir / "data" / "knowledge"
    if not folder.is_dir():
        pytest.skip("the shared data holds no policies to search")
    paths = Paths(tmp_path, tmp_path, tmp_path)
    furnish(paths)
    db = sqlite3.connect(paths.database)
    for name, data in documents(folder).items():
        parts = read(name, data).parts
        n = db.execute(
            "INSERT INTO documents (name, kind, size, hash, status, parts, added_at)"
            " VALUES (?, '', 0, '', 'ready', ?, 0)",
            (name, len(parts)),
        ).lastrowid
        for part in parts:
            made = indexed(name, part)
            row = (n, json.dumps(part.path), part.text, made.heading_terms, made.body_terms)
            db.execute(
                "INSERT INTO document_parts (document_n, position, path_json, body, heading_terms, body_terms)"
                " VALUES (?, 0, ?, ?, ?, ?)",
                row,
            )
    db.execute("INSERT INTO parts_fts (parts_fts) VALUES ('rebuild')")
    db.commit()
    db.close()
    with Reader.open(paths) as opened:
        yield opened


def test_every_expected_section_exists(reader: Reader) -> None:
    known = {
        (name, heading)
        for name, path in reader.all(
            "SELECT d.name, p.path_json FROM document_parts p JOIN documents d ON d.n = p.document_n"
        )
        for heading in json.loads(path)
    }
    assert len(QUESTIONS) >= 60
    assert len({question for question, _, _ in QUESTIONS}) == len(QUESTIONS)
    assert {(name, heading) for _, name, heading in QUESTIONS} <= known


def test_nine_of_ten_questions_find_their_section_among_the_first_five(reader: Reader) -> None:
    missed = []
    for question, name, heading in QUESTIONS:
        found = find(reader, question, FOUND)
        if not any(part.document == name and heading in part.path for part in found):
            missed.append(f"{question} ({heading}): {[part.path[-1] for part in found]}")
    recall = 1 - len(missed) / len(QUESTIONS)
    assert recall >= WANTED, f"recall@{FOUND} is {recall:.3f}:\n" + "\n".join(missed)
