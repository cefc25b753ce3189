"""Words that were written and not sent, kept by conversation: in memory at once, on disk a moment later."""

from __future__ import annotations

import json
import os
from pathlib import Path

__all__ = ["Unsent"]


class Unsent:
    """Unsent texts of one home. The file is private to its owner; one that cannot be read is put aside, not lost."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._texts: dict[str, tuple[str, str]] = {}
        self._saved: dict[str, tuple[str, str]] = {}
        self._load()

    def _load(self) -> None:
        try:
            raw = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        try:
            found = json.loads(raw)
            self._texts = {str(key): (str(text), str(purpose)) for key, (text, purpose) in found.items()}
        except (ValueError, TypeError, AttributeError):
            self._file.replace(self._file.with_suffix(".unreadable"))
        self._saved = dict(self._texts)

    def keep(self, conversation_n: int, text: str, purpose: str) -> None:
        """Remember what stands in the composer; nothing written forgets it."""
        if text.strip():
            self._texts[str(conversation_n)] = (text, purpose)
        else:
            self._texts.pop(str(conversation_n), None)

    def of(self, conversation_n: int) -> tuple[str, str] | None:
        """The text and its purpose, if something unsent is there."""
        return self._texts.get(str(conversation_n))

    def forget(self, conversation_n: int) -> None:
        """It was sent."""
        self._texts.pop(str(conversation_n), None)

    def save(self) -> None:
        """Put it on disk if anything changed, whole or not at all."""
        if self._texts == self._saved:
            return
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._file.with_suffix(".new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as out:
            json.dump(self._texts, out)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self._file)
        self._saved = dict(self._texts)
