"""The connection SQLAlchemy's aiosqlite dialect drives, with one trip to the database thread a statement.

aiosqlite makes four (cursor, execute, fetch, close), each with two wake-ups of the loop; a transaction of thirty
statements then spends most of its time on the way. Here a statement is executed and its rows are fetched in one trip;
the other three calls answer at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite

Parameters = Sequence[Any]


class _Cursor:
    """What the dialect asks of an asynchronous cursor. Rows are all in memory after `execute`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> _Cursor:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def execute(self, sql: str, parameters: Parameters = ()) -> _Cursor:
        """Run one statement and fetch what it returns."""
        return await self._run(sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Parameters]) -> _Cursor:
        """Run one statement for each row of parameters."""
        return await self._run(sqlite3.Cursor.executemany, sql, parameters)

    async def fetchall(self) -> list[Any]:
        """The rows, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """The real cursor was closed on its thread."""

    async def _run(self, call: Any, sql: str, parameters: Any) -> _Cursor:
        (self._rows, self.description, self.rowcount, self.lastrowid) = await self._connection.on_thread(
            call, sql, parameters
        )
        return self


class Connection(aiosqlite.Connection):
    """aiosqlite's connection and thread, with cursors that do everything in one trip."""

    def cursor(self) -> Any:
        """A cursor, without a trip: the real one is made when a statement is run."""
        return _Cursor(self)

    async def on_thread(self, call: Any, sql: str, parameters: Any) -> tuple[list[Any], Any, int, int | None]:
        """Rows, description, row count and last row id of one statement."""
        result = await self._execute(_complete, self._conn, call, sql, parameters)  # type: ignore[no-untyped-call]
        rows, description, count, last = result
        return rows, description, count, last


def _complete(
    connection: sqlite3.Connection, call: Any, sql: str, parameters: Any
) -> tuple[list[Any], Any, int, int | None]:
    cursor = connection.cursor()
    try:
        call(cursor, sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return rows, cursor.description, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


async def connect(database: Path) -> Connection:
    """Open the database on a thread of its own. Nothing waits for that thread when the process ends."""
    connection = Connection(partial(sqlite3.connect, str(database)), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy's dialect does for the connections it makes itself
    await connection
    return connection
