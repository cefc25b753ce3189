"""Words that were written and not sent, one small file a conversation, on disk within moments of the last key.

    unsent/<conversation>.<writer>.json     private, replaced whole or not at all
    unsent/<writer>.lock                    held while the writer's process lives

A writer is one screen. It only ever writes files of its own, so two screens on one home never overwrite each other's
words. What a writer that is gone left behind is taken over by renaming it, which exactly one of several can do.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

__all__ = ["Found", "Unsent", "UnsentFolder"]

LONGEST: Final = 1_000_000
"""Bytes of a file that is read; a longer one is none of ours."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A text, what it is for (`reply`, `note`, `edit`), and when its last key was pressed (ms). An edit is bound to a
    revision of a draft."""

    conversation_n: int
    text: str
    purpose: str = "reply"
    at: int = 0
    draft_n: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A text on disk. `living` says that a screen which is open now has it in its composer."""

    unsent: Unsent
    file: Path
    living: bool


class UnsentFolder:
    """The files of one home, as one writer sees them. Raises OSError where the disk does not let it."""

    def __init__(self, folder: Path, *, old_file: Path | None = None) -> None:
        self._folder = folder
        self._old_file = old_file
        self._writer = os.urandom(4).hex()
        self._lock: int | None = None

    def put(self, unsent: Unsent) -> None:
        """Store one text durably in place of what this writer had stored for its conversation."""
        self._claim()
        file = self._file(unsent.conversation_n)
        beside = file.with_suffix(".new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as out:
            json.dump(asdict(unsent), out)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)

    def drop(self, conversation_n: int) -> None:
        """Forget this writer's text of a conversation."""
        self._file(conversation_n).unlink(missing_ok=True)

    def take_over(self) -> list[Unsent]:
        """Make the newest text of each conversation that nobody holds any more this writer's own, and return them.
        Older ones stay where they are."""
        if not self._folder.is_dir() and not self._has_old():
            return []
        self._claim()
        self._move_old_file()
        newest: dict[int, Found] = {}
        for found in self.everything():
            before = newest.get(found.unsent.conversation_n)
            if not found.living and (before is None or before.unsent.at < found.unsent.at):
                newest[found.unsent.conversation_n] = found
        taken: list[Unsent] = []
        for n, found in newest.items():
            with suppress(FileNotFoundError):  # another screen was faster
                found.file.rename(self._file(n))
                taken.append(found.unsent)
        self._forget_dead_locks()
        return taken

    def everything(self) -> list[Found]:
        """Every text there is, by conversation, the newest first in each."""
        found: list[Found] = []
        living: dict[str, bool] = {}
        for file in self._files():
            writer = file.name.split(".")[1]
            if writer not in living:
                living[writer] = writer == self._writer or self._lives(writer)
            unsent = _read(file)
            if unsent is not None:
                found.append(Found(unsent, file, living[writer]))
        return sorted(found, key=lambda each: (each.unsent.conversation_n, -each.unsent.at))

    def close(self) -> None:
        """This writer is gone: what it leaves may be taken over."""
        if self._lock is not None:
            (self._folder / f"{self._writer}.lock").unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def _file(self, conversation_n: int) -> Path:
        return self._folder / f"{conversation_n}.{self._writer}.json"

    def _files(self) -> Iterator[Path]:
        with suppress(FileNotFoundError):
            for file in sorted(self._folder.iterdir()):
                parts = file.name.split(".")
                if len(parts) == 3 and parts[0].isdecimal() and parts[2] == "json":
                    yield file

    def _claim(self) -> None:
        """Show that this writer lives, before its first file is there."""
        if self._lock is not None:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = self._folder / f"{self._writer}.lock"
        self._lock = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _lives(self, writer: str) -> bool:
        try:
            handle = os.open(self._folder / f"{writer}.lock", os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def _forget_dead_locks(self) -> None:
        for lock in self._folder.glob("*.lock"):
            if lock.stem != self._writer and not self._lives(lock.stem):
                lock.unlink(missing_ok=True)

    def _has_old(self) -> bool:
        return self._old_file is not None and self._old_file.exists()

    def _move_old_file(self) -> None:
        """Earlier versions kept all texts in one file; they become files of a writer that is gone."""
        if self._old_file is None or not self._old_file.exists():
            return
        try:
            texts = json.loads(self._old_file.read_text(encoding="utf-8", errors="surrogatepass"))
            old = [Unsent(int(n), str(text), str(purpose)) for n, (text, purpose) in texts.items()]
        except (ValueError, TypeError, AttributeError):
            self._old_file.replace(self._old_file.with_suffix(".unreadable"))
            return
        for unsent in old:
            self.put(unsent)
            self._file(unsent.conversation_n).rename(self._folder / f"{unsent.conversation_n}.before.json")
        self._old_file.unlink()


def _read(file: Path) -> Unsent | None:
    """The text in a file; None when it has gone. One that cannot be read is put aside, not lost."""
    try:
        with file.open("rb") as source:
            raw = source.read(LONGEST)
    except FileNotFoundError:
        return None
    try:
        match json.loads(raw.decode("utf-8", "surrogatepass")):
            case {
                "conversation_n": int(n),
                "text": str(text),
                "purpose": str(purpose),
                "at": int(at),
                "draft_n": int(draft_n),
                "revision": int(revision),
            }:
                return Unsent(n, text, purpose, at, draft_n, revision)
    except (ValueError, RecursionError):
        pass
    with suppress(FileNotFoundError):
        file.replace(file.with_suffix(".unreadable"))
    return None
