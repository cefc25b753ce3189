"""What can still be read of a damaged database: the outbox, the decisions, the log, as one JSON file for a person.

It is for reading, not for sending: nothing takes a reply out of it by itself.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from closer_tui.store.integrity import SIDES

Rows = list[dict[str, Any]]

OPEN_STATES: Final = ("queued", "sending", "unknown", "failed")
_WANTED: Final = {
    "outbox": "n",
    "drafts": "n",
    "escalations": "n",
    "audit": "seq",
}
"""Tables worth saving that cannot be fetched again, with the column that numbers their rows."""
MOST_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Rows by table, and what went wrong on the way; `whole` when nothing did."""

    tables: dict[str, Rows]
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every row there was is here."""
        return not self.problems

    @property
    def open_outbox(self) -> Rows:
        """Replies that were approved and not confirmed."""
        return [row for row in self.tables.get("outbox", []) if row.get("state") in OPEN_STATES]


def salvage(database: Path) -> Salvaged:
    """Read what can be read, from a copy, so that the damaged file is not touched even by recovery."""
    with tempfile.TemporaryDirectory(prefix="closer-tui-") as folder:
        copy = Path(folder) / "copy.db"
        for side in SIDES[:2]:
            source = database.with_name(database.name + side)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + side))
        return _read(copy)


def _read(database: Path) -> Salvaged:
    tables: dict[str, Rows] = {}
    problems: list[str] = []
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as db:
            db.row_factory = sqlite3.Row
            db.text_factory = lambda raw: raw.decode("utf-8", "replace")
            for table, number in _WANTED.items():
                tables[table] = _rows(db, table, number, problems)
    except sqlite3.Error as error:
        problems.append(str(error))
    return Salvaged(tables, tuple(problems))


def _rows(db: sqlite3.Connection, table: str, number: str, problems: list[str]) -> Rows:
    """Rows from both ends, as far as each way leads: a broken page in the middle hides only itself."""
    found: dict[int, dict[str, Any]] = {}
    for way in ("ASC", "DESC"):
        try:
            query = f"SELECT * FROM {table} NOT INDEXED ORDER BY {number} {way} LIMIT {MOST_ROWS}"  # noqa: S608 - ours
            for row in db.execute(query):
                found[row[number]] = dict(row)
        except sqlite3.Error as error:
            problems.append(f"{table}: {error}")
        else:
            break
    return [found[n] for n in sorted(found)]


def write_report(target: Path, salvaged: Salvaged, *, now: int, why: str) -> Path:
    """The report as JSON, for this user alone; returns where it is."""
    document = {
        "made_at_ms": now,
        "why": why,
        "whole": salvaged.whole,
        "problems": list(salvaged.problems),
        "outbox_open": salvaged.open_outbox,
        "tables": salvaged.tables,
    }
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=1, default=str)
        file.flush()
        os.fsync(file.fileno())
    return target
