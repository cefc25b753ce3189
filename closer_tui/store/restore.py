"""Taking a backup back, so that nothing is lost and nothing that has left already leaves again.

A backup remembers intentions of its day: replies that were waiting to leave, drafts that were waiting for a person.
Most of them have been dealt with since. So a restored database differs from its backup in this:

- A reply queued, leaving or unknown becomes what the replaced database says became of it. Where that cannot be read or
  does not know, it is unknown and *held*: the program neither sends it nor asks about it by itself, a person decides.
- A draft that waits is stale, so that only somebody who has looked again can approve it; one asked for or being written
  is written once a sync had time to tell what came since.
- Leases and back-offs are gone. The change feed goes on above every number that was ever given out.
- A token revoked since stays revoked, a customer who opted out since stays opted out, and idempotency keys used since
  are kept, so that a peer that repeats itself is answered and not served twice; all three if the replaced database can
  be read.

The replaced database is renamed, never deleted, and replies in it that the backup does not know are listed in a report.
What customers wrote since is fetched again by the next sync.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from closer_tui import __version__
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput, NotFound, Refused, StoreDamaged, StoreError
from closer_tui.store import integrity, settling_past
from closer_tui.store.lock import WriteLock
from closer_tui.store.migrations import applied, check_not_newer, migrate
from closer_tui.store.salvage import OPEN_STATES, Salvaged, salvage, write_report


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring did. `held` replies wait for a person; `lost` are open replies of the replaced database that the
    backup does not know, written down in `report`; `known` says whether the replaced database could be read."""

    conversations: int
    messages: int
    put_aside: Path | None
    report: Path | None
    lost: tuple[dict[str, Any], ...]
    held: int
    settled: int
    drafts: int
    known: bool


def restore(paths: Paths, source: Path, *, now: int) -> Restored:
    """Check the backup, make it safe, and put it in the place of the database.

    Raises NotFound and InvalidInput for a file that is no backup, StoreDamaged and StoreTooNew for one that cannot be
    used, Refused while other processes of this home run. Until the very last step the home is as it was.
    """
    source = source.expanduser().absolute()
    _check_source(paths, source)
    paths.ensure()
    lock = WriteLock(paths.write_lock)
    try:
        with lock.held_sync(), tempfile.TemporaryDirectory(prefix=".restoring-", dir=paths.data_dir) as folder:
            return _restore(paths, source, Path(folder), now)
    except sqlite3.Error as error:
        raise StoreError(f"restoring failed: {error}", "The database is as it was.") from error
    finally:
        lock.close()


def _check_source(paths: Paths, source: Path) -> None:
    if not source.is_file():
        raise NotFound(f"there is no file {source}", "Name a file that `closer-tui backup` wrote.")
    if source.resolve() == paths.database.resolve():
        raise InvalidInput("that is the database itself", "Name a file that `closer-tui backup` wrote.")
    try:
        with closing(integrity.open_read_only(source)) as db:
            names = applied(db)
    except (sqlite3.Error, StoreDamaged) as error:
        raise StoreDamaged(f"{source} is damaged or no database: {error}", "Try another backup.") from error
    if not names:
        raise InvalidInput(f"{source} is no backup of closer-tui", "Name a file that `closer-tui backup` wrote.")
    check_not_newer(names)
    found = integrity.problems(source)
    if found:
        raise StoreDamaged(f"{source} is damaged: {found[0]}", "Try another backup; nothing was changed.")


def _restore(paths: Paths, source: Path, folder: Path, now: int) -> Restored:
    staged = replace(paths, data_dir=folder)
    shutil.copyfile(source, staged.database)
    staged.database.chmod(0o600)
    migrate(staged, now, __version__)
    present = paths.database.exists() and not _new(paths)
    healthy = present and not integrity.problems(paths.database)
    if healthy:
        _let_go(paths)
    old = salvage(paths.database) if present else None
    with closing(sqlite3.connect(staged.database.as_uri(), uri=True, isolation_level=None)) as db:
        done = settling_past.settle(db, paths.database if healthy else None, now)
        lost = _lost(db, old)
        conversations, messages = db.execute(
            "SELECT (SELECT COUNT(*) FROM conversations), (SELECT COUNT(*) FROM messages)"
        ).fetchone()
        db.execute("PRAGMA journal_mode = delete")
    found = integrity.problems(staged.database)
    if found:
        raise StoreDamaged(f"the restored database is damaged: {found[0]}", "The database is as it was.")
    aside = integrity.put_aside(paths, "replaced" if healthy else "damaged", now, stay=True) if present else None
    staged.database.replace(paths.database)
    integrity.sync_directory(paths.data_dir)
    integrity.mark_made(paths)
    report = None
    if aside is not None and old is not None and (lost or not healthy):
        report = write_report(aside.with_name(f"{aside.stem}-report.json"), old, now=now, why="replaced by a backup")
    return Restored(
        conversations=conversations,
        messages=messages,
        put_aside=aside,
        report=report,
        lost=tuple(lost),
        held=done.held,
        settled=done.settled,
        drafts=done.drafts,
        known=healthy or not present,
    )


def _new(paths: Paths) -> bool:
    """Whether the file is one that was just made, with nothing in it yet."""
    try:
        integrity.check_at_start(paths)
    except StoreDamaged:
        return False
    return paths.database.stat().st_size == 0


def _let_go(paths: Paths) -> None:
    """Make a healthy database one file with nobody in it, so that it can be swapped in one step.

    Leaving the write-ahead log needs the database for oneself, so this also finds out who else has it open.
    """
    with closing(sqlite3.connect(paths.database, timeout=1.0)) as db:
        try:
            mode = db.execute("PRAGMA journal_mode = delete").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "wal"
    if mode == "wal":
        raise Refused(
            "other processes of this home have the database open", "Stop closer-tui everywhere, then try again."
        )


def _lost(db: sqlite3.Connection, old: Salvaged | None) -> list[dict[str, Any]]:
    """Open replies of the replaced database that the restored one does not know."""
    if old is None:
        return []
    known = {row[0] for row in db.execute("SELECT key FROM outbox")}
    return [row for row in old.open_outbox if row.get("key") not in known and row.get("state") in OPEN_STATES]
