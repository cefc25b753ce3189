"""The commands chosen lately in the palette, newest first: offered before anything is typed."""

from __future__ import annotations

import json
import logging
from pathlib import Path

__all__ = ["RecentCommands"]

log = logging.getLogger(__name__)

KEPT = 6


class RecentCommands:
    """Ids of commands in a small file. It is a convenience: a file that is gone or damaged means none."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def ids(self) -> list[str]:
        """Newest first."""
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [str(each) for each in found][:KEPT] if isinstance(found, list) else []

    def chose(self, command: str) -> None:
        """Remember a choice; a disk that refuses is written down and nothing more."""
        ids = [command, *(each for each in self.ids() if each != command)][:KEPT]
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file.write_text(json.dumps(ids), encoding="utf-8")
            self._file.chmod(0o600)
        except OSError as error:
            log.warning("the chosen command could not be remembered: %s", error)
