"""A transaction that is open already, as a store: what would be several transactions becomes one, piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.clock import Clock, ManualClock
from closer_tui.store.database import Store
from closer_tui.store.one_trip import Work

T = TypeVar("T")


class Together(Store):
    """Each `write` is a savepoint of `tx`: it stands or falls alone, and is on the disk when `tx` is. Time stands still
    at `now` (ms), as it does within any transaction. It reads what it has written; it cannot be closed."""

    def __init__(self, tx: AsyncConnection, now: int) -> None:
        self._tx = tx
        self.clock: Clock = ManualClock(now)

    @asynccontextmanager
    async def write(self, *, bulk: bool = False) -> AsyncIterator[AsyncConnection]:
        """A part of the transaction, undone alone by an exception."""
        async with self._tx.begin_nested():
            yield self._tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """The transaction itself."""
        yield self._tx

    async def transact(self, work: Work[T], *, bulk: bool = False) -> T:
        """The same for a transaction that is handed over whole."""
        async with self.write() as tx:
            return await work(tx)

    async def close(self) -> None:
        """Nothing of its own to close."""
