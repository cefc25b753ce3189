"""Whole transactions in one trip to a database thread, for the API, which is asked a hundred times a second, and for
sync, whose pages are thousands of rows.

The row modules are coroutines that await statements and nothing else. Over the connection here a statement answers at
once, so such a coroutine never really waits, and can be run to its end on the thread: a transaction of thirty
statements then costs one wake-up of the loop instead of thirty, and half the time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Engine, NestedTransaction, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.config.paths import Paths
from closer_tui.store import pragmas
from closer_tui.store.lock import WriteLock

T = TypeVar("T")
MOST_TOGETHER: Final = 16
"""Writes that share a trip at most: the last of them waits for all."""

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


class _Outcome:
    """What became of one piece of work; carries whatever it raised to whoever asked for it."""

    def __init__(self) -> None:
        self.value: Any = None
        self.error: BaseException | None = None

    def __enter__(self) -> _Outcome:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error
        return True


def _each(works: Sequence[Work[Any]], connection: Connection) -> list[_Outcome]:
    """Run them one after the other in one transaction, each undone alone when it fails."""
    if len(works) == 1:
        alone = _Outcome()
        alone.value = _run(works[0], connection)
        return [alone]
    outcomes: list[_Outcome] = []
    for work in works:
        with _Outcome() as outcome, connection.begin_nested():
            outcome.value = _run(work, connection)
        driver = connection.connection.dbapi_connection
        if outcome.error is not None and not getattr(driver, "in_transaction", False):
            # A full disk makes SQLite undo the whole transaction, with what others were about to be told is done.
            raise outcome.error
        outcomes.append(outcome)
    return outcomes


class OneTrip:
    """A thread and a connection for writing, a thread and a connection for reading, made on first use.

    Writes that wait for one another share a trip and a commit: each stands or falls alone, and nobody is answered
    before all of them are on the disk. So the busier the machine is, the less a write costs.
    """

    def __init__(self, paths: Paths, lock: WriteLock, wanted: Mapping[str, int | str] = pragmas.WRITER) -> None:
        self._lock: Final = lock
        self._writer: Final = _Place(paths, wanted, "BEGIN IMMEDIATE", "api writer")
        self._reader: Final = _Place(paths, pragmas.READER, "BEGIN", "api reader")
        self._waiting: deque[tuple[Work[Any], asyncio.Future[Any]]] = deque()
        self._writing: asyncio.Task[None] | None = None

    async def write(self, work: Work[T]) -> T:
        """Commit at the end, roll back on any error, under the write lock."""
        asked: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, asked))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(), name="api writer")
        return await asked

    async def read(self, work: Work[T]) -> T:
        """See one moment of the database. For short questions: they are answered one after the other."""
        return await self._reader.run(partial(_run, work))

    async def close(self) -> None:
        """Finish what was asked for, close both connections on their threads, and end those."""
        if self._writing is not None:
            await asyncio.wait([self._writing])
        await self._reader.close()
        async with self._lock.held():
            await self._writer.close()

    async def _write_all(self) -> None:
        """Until nobody waits. What goes wrong with a whole trip goes to everybody who was on it."""
        while self._waiting:
            batch: list[tuple[Work[Any], asyncio.Future[Any]]] = []
            with _Outcome() as trip:
                async with self._lock.held():
                    while self._waiting and len(batch) < MOST_TOGETHER:
                        work, asked = self._waiting.popleft()
                        if not asked.cancelled():
                            batch.append((work, asked))
                    if batch:
                        trip.value = await self._writer.run(partial(_each, [work for work, _ in batch]))
            outcomes = trip.value or [trip] * len(batch)
            if trip.error is not None and not batch:  # the lock could not be had: nobody's work was begun
                batch, outcomes = list(self._waiting), [trip] * len(self._waiting)
                self._waiting.clear()
            for (_, asked), outcome in zip(batch, outcomes, strict=True):
                if asked.cancelled():
                    continue
                if outcome.error is not None:
                    asked.set_exception(outcome.error)
                else:
                    asked.set_result(outcome.value)
            if isinstance(trip.error, asyncio.CancelledError):
                raise trip.error


class _Place:
    """One thread with one connection."""

    def __init__(self, paths: Paths, wanted: Mapping[str, int | str], begin: str, name: str) -> None:
        self._paths = paths
        self._wanted = wanted
        self._begin = begin
        self._name = name
        self._thread: ThreadPoolExecutor | None = None
        self._engine: Engine | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._transaction, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            # The thread cannot be stopped half way, and the lock must outlive the transaction.
            await asyncio.wait([running])
            raise

    async def close(self) -> None:
        if self._thread is not None:
            if self._engine is not None:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
            self._thread.shutdown()

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        if self._engine is None:
            self._engine = self._open()
        with self._engine.begin() as connection:
            return work(connection)

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
