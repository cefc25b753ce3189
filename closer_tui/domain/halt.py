"""The bot stopped by hand, everywhere at once, until somebody lets it go on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

META_KEY: Final = "halt"
"""Under which the stop in force stands among the program's notes."""

LONGEST_REASON: Final = 200

HINT: Final = "`closer-tui resume` lets it go on."


@dataclass(frozen=True, slots=True)
class Halt:
    """Since when (ms), by whom, and why, if they said."""

    at: int
    by: str
    reason: str = ""


def parse_halt(value: str | None) -> Halt | None:
    """What stands there; None for nothing. What cannot be read counts as stopped, for somebody wanted that."""
    if value is None:
        return None
    try:
        said = json.loads(value)
        return Halt(int(said["at"]), str(said["by"]), str(said["reason"]))
    except (ValueError, KeyError, TypeError):
        return Halt(0, "somebody")
