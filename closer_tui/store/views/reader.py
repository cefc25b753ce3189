"""The connection of the read side: read-only, checked on opening, with errors that say what to do next.

One reader belongs to one thread at a time; opening costs half a millisecond, a query about 0.15.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self

from closer_tui.config.paths import Paths
from closer_tui.domain.errors import NotFound, StoreBehind
from closer_tui.store import integrity
from closer_tui.store.migrations import NAMES, applied, check_not_newer
from closer_tui.store.trouble import TROUBLE, explain
from closer_tui.store.views.folding import fold
from closer_tui.store.views.tokens import side_by_side

Params = Sequence[Any] | Mapping[str, Any]

MMAP_BYTES: Final = 1 << 30
"""Random reads of a thread are eight times faster from mapped pages; only read-only connections may map."""
BUSY_MS: Final = 5_000
"""How long a read waits where it must wait at all (recovery after a crash); WAL readers otherwise never do."""

_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA query_only = 1",
    "PRAGMA trusted_schema = 0",
    "PRAGMA temp_store = 2",
    "PRAGMA cache_size = -8000",
    f"PRAGMA mmap_size = {MMAP_BYTES}",
)


class Reader:
    """A read-only view of one home's database. Make it with `Reader.open`; it is a context manager."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, paths: Paths) -> Self:
        """Open the database of a home.

        Raises NotFound when there is none yet, StoreBehind when it waits for a migration, StoreTooNew when a newer
        program wrote it, StoreDamaged when it cannot be read.
        """
        integrity.check_at_start(paths)
        if not paths.database.exists() or paths.database.stat().st_size == 0:
            raise NotFound("there is no database here yet", "Run `closer-tui demo`, or `closer-tui connect`.")
        try:
            db = sqlite3.connect(
                f"{paths.database.absolute().as_uri()}?mode=ro",
                uri=True,
                isolation_level=None,
                timeout=BUSY_MS / 1_000,
                check_same_thread=False,
            )
        except TROUBLE as error:
            raise explain(error) from error
        try:
            for pragma in _PRAGMAS:
                db.execute(pragma)
            db.create_function("fold", 1, fold, deterministic=True)
            db.create_function("side_by_side", 3, side_by_side, deterministic=True)
            names = applied(db)
            check_not_newer(names)
            if len(names) < len(NAMES):
                raise StoreBehind(
                    "the database waits to be brought up to date",
                    "Start closer-tui, or run `closer-tui sync --once`: it is done then, with a backup first.",
                )
        except TROUBLE as error:
            db.close()
            raise explain(error) from error
        except BaseException:
            db.close()
            raise
        return cls(db)

    def all(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        try:
            return self._db.execute(sql, params).fetchall()
        except TROUBLE as error:
            raise explain(error) from error

    def one(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        """The first row of a query, if any."""
        try:
            row: tuple[Any, ...] | None = self._db.execute(sql, params).fetchone()
        except TROUBLE as error:
            raise explain(error) from error
        return row

    def number(self, sql: str, params: Params = ()) -> int:
        """The first column of the first row as a whole number; 0 for none."""
        row = self.one(sql, params)
        return int(row[0] or 0) if row else 0

    @contextmanager
    def moment(self) -> Iterator[Self]:
        """Several queries that see one and the same moment of the database."""
        try:
            self._db.execute("BEGIN")
        except TROUBLE as error:
            raise explain(error) from error
        try:
            yield self
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def interrupt(self) -> None:
        """Stop a running query from another thread; it then raises StoreError."""
        self._db.interrupt()

    def close(self) -> None:
        """Give the connection back; closing twice is fine."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
