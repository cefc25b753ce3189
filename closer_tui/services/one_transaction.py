"""Several use cases as one: done all together or not at all.

A use case opens its own transaction at the store it is given. Given this store instead, it joins the one that is open,
so that whatever is built as a use case can be part of a larger one without being written twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.database import Store
from closer_tui.store.one_trip import Work

__all__ = ["OneTransaction"]

T = TypeVar("T")


class OneTransaction(Store):
    """A store whose every transaction is `tx`. It owns nothing and is of no use once `tx` has ended."""

    def __init__(self, store: Store, tx: AsyncConnection) -> None:
        # Not Store's own: that would open connections, and this one has all it needs.
        self.paths = store.paths
        self.clock = store.clock
        self._tx = tx

    @asynccontextmanager
    async def write(self, *, bulk: bool = False) -> AsyncIterator[AsyncConnection]:
        """The transaction that is open, durable whatever is asked for; whoever opened it commits it."""
        yield self._tx

    async def transact(self, work: Work[T], *, bulk: bool = False) -> T:
        """The same, for work that is given a transaction."""
        return await work(self._tx)

    async def ask(self, work: Work[T]) -> T:
        """A question, asked where what was written is seen."""
        return await work(self._tx)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """What this transaction has written is there to be read."""
        yield self._tx
