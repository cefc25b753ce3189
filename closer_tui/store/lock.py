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

from closer_tui.domain.errors import StoreError

PATIENCE_SECONDS = 10.0
"""How long a writer waits for others before it says so; a transaction holds the lock for milliseconds."""

_FIRST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.008


def _busy(patience: float) -> StoreError:
    return StoreError(
        f"another process has kept the database locked for more than {patience:.0f} seconds",
        "Run `closer-tui doctor`; if an old process hangs, end it and try again.",
    )


class WriteLock:
    """An flock on a file in the home. One instance a process serialises its own tasks as well."""

    def __init__(self, path: Path, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._own = asyncio.Lock()
        self._patience = patience_seconds

    def _try(self) -> bool:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            raise
        return True

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hold the lock without blocking the loop. Raises StoreError when its patience ends."""
        async with self._own:
            pause, deadline = _FIRST_PAUSE, time.monotonic() + self._patience
            while not self._try():
                if time.monotonic() > deadline:
                    raise _busy(self._patience)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            try:
                yield
            finally:
                fcntl.flock(self._fd, fcntl.LOCK_UN)

    @contextmanager
    def held_sync(self) -> Iterator[None]:
        """The same for code without a loop: migrations, backup, restore."""
        pause, deadline = _FIRST_PAUSE, time.monotonic() + self._patience
        while not self._try():
            if time.monotonic() > deadline:
                raise _busy(self._patience)
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        try:
            yield
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file descriptor back."""
        os.close(self._fd)
