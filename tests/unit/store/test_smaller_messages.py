"""The migration that makes messages smaller: every row as it was, every word found as before, a way back."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.store import codes
from closer_tui.store.migrations import NAMES, migrate
from tests.unit.store.small_world import NOON

THIS = "m006_smaller_messages"
READ = (
    "SELECT seq, conversation_n, inbox_n, direction, at, arrived_at, external_id, author, body, delivery, answer,"
    " reply_seq, draft_n, failure, hidden_at, edited_at FROM messages ORDER BY seq"
)


def every_kind() -> list[tuple[object, ...]]:
    """A row for each way the three words can meet, with everything else filled in turn."""
    kinds = itertools.product(Direction, Delivery, [None, *AnswerState])
    return [
        (
            n * 64, 1, 1, direction.value, NOON + n, NOON + n // 3, f"ext-{n}", "Paul" * (n % 2), f"wörd{n} and 🎂 {n}",
            delivery.value, answer and answer.value, n or None, n % 3 or None, "no" if n % 5 else None,
            n % 4 or None, n % 7 or None,
        )
        for n, (direction, delivery, answer) in enumerate(kinds, 1)
    ]  # fmt: skip


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A home as the version before left it."""
    paths = resolve_paths(tmp_path)
    paths.ensure()
    with monkeypatch.context() as older:
        older.setattr("closer_tui.store.migrations.NAMES", NAMES[: NAMES.index(THIS)])
        migrate(paths, NOON, "test")
    with closing(sqlite3.connect(paths.database)) as db:
        db.execute("INSERT INTO inboxes (id, channel, connector, name, created_at) VALUES ('i', 'sms', 's', 'i', 1)")
        db.execute("INSERT INTO contacts (name, created_at) VALUES ('Maria', 1)")
        db.execute(
            "INSERT INTO conversations (inbox_n, contact_n, channel, thread, address, created_at)"
            " VALUES (1, 1, 'sms', 't', 'a', 1)"
        )
        marks = ", ".join("?" * 16)
        db.executemany(f"INSERT INTO messages VALUES ({marks})", every_kind())
        db.execute("INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')")
        db.commit()
    return paths


def test_every_message_reads_as_before(old: Paths) -> None:
    with closing(sqlite3.connect(old.database)) as db:
        before = db.execute(READ).fetchall()
    migrate(old, NOON, "test")
    with closing(sqlite3.connect(old.database)) as db:
        assert db.execute(READ).fetchall() == before == every_kind()
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_search_finds_every_message_after_it_and_nothing_else(old: Paths) -> None:
    migrate(old, NOON, "test")
    with closing(sqlite3.connect(old.database)) as db:
        db.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)")
        found = "SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?"
        assert db.execute(found, ('"word17"',)).fetchall() == [(17 * 64,)]
        assert len(db.execute(found, ('"wor"*',)).fetchall()) == len(every_kind())


def test_what_stood_before_is_kept_whole(old: Paths) -> None:
    migrate(old, NOON, "test")
    [copy] = old.backups_dir.glob(f"before-{THIS}-*.db")
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute(READ).fetchall() == every_kind()


def test_the_same_message_cannot_be_stored_twice_after_it(old: Paths) -> None:
    migrate(old, NOON, "test")
    with closing(sqlite3.connect(old.database)) as db, pytest.raises(sqlite3.IntegrityError, match="external_id"):
        db.execute(
            "INSERT INTO messages (seq, conversation_n, inbox_n, direction_code, at, arrived_at, external_id, body,"
            " delivery_code) VALUES (7, 1, 1, 0, 1, 1, 'ext-1', 'again', 0)"
        )


def test_a_large_database_gives_back_the_room_it_no_longer_needs(old: Paths) -> None:
    with closing(sqlite3.connect(old.database)) as db:
        db.executemany(
            "INSERT INTO messages (seq, conversation_n, inbox_n, direction, at, arrived_at, external_id, body,"
            " delivery) VALUES (?, 1, 1, 'inbound', ?, ?, ?, 'the same old words of every day', 'received')",
            [(1_000_000 + n, NOON + n, NOON, f"more-{n}") for n in range(5_000)],
        )
        db.execute("INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')")
        db.commit()
    before = old.database.stat().st_size
    migrate(old, NOON, "test")
    with closing(sqlite3.connect(old.database)) as db:
        free, pages = (db.execute(f"PRAGMA {n}").fetchone()[0] for n in ("freelist_count", "page_count"))
    assert free < pages / 4
    assert old.database.stat().st_size < before


def test_every_word_has_a_number_of_its_own() -> None:
    assert set(codes.DIRECTION) == set(Direction)
    assert set(codes.DELIVERY) == set(Delivery)
    assert set(codes.ANSWER) == set(AnswerState)
