"""The pragmas of every connection, and the proof that they took.

PRAGMA is per connection: one that came up without them would lose acknowledged replies in a power cut, so each is
read back and a mismatch refuses to open the store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final, Protocol

from closer_tui.domain.errors import StoreError

FULL, NORMAL = 2, 1


class Cursor(Protocol):
    """What both sqlite3 and SQLAlchemy's adapted aiosqlite cursors offer."""

    def execute(self, sql: str, /) -> object: ...
    def fetchone(self) -> object: ...
    def close(self) -> None: ...


WRITER: Final[Mapping[str, int | str]] = {
    "busy_timeout": 5_000,
    "journal_mode": "wal",
    "foreign_keys": 1,
    "secure_delete": 1,
    "synchronous": FULL,
    "wal_autocheckpoint": 1_000,
    "cache_size": -16_000,
    "temp_store": 2,
    "trusted_schema": 0,
}
BULK_WRITER: Final = dict(WRITER) | {"synchronous": NORMAL, "cache_size": -64_000}
READER: Final[Mapping[str, int | str]] = {
    "busy_timeout": 5_000,
    "query_only": 1,
    "cache_size": -8_000,
    "temp_store": 2,
    "trusted_schema": 0,
    "wal_autocheckpoint": 0,
}


def apply(cursor: Cursor, wanted: Mapping[str, int | str]) -> None:
    """Set each pragma and read it back. Raises StoreError naming the one that did not take."""
    for name, value in wanted.items():
        cursor.execute(f"PRAGMA {name} = {value}")
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
        actual = row[0] if isinstance(row, tuple | sqlite3.Row) else row
        if str(actual).lower() != str(value).lower():
            raise StoreError(
                f"the database refused PRAGMA {name} = {value} (it says {actual})",
                "Keep the home on a local disk that supports write-ahead logging; run `closer-tui doctor`.",
            )
