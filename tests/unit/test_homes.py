"""A copied home is what a migration makes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from closer_tui.config.paths import resolve_paths
from closer_tui.store.migrations import NAMES, applied, migrate
from tests.support.homes import furnish


def test_a_furnished_home_is_what_a_migration_makes(tmp_path: Path) -> None:
    copied, made = resolve_paths(tmp_path / "copied"), resolve_paths(tmp_path / "made")
    furnish(copied)
    made.ensure()
    migrate(made, 1, "test")
    schemas = []
    for paths in (copied, made):
        with closing(sqlite3.connect(paths.database)) as db:
            assert applied(db) == NAMES
            assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            schemas.append(db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall())
    assert schemas[0] == schemas[1]
    assert migrate(copied, 2, "test") == ()


def test_a_home_that_is_lived_in_stays_as_it_is(tmp_path: Path) -> None:
    paths = resolve_paths(tmp_path / "home")
    furnish(paths)
    before = paths.database.read_bytes()
    paths.database.write_bytes(before + b"more")
    furnish(paths)
    assert paths.database.read_bytes() == before + b"more"
