"""Homes with an empty database: migrated for real once a process, then copied, because a migration costs more than most
tests do."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

from closer_tui.config.paths import Paths
from closer_tui.domain.clock import Clock
from closer_tui.store.database import Store
from closer_tui.store.migrations import migrate

MADE_AT = 1_763_000_000_000
"""When the copied database says it was migrated (ms)."""


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as home:
        paths = Paths(Path(home), Path(home), Path(home))
        paths.ensure()
        migrate(paths, MADE_AT, "test")
        return paths.database.read_bytes()  # closing checkpointed it: this is all of it


def furnish(paths: Paths) -> None:
    """The folders of a home and an empty database that is up to date; one that is there stays as it is."""
    paths.ensure()
    if paths.database.exists():
        return
    handle = os.open(paths.database, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(_migrated())


async def open_store(paths: Paths, clock: Clock) -> Store:
    """`Store.open` on such a home."""
    furnish(paths)
    return await Store.open(paths, clock)
