"""Whether a database can be trusted, and what is done with one that cannot.

Nothing here writes into the database. A damaged one is named in an error and left exactly where it is, until a person
restores a backup or begins anew; then it is renamed together with its log, and what can still be read of the outbox
and of recent decisions is written beside it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from closer_tui.config.paths import Paths
from closer_tui.domain.errors import StoreDamaged
from closer_tui.store.trouble import TROUBLE, of_the_file

MADE: Final = b"made\n"
"""What the lock file says once the home has had a database: an empty file is then not taken for a new one."""
PROBLEMS_SHOWN: Final = 5
PRECIOUS: Final = ("outbox", "drafts", "counters")
WHOLE_UP_TO: Final = 256 * 1024 * 1024
SIDES: Final = ("", "-wal", "-shm")
"""A database is up to three files; they are moved together or not at all."""


def mark_made(paths: Paths) -> None:
    """Remember beside the database that there is one."""
    if paths.write_lock.exists() and paths.write_lock.stat().st_size == 0:
        paths.write_lock.write_bytes(MADE)


def check_at_start(paths: Paths) -> None:
    """The quick look before anything is opened for writing: a file that was cut to nothing must not be taken for a new
    one. Raises StoreDamaged; a home without a database is fine.

    It looks without opening the file: closing it again would drop the locks of connections this process has to it.
    """
    if paths.database.exists() and paths.database.stat().st_size == 0 and _had_one(paths):
        raise damaged(paths, ["the file is empty, though this home had one"])


def check(paths: Paths) -> None:
    """The thorough look when an engine starts. Raises StoreDamaged with the first problems found.

    Every page of a database up to WHOLE_UP_TO bytes (half a second); of a larger one the tables in which a lost row
    would be a lost reply. `doctor` always reads all.
    """
    check_at_start(paths)
    if not paths.database.exists() or paths.database.stat().st_size == 0:
        return
    found = problems(paths.database, whole=paths.database.stat().st_size <= WHOLE_UP_TO)
    if found:
        raise damaged(paths, found)


def problems(database: Path, *, whole: bool = True) -> list[str]:
    """What is wrong with a database file, in SQLite's words and ours; empty when nothing is.

    Raises StoreError when nobody can tell just now, because of the disk for example.
    """
    try:
        with closing(open_read_only(database)) as db:
            return _problems(db, whole=whole)
    except TROUBLE as error:
        known = of_the_file(error)
        if known is not None and not isinstance(known, StoreDamaged):
            raise known from error
        return [str(error)]


def _problems(db: sqlite3.Connection, *, whole: bool) -> list[str]:
    found = [str(row[0]) for row in db.execute(f"PRAGMA quick_check({PROBLEMS_SHOWN})")] if whole else []
    for table in PRECIOUS:
        # quick_check does not compare indexes with their tables, and the sender finds its work through one.
        found += [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({table})")]
    found = [line for line in dict.fromkeys(found) if line != "ok"]
    return found or [*unknown_states(db), *broken_bindings(db)]


def unknown_states(db: sqlite3.Connection) -> list[str]:
    """Outbox entries in a state that does not exist, which nobody would ever look for."""
    from closer_tui.domain.message import Delivery

    states = tuple(state.value for state in Delivery)
    marks = ",".join("?" * len(states))
    rows = db.execute(f"SELECT n, state FROM outbox WHERE state NOT IN ({marks}) LIMIT 5", states)  # noqa: S608 - marks
    return [f"outbox entry {n} is in an unknown state {state!r}" for n, state in rows]


def broken_bindings(db: sqlite3.Connection) -> list[str]:
    """Entries on their way whose words or address are no longer those that were approved."""
    rows = db.execute(
        "SELECT o.n, i.id, o.conversation_n, o.recipient, o.body, o.digest FROM outbox o"
        " LEFT JOIN inboxes i ON i.n = o.inbox_n WHERE o.state IN ('queued', 'sending', 'unknown')"
    )
    return [f"outbox entry {n} is not what was approved" for n, *bound in rows if not _bound(*bound)]


def _bound(inbox: object, conversation_n: object, recipient: object, body: object, digest: object) -> bool:
    """Damage can change a value's type as well."""
    texts = isinstance(inbox, str) and isinstance(recipient, str) and isinstance(body, str)
    if not (texts and isinstance(conversation_n, int)):
        return False
    from closer_tui.domain.outbox import Binding

    return Binding(str(inbox), conversation_n, str(recipient), str(body)).digest() == digest


def open_read_only(database: Path) -> sqlite3.Connection:
    """A connection that cannot change the file."""
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5.0)


def damaged(paths: Paths, found: list[str]) -> StoreDamaged:
    """The error that tells what is wrong and what can be done, naming the newest backup there is."""
    backups = sorted(paths.backups_dir.glob("*.db"), key=lambda path: path.stat().st_mtime)
    known = [path for path in backups if not path.name.startswith(("damaged-", "replaced-"))]
    file = str(known[-1]) if known else "FILE"
    return StoreDamaged(
        f"the database is damaged ({'; '.join(found[:2])}). Nothing was changed",
        f"`closer-tui restore {file}` puts it aside and takes that backup; `closer-tui doctor --put-aside` begins"
        " anew. Both keep the file and write down what can be read of the outbox.",
    )


def put_aside(paths: Paths, name: str, now: int, *, stay: bool = False) -> Path:
    """Rename the database and its log to `<name>-<now>.db` among the backups; returns where it is now.

    The log goes first: beside another database it would be taken for that one's. With `stay` the database itself gets
    its second name but keeps the first, for a caller that replaces it in the next step: at no moment is the home
    without one. The caller holds the write lock.
    """
    paths.backups_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = free_name(paths.backups_dir, f"{name}-{now}")
    for side in ("-shm", "-wal"):
        source = paths.database.with_name(paths.database.name + side)
        if source.exists():
            source.rename(target.with_name(target.name + side))
    if stay:
        _second_name(paths.database, target)
    else:
        paths.database.rename(target)
    sync_directory(paths.backups_dir)
    sync_directory(paths.data_dir)
    return target


def _second_name(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
        target.chmod(0o600)


def free_name(directory: Path, stem: str) -> Path:
    """`<stem>.db` in a directory, or with a number if that is taken."""
    for attempt in range(1_000):
        path = directory / (f"{stem}-{attempt}.db" if attempt else f"{stem}.db")
        if not any(path.with_name(path.name + side).exists() for side in SIDES):
            return path
    raise FileExistsError(f"no free name for {stem} in {directory}")


def sync_directory(directory: Path) -> None:
    """Make renames in a directory survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _had_one(paths: Paths) -> bool:
    log = paths.database.with_name(f"{paths.database.name}-wal")
    sizes = [path.stat().st_size for path in (log, paths.write_lock) if path.exists()]
    return any(sizes)
