"""Until when nothing is told, kept on disk so that the command line and a new screen know it too."""

from __future__ import annotations

import json
from pathlib import Path

from closer_tui.store.private_file import write_private

__all__ = ["Quiet"]


class Quiet:
    """One small file. Reading what is damaged means: not quiet."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def until(self) -> int:
        """The moment (ms), 0 when nothing was asked for."""
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0
        until = found.get("until") if isinstance(found, dict) else None
        return until if isinstance(until, int) and not isinstance(until, bool) else 0

    def keep(self, until: int) -> None:
        """Quiet until a moment (ms); 0 ends it. Raises OSError."""
        if until:
            write_private(self._file, json.dumps({"until": until}))
        else:
            self._file.unlink(missing_ok=True)
