"""The throw-away directory of a demo: private, gone at the end, and cleared away by the next demo if it was killed.

A running demo holds a file lock in its directory; whoever gets that lock knows that the demo is dead.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from closer_tui.config.paths import Paths, resolve_paths

PREFIX: Final = f"closer-tui-demo-{os.getuid()}-"
LOCK: Final = "lock"
YOUNG_SECONDS: Final = 60.0
"""A directory without a lock file may be one that is being made this very moment."""
TRIES: Final = 5


class Place:
    """The directory of one demo and its two homes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def owner(self) -> Paths:
        """The home of whoever plays the owner."""
        return resolve_paths(self.root / "owner")

    @property
    def server(self) -> Paths:
        """The home of the sandbox server."""
        return resolve_paths(self.root / "server")

    def remove(self) -> None:
        """Delete everything, sockets elsewhere included."""
        for home in (self.owner, self.server):
            home.socket.unlink(missing_ok=True)
            with suppress(OSError):
                # Where paths are too long for sockets, these share a directory; another program may be using it.
                home.socket.parent.rmdir()
        for _ in range(TRIES):
            # A process that is just ending may still write a file into a directory that was emptied.
            shutil.rmtree(self.root, ignore_errors=True)
            if not self.root.exists():
                return
            time.sleep(0.1)


@contextmanager
def temporary_place(parent: Path | None = None) -> Iterator[Place]:
    """A new directory in `parent` (by default the system's for temporary files), removed at the end of the block."""
    parent = parent or Path(tempfile.gettempdir())
    remove_leftovers(parent)
    place = Place(Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)))
    lock = os.open(place.root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place
    finally:
        place.remove()
        os.close(lock)


def remove_leftovers(parent: Path | None = None) -> list[Path]:
    """Remove the directories of this user's demos that are no longer running; returns them."""
    parent = parent or Path(tempfile.gettempdir())
    gone: list[Path] = []
    for root in sorted(parent.glob(f"{PREFIX}*")):
        with suppress(OSError):
            if _ours(root) and _dead(root):
                Place(root).remove()
                gone.append(root)
    return gone


def _ours(root: Path) -> bool:
    """A directory, not a link, of this user and closed to others: never follow what somebody else put there."""
    found = root.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077


def _dead(root: Path) -> bool:
    try:
        lock = os.open(root / LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return time.time() - root.lstat().st_mtime > YOUNG_SECONDS
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
