"""Something opened once, late, and shared: whoever asks first opens it, whoever asks meanwhile waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

__all__ = ["Once"]

T = TypeVar("T")


class Once(Generic[T]):
    """`get` gives the one thing. After a failure the next to ask tries again."""

    def __init__(self, make: Callable[[], Awaitable[T]]) -> None:
        self._make = make
        self._lock = asyncio.Lock()
        self.opened: T | None = None

    async def get(self) -> T:
        """The thing, opened if need be."""
        async with self._lock:
            if self.opened is None:
                self.opened = await self._make()
            return self.opened
