"""Whole transactions in one trip to a database thread, for the API, which is asked a hundred times a second.

The row modules are coroutines that await statements and nothing else. Over the connection here a statement answers at
once, so such a coroutine never really waits, and can be run to its end on the thread: a transaction of thirty
statements then costs one wake-up of the loop instead of thirty, and half the time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Engine, NestedTransaction, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.config.paths import Paths
from closer_tui.store import pragmas

T = TypeVar("T")
Work = Callable[[AsyncConnection], Coroutine[Any, Any, T]]
"""Awaits statements on the connection it is given, and nothing else."""


class _Savepoint:
    """`begin_nested` as `async with`."""

    def __init__(self, transaction: NestedTransaction) -> None:
        self._transaction = transaction

    async def __aenter__(self) -> None:
        self._transaction.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transaction.__exit__(kind, error, trace)


class _Direct:
    """What the row modules use of an AsyncConnection, without waiting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        return self._connection.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> Any:
        return self._connection.exec_driver_sql(statement, parameters)

    def begin_nested(self) -> _Savepoint:
        return _Savepoint(self._connection.begin_nested())


def _run(work: Work[T], connection: Connection) -> T:
    coroutine = work(cast(AsyncConnection, _Direct(connection)))
    try:
        coroutine.send(None)
    except StopIteration as end:
        return cast(T, end.value)
    coroutine.close()
    raise RuntimeError("a transaction in one trip waited for something other than the database")


class OneTrip:
    """A thread and a connection for writing, a thread and a connection for reading, made on first use."""

    def __init__(self, paths: Paths) -> None:
        self._writer: Final = _Place(paths, pragmas.WRITER, "BEGIN IMMEDIATE", "api writer")
        self._reader: Final = _Place(paths, pragmas.READER, "BEGIN", "api reader")

    async def write(self, work: Work[T]) -> T:
        """Commit at the end, roll back on any error. The caller holds the write lock."""
        return await self._writer.run(work)

    async def read(self, work: Work[T]) -> T:
        """See one moment of the database. For short questions: they are answered one after the other."""
        return await self._reader.run(work)

    async def close(self) -> None:
        """Close both connections on their threads, and end those."""
        await self._reader.close()
        await self._writer.close()


class _Place:
    """One thread with one connection."""

    def __init__(self, paths: Paths, wanted: Mapping[str, int | str], begin: str, name: str) -> None:
        self._paths = paths
        self._wanted = wanted
        self._begin = begin
        self._name = name
        self._thread: ThreadPoolExecutor | None = None
        self._engine: Engine | None = None

    async def run(self, work: Work[T]) -> T:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._transaction, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            # The thread cannot be stopped half way, and the caller's lock must outlive the transaction.
            await asyncio.wait([running])
            raise

    async def close(self) -> None:
        if self._thread is not None:
            if self._engine is not None:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
            self._thread.shutdown()

    def _transaction(self, work: Work[T]) -> T:
        if self._engine is None:
            self._engine = self._open()
        with self._engine.begin() as connection:
            return _run(work, connection)

    def _open(self) -> Engine:
        engine = create_engine(f"sqlite:///{self._paths.database}", pool_size=1, max_overflow=0)

        @event.listens_for(engine, "connect")
        def _connect(connection: DBAPIConnection, _record: object) -> None:
            connection.isolation_level = None
            cursor = connection.cursor()
            try:
                pragmas.apply(cursor, self._wanted)
            finally:
                cursor.close()

        @event.listens_for(engine, "begin")
        def _start(connection: Connection) -> None:
            connection.exec_driver_sql(self._begin)

        return engine
