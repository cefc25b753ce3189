"""Putting a damaged database aside so that the home can begin anew, with what can be read of it written down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from closer_tui.config.paths import Paths
from closer_tui.domain.errors import NotFound, Refused
from closer_tui.store import integrity
from closer_tui.store.lock import WriteLock
from closer_tui.store.salvage import salvage, write_report


@dataclass(frozen=True, slots=True)
class Aside:
    """Where the database is now, the report of what could be read, and how many replies in it were on their way."""

    path: Path
    report: Path
    outbox: int
    whole: bool


def begin_anew(paths: Paths, *, now: int) -> Aside:
    """Put a damaged database aside. Raises NotFound when there is none, Refused when it is healthy."""
    if not paths.database.exists():
        raise NotFound("there is no database here", "Nothing is to be done.")
    found = integrity.problems(paths.database)
    if not found:
        raise Refused("the database is healthy", "Nothing was changed; use `closer-tui restore` to take a backup back.")
    lock = WriteLock(paths.write_lock)
    try:
        with lock.held_sync():
            saved = salvage(paths.database)
            paths.backups_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            stem = integrity.free_name(paths.backups_dir, f"damaged-{now}").stem
            report = paths.backups_dir / f"{stem}-report.json"
            write_report(report, saved, now=now, why="; ".join(found[: integrity.PROBLEMS_SHOWN]))
            path = integrity.put_aside(paths, "damaged", now)
            paths.write_lock.write_bytes(b"")
    finally:
        lock.close()
    return Aside(path, report, len(saved.open_outbox), saved.whole)
