"""What was searched for on the screen, for its user alone. It never leaves this file, and can be forgotten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from closer_tui.store.private_file import write_private

__all__ = ["PastSearches"]

MOST: Final = 50
LONGEST: Final = 400


class PastSearches:
    """The newest first. Reading what is damaged gives nothing: it is a convenience."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def all(self) -> list[str]:
        """What was searched for."""
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [text[:LONGEST] for text in found if isinstance(text, str)][:MOST] if isinstance(found, list) else []

    def add(self, text: str) -> None:
        """Remember one. Raises OSError."""
        text = " ".join(text.split())[:LONGEST]
        if text:
            kept = [text, *(other for other in self.all() if other != text)][:MOST]
            write_private(self._file, json.dumps(kept, ensure_ascii=False))

    def forget(self) -> int:
        """Forget all of them; how many there were. Raises OSError."""
        count = len(self.all())
        self._file.unlink(missing_ok=True)
        return count
