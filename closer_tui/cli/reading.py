"""Opening the database for a command that only reads; one that waits for a migration is brought up to date first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from closer_tui.config.paths import Paths
from closer_tui.domain.errors import StoreBehind

if TYPE_CHECKING:
    from closer_tui.store.views.reader import Reader


@contextmanager
def reading(paths: Paths) -> Iterator[Reader]:
    """A reader of the home. Raises what `Reader.open` raises, but StoreBehind."""
    from closer_tui.store.views.reader import Reader

    try:
        reader = Reader.open(paths)
    except StoreBehind:
        _migrate(paths)
        reader = Reader.open(paths)
    with reader:
        yield reader


def _migrate(paths: Paths) -> None:
    from closer_tui import __version__
    from closer_tui.domain.clock import SystemClock
    from closer_tui.store.lock import WriteLock
    from closer_tui.store.migrations import migrate

    lock = WriteLock(paths.write_lock)
    try:
        with lock.held_sync():
            migrate(paths, SystemClock().now(), __version__)
    finally:
        lock.close()
