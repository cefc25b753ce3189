"""Migrations: named, append-only, each in one transaction, with a backup of what stood before.

A name in NAMES is a file beside this one. The names already applied stand in the table `migrations`; a database that
knows a name we do not was written by a newer version and is refused.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from closer_tui.config.paths import Paths
from closer_tui.domain.errors import StoreTooNew
from closer_tui.store.trouble import TROUBLE, explain

NAMES: Final = (
    "m001_first_schema",
    "m002_counters",
    "m003_views_and_bulk",
    "m004_ownership",
    "m005_conversation_work",
    "m006_smaller_messages",
    "m007_macros_and_later",
    "m008_tone_sync",
    "m009_bulk_by_undo",
    "m010_knowledge",
    "m013_learning",
    "m016_intents",
)
"""Every migration in order. Append; never edit, rename or remove one that was released."""

_LEDGER: Final = (
    "CREATE TABLE IF NOT EXISTS migrations"
    " (name TEXT NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL, app_version TEXT NOT NULL)"
)
BACKUPS_KEPT: Final = 5
EMPTY_SHARE: Final = 0.25
"""So much of a file is left empty by a migration at most, if there is room to write it anew."""

log = logging.getLogger(__name__)


def applied(db: sqlite3.Connection) -> tuple[str, ...]:
    """The names in the database, oldest first; none for an empty file.

    Raises StoreError if it cannot be read, StoreDamaged if that is the file's own fault.
    """
    try:
        known = db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").fetchone()
        return tuple(row[0] for row in db.execute("SELECT name FROM migrations ORDER BY rowid")) if known else ()
    except TROUBLE as error:
        raise explain(error) from error


def check_not_newer(names: tuple[str, ...]) -> None:
    """Raises StoreTooNew when the database knows a migration this program does not."""
    foreign = [name for name in names if name not in NAMES]
    if foreign:
        raise StoreTooNew(
            f"the database was written by a newer closer-tui (it has {foreign[-1]!r})",
            "Install that version again, or use another --home. Nothing was changed.",
        )


def migrate(paths: Paths, now: int, app_version: str) -> tuple[str, ...]:
    """Bring the database up to date and return the names applied now. The caller holds the write lock."""
    db = sqlite3.connect(paths.database, isolation_level=None)
    try:
        done = applied(db)
        check_not_newer(done)
        todo = tuple(name for name in NAMES if name not in done)
        if not todo:
            return ()
        db.execute("PRAGMA journal_mode = wal")
        db.execute("PRAGMA synchronous = 2")
        db.execute(_LEDGER)
        first = _copy_name(paths, todo[0], now)
        for name in todo:
            if done:  # a database that is only being made has nothing to keep
                _keep_copy(db, _copy_name(paths, name, now), first)
            _apply(db, name, now, app_version)
        if done:
            _give_back(db, paths)
        return todo
    finally:
        db.close()


def _apply(db: sqlite3.Connection, name: str, now: int, app_version: str) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        from importlib.resources import files

        for statement in statements(files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")):
            db.execute(statement)
        db.execute(
            "INSERT INTO migrations (name, applied_at, app_version) VALUES (?, ?, ?)",
            (name, now, app_version),
        )
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _give_back(db: sqlite3.Connection, paths: Paths) -> None:
    """Where a migration left much of the file empty, make the file smaller. It needs room for a second one: without
    it everything stays as it is, and what comes next fills the empty pages."""
    pages, free = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
    if free < pages * EMPTY_SHARE:
        return
    try:
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        log.warning("%s keeps %d empty pages of %d: %s", paths.database, free, pages, error)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (`executescript` would commit between them)."""
    buffer = ""
    for line in script.splitlines(keepends=True):
        buffer += line
        if sqlite3.complete_statement(buffer):
            yield buffer
            buffer = ""


def _copy_name(paths: Paths, name: str, now: int) -> Path:
    return paths.backups_dir / f"before-{name}-{now}.db"


def _keep_copy(db: sqlite3.Connection, target: Path, first: Path) -> None:
    """Copy what stands now; of many copies the oldest go, but not the `first` of this round: what stood before it."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    copy = sqlite3.connect(target)
    try:
        db.backup(copy)
    finally:
        copy.close()
    for old in sorted(target.parent.glob("before-*.db"), key=lambda p: p.stat().st_mtime)[:-BACKUPS_KEPT]:
        if old != first:
            old.unlink()
