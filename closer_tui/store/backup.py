"""A copy of the database while it is in use: one file, complete, for this user alone.

It holds everything but the key that seals stored secrets (`secret.key`), which is to be kept apart from it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput, NotFound, Refused, StoreDamaged, StoreError
from closer_tui.store import integrity
from closer_tui.store.trouble import TROUBLE, explain

_COUNTS = (
    "SELECT (SELECT COUNT(*) FROM conversations), (SELECT COUNT(*) FROM messages),"
    " (SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending', 'unknown'))"
)


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. `outbox` counts the replies in it that were approved and not confirmed."""

    path: Path
    size: int
    conversations: int
    messages: int
    outbox: int


def backup(paths: Paths, target: Path, *, overwrite: bool = False) -> Backup:
    """Write the copy beside its target, check it, and only then give it its name.

    It is a moment of the database: readers and writers go on meanwhile, and no lock is taken, because SQLite's backup
    only reads here. Raises NotFound without a database, Refused when the target exists, StoreDamaged when what was
    copied does not pass its check, StoreError when the disk is in the way.
    """
    if not paths.database.exists():
        raise NotFound("there is no database to back up", "Nothing has been stored in this home yet.")
    target = target.expanduser().absolute()
    _check_target(paths, target, overwrite=overwrite)
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        _copy(paths.database, partial)
        found = integrity.problems(partial)
        if found:
            raise StoreDamaged(f"the database is damaged: {found[0]}", "Run `closer-tui doctor`; nothing was written.")
        _name(partial, target, overwrite=overwrite)
    except TROUBLE as error:
        raise explain(error) from error
    except OSError as error:
        raise StoreError(f"the backup cannot be written: {error.strerror}", "Choose another place.") from error
    finally:
        with suppress(OSError):
            partial.unlink()
    with closing(integrity.open_read_only(target)) as db:
        conversations, messages, outbox = db.execute(_COUNTS).fetchone()
    return Backup(target, target.stat().st_size, conversations, messages, outbox)


def _check_target(paths: Paths, target: Path, *, overwrite: bool) -> None:
    taken = {paths.database.with_name(paths.database.name + side) for side in integrity.SIDES}
    if target.resolve() in {path.resolve() for path in taken}:
        raise InvalidInput("a backup cannot be written over the database itself", "Choose another file.")
    if target.is_dir():
        raise InvalidInput(f"{target} is a directory", "Name a file in it.")
    if not target.parent.is_dir():
        raise InvalidInput(f"there is no directory {target.parent}", "Make it first, or choose another place.")
    if target.exists() and not overwrite:
        raise Refused(f"{target} exists already", "Choose another name, or give --overwrite.")


def _copy(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(integrity.open_read_only(source)) as db, closing(sqlite3.connect(target)) as copy:
        db.backup(copy)
        # One file, so that it can be copied and sent as it is; whoever opens it as a store goes back to a log.
        copy.execute("PRAGMA journal_mode = delete")
    handle = os.open(target, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(partial: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        partial.replace(target)
    else:
        try:
            target.hardlink_to(partial)  # unlike a rename, never over something that came into being meanwhile
        except FileExistsError:
            raise Refused(f"{target} exists already", "Choose another name, or give --overwrite.") from None
        except OSError:
            if target.exists():
                raise Refused(f"{target} exists already", "Choose another name, or give --overwrite.") from None
            partial.rename(target)  # a file system without links
    integrity.sync_directory(target.parent)
