"""A process that dies at a chosen step: work is run, and dropped at the n-th time anything in it waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any


class _Counted(Coroutine[Any, Any, Any]):
    """A coroutine that tells whenever it gives the loop back."""

    def __init__(self, work: Coroutine[Any, Any, Any], waits: Callable[[], None]) -> None:
        self._work = work
        self._waits = waits

    def send(self, value: Any) -> Any:
        waited = self._work.send(value)
        self._waits()
        return waited

    def throw(self, *error: Any) -> Any:
        waited = self._work.throw(*error)
        self._waits()
        return waited

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._work.__await__()


async def run_until_step(work: Coroutine[Any, Any, Any], step: int) -> bool:
    """Cancel `work`, with every task it started, at its n-th wait. True when it came to its end before that."""
    loop = asyncio.get_running_loop()
    before, left = loop.get_task_factory(), step
    root: asyncio.Task[Any] | None = None

    def waits() -> None:
        nonlocal left
        left -= 1
        if left == 0 and root is not None:
            # Not at once: a task cannot be cancelled from inside its own step and still be seen to wait.
            loop.call_soon(root.cancel)

    def counted(inside: asyncio.AbstractEventLoop, coroutine: Any, **named: Any) -> asyncio.Task[Any]:
        return asyncio.Task(_Counted(coroutine, waits), loop=inside, **named)

    loop.set_task_factory(counted)
    try:
        root = loop.create_task(work)
        with suppress(asyncio.CancelledError):
            await root
    finally:
        loop.set_task_factory(before)
    return not root.cancelled()
