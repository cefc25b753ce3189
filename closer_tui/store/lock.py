"""The advisory lock every write transaction and checkpoint holds, in any process, for its few milliseconds.

SQLite builds before 3.51.3 can corrupt a WAL database when two connections write or checkpoint at the same moment
(sqlite.org/changes.html); the library inside Python is usually older. Readers never take it.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from closer_tui.config.paths import queue_beside
from closer_tui.domain.errors import StoreError

PATIENCE_SECONDS = 10.0
"""How long a writer waits for others before it says so; a transaction holds the lock for milliseconds."""

STAND_BACK_SECONDS = 0.1
"""How long at most a background writer lets those go first for whom a person or a peer waits."""

_FIRST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.002
_LONGEST_BACKGROUND_PAUSE = 0.008


def _busy(patience: float) -> StoreError:
    return StoreError(
        f"another process has kept the database locked for more than {patience:.0f} seconds",
        "Run `closer-tui doctor`; if an old process hangs, end it and try again.",
    )


class WriteLock:
    """An flock on a file in the home. One instance a process serialises its own tasks as well.

    Whoever has to wait says so on a second file, by a shared lock that ends with its process; a lock of the
    `background` looks there before it takes its turn, so that the engine's many small writes never starve a key press.
    """

    def __init__(self, path: Path, *, background: bool = False, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._fd = _opened(path)
        self._queue = _opened(queue_beside(path))
        self._own = asyncio.Lock()
        self._background = background
        self._patience = patience_seconds

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hold the lock without blocking the loop. Raises StoreError when its patience ends."""
        async with self._own:
            try:
                for pause in self._attempts():
                    await asyncio.sleep(pause)
                yield
            finally:
                self._let_go()

    @contextmanager
    def held_sync(self) -> Iterator[None]:
        """The same for code without a loop: migrations, backup, restore."""
        try:
            for pause in self._attempts():
                time.sleep(pause)
            yield
        finally:
            self._let_go()

    def close(self) -> None:
        """Give the file descriptors back."""
        os.close(self._fd)
        os.close(self._queue)

    def _attempts(self) -> Iterator[float]:
        """Seconds to wait before the next attempt, until the lock is ours."""
        began = time.monotonic()
        longest = _LONGEST_BACKGROUND_PAUSE if self._background else _LONGEST_PAUSE
        pause = _FIRST_PAUSE
        while self._should_stand_back(began) or not _taken(self._fd, fcntl.LOCK_EX):
            if time.monotonic() - began > self._patience:
                raise _busy(self._patience)
            if not self._background:
                _taken(self._queue, fcntl.LOCK_SH)  # not had while somebody looks; the next attempt says it
            yield pause
            pause = min(pause * 2, longest)
        fcntl.flock(self._queue, fcntl.LOCK_UN)

    def _should_stand_back(self, began: float) -> bool:
        if not self._background or time.monotonic() - began > STAND_BACK_SECONDS:
            return False
        nobody_waits = _taken(self._queue, fcntl.LOCK_EX)
        if nobody_waits:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
        return not nobody_waits

    def _let_go(self) -> None:
        """Of both: a wait that was cut short must not look like one that goes on."""
        fcntl.flock(self._queue, fcntl.LOCK_UN)
        fcntl.flock(self._fd, fcntl.LOCK_UN)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _taken(fd: int, kind: int) -> bool:
    """Whether the lock of that kind is ours now."""
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise
    return True
