"""The API's process: a store of its own, and an engine kept at work beside it.

Drafting, sending and delivering cost processor time that a request must not wait for, so the engine is a child here
just as it is for a screen; the two share the database, and a word on the wake-up socket says that it moved.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from closer_tui.config.paths import Paths
from closer_tui.domain.clock import Clock
from closer_tui.engine.ending import end
from closer_tui.engine.wake import Wake
from closer_tui.runtime.child import EngineChild
from closer_tui.store.database import Store

log = logging.getLogger(__name__)

MOMENT_SECONDS: Final = 0.03
"""Writes within it are one word to the engine: looking costs more than writing."""


class Front:
    """What the API needs: the store, and a way to say that it was written to."""

    def __init__(self, store: Store, wake: Wake) -> None:
        self.store = store
        self._wake = wake
        self._telling: asyncio.TimerHandle | None = None

    def moved(self) -> None:
        """The store was written to; the engine and the screens look very soon."""
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(MOMENT_SECONDS, self._tell)

    def _tell(self) -> None:
        self._telling = None
        self._wake.say({"t": "changed"})

    def hush(self) -> None:
        """Say nothing more; for the end."""
        if self._telling is not None:
            self._telling.cancel()


@asynccontextmanager
async def front(paths: Paths, clock: Clock) -> AsyncIterator[Front]:
    """Open the store and keep an engine at work until the end of the block; it then finishes what was approved.

    Raises what `Store.open` raises.
    """
    store = await Store.open(paths, clock)
    wake = Wake(paths.socket, lambda _message: None, may_listen=False)
    child = EngineChild(paths, lambda state: log.info("engine: %s", state))
    made = Front(store, wake)
    tasks = [asyncio.create_task(wake.run(), name="wake-up"), asyncio.create_task(child.run(), name="engine child")]
    try:
        yield made
    finally:
        made.hush()
        await end(*tasks)
        await child.stop()
        await store.close()
