"""Jobs that run for as long as the engine does. This loop is one of the three places that catch everything: a job that
fails is logged and comes back later, and never takes another one down."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import random

from closer_tui.domain.errors import CloserError
from closer_tui.domain.retry import backoff

log = logging.getLogger(__name__)

FIRST_PAUSE_MS = 500
LONGEST_PAUSE_MS = 60_000


@dataclass(slots=True)
class Job:
    """`run` does one round and returns how many seconds may pass before the next; `poke` makes it come at once."""

    name: str
    run: Callable[[], Awaitable[float]]
    failures: int = 0
    last_error: str = ""
    _poked: asyncio.Event = field(default_factory=asyncio.Event)

    def poke(self) -> None:
        """There is something to do now."""
        self._poked.set()

    async def loop(self) -> None:
        """Round after round until cancelled."""
        while True:
            pause = await self.round()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._poked.wait()
            self._poked.clear()

    async def round(self) -> float:
        """One round; returns the seconds until the next, longer after every failure in a row."""
        try:
            pause = await self.run()
        except CloserError as error:
            return self._failed(str(error), trace=False)
        except Exception as error:  # noqa: BLE001 - the job loop is a named boundary
            return self._failed(f"{type(error).__name__}: {error}", trace=True)
        self.failures, self.last_error = 0, ""
        return pause

    def _failed(self, why: str, *, trace: bool) -> float:
        self.failures += 1
        self.last_error = why
        log.error("%s failed (%d in a row): %s", self.name, self.failures, why, exc_info=trace)
        return (FIRST_PAUSE_MS + backoff(self.failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS, random)) / 1000
