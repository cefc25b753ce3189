"""The store: one writer at a time under the advisory lock, readers apart, every connection proven.

    async with store.write() as tx:   # BEGIN IMMEDIATE, synchronous=FULL: what a person or a peer was told
    async with store.write(bulk=True) # synchronous=NORMAL: what can be fetched again
    async with store.read() as conn:  # a read-only snapshot

No transaction may span an await on the network: the lock is held for its whole length.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from closer_tui import __version__
from closer_tui.config.paths import Paths
from closer_tui.domain.clock import Clock
from closer_tui.store import driver, integrity, leases, pragmas
from closer_tui.store.lock import WriteLock
from closer_tui.store.migrations import migrate
from closer_tui.store.one_trip import OneTrip, Work
from closer_tui.store.trouble import TROUBLE, explain, of_the_file

T = TypeVar("T")

READERS: Final = 4
"""Read connections one process keeps; a fifth reader waits for a free one."""


def _engine(paths: Paths, wanted: Mapping[str, int | str], *, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{paths.database}",
        async_creator=partial(driver.connect, paths.database),
        pool_size=size,
        max_overflow=0,
        pool_reset_on_return=None,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        cursor = connection.cursor()
        try:
            pragmas.apply(cursor, wanted)
        finally:
            cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def _told() -> Iterator[None]:
    """When writing meets the file's errors or the disk's, say what to do."""
    try:
        yield
    except DBAPIError as error:
        known = of_the_file(error.orig)
        if known is None:
            raise
        raise known from error


class Store:
    """One open home. Make it with `Store.open`, give it back with `close`."""

    def __init__(self, paths: Paths, clock: Clock, *, background: bool = False) -> None:
        self.paths = paths
        self.clock = clock
        self.holder: Final = leases.new_holder()
        """Names this process in leases."""
        self.lock = WriteLock(paths.write_lock, background=background)
        self._durable = _engine(paths, pragmas.WRITER, begin="BEGIN IMMEDIATE", size=1)
        self._bulk = _engine(paths, pragmas.BULK_WRITER, begin="BEGIN IMMEDIATE", size=1)
        self._readers = _engine(paths, pragmas.READER, begin="BEGIN", size=READERS)
        self._one_trip = OneTrip(paths, self.lock)
        self._bulk_trip = OneTrip(paths, self.lock, pragmas.BULK_WRITER)

    @classmethod
    async def open(cls, paths: Paths, clock: Clock, *, background: bool = False) -> Store:
        """Create or migrate the database and prove its pragmas. A `background` process lets others write first.

        Raises StoreTooNew, StoreDamaged, or StoreError when the disk or another process is in the way.
        """
        paths.ensure()
        integrity.check_at_start(paths)
        if not paths.database.exists():
            # Only then: closing a file drops the locks that other connections of this process have on it.
            os.close(os.open(paths.database, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        store = cls(paths, clock, background=background)
        try:
            async with store.lock.held():
                await asyncio.to_thread(migrate, paths, clock.now(), __version__)
                integrity.mark_made(paths)
            for bulk in (False, True):
                async with store.write(bulk=bulk):
                    pass
            async with store.read():
                pass
        except TROUBLE as error:
            await store.close()
            raise explain(error) from error
        except BaseException:
            await store.close()
            raise
        return store

    @asynccontextmanager
    async def write(self, *, bulk: bool = False) -> AsyncIterator[AsyncConnection]:
        """A write transaction, committed at the end of the block and rolled back by any exception.

        Raises StoreError when the disk does not let it, StoreDamaged when the file does not.
        """
        with _told():
            async with self.lock.held(), (self._bulk if bulk else self._durable).begin() as tx:
                yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A read-only connection that sees one moment of the database."""
        async with self._readers.connect() as conn:
            yield conn
            await conn.rollback()

    async def transact(self, work: Work[T], *, bulk: bool = False) -> T:
        """Run `work`, which awaits statements and nothing else, as one transaction on a thread of its own; `bulk` as in
        `write`.

        Much cheaper than `write` for transactions of many statements; see `one_trip`.
        """
        with _told():
            return await (self._bulk_trip if bulk else self._one_trip).write(work)

    async def ask(self, work: Work[T]) -> T:
        """The same for a short question on a read-only connection."""
        return await self._one_trip.read(work)

    async def checkpoint(self) -> None:
        """Move the write-ahead log into the database; for idle moments."""
        async with self.lock.held(), self._durable.connect() as conn:
            raw = (await conn.get_raw_connection()).driver_connection
            if raw is not None:
                await (await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")).close()

    async def close(self) -> None:
        """Close every connection. The last one to close checkpoints, so this too holds the lock."""
        await self._one_trip.close()
        await self._bulk_trip.close()
        async with self.lock.held():
            for engine in (self._readers, self._bulk, self._durable):
                await engine.dispose()
        self.lock.close()
