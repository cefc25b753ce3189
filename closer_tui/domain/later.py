"""Replies that leave at a chosen time, and why one does not."""

from __future__ import annotations

from typing import Final

from closer_tui.domain.clock import HOUR
from closer_tui.domain.errors import InvalidInput

__all__ = ["HELD_BACK", "HELD_BACK_HINT", "LATE", "LATE_HINT", "LATE_MS", "still_to_come"]

HELD_BACK: Final = "the customer wrote again before it was to leave"
HELD_BACK_HINT: Final = "Read what they wrote; then send it, or discard it."

LATE_MS: Final = 12 * HOUR
"""How long after its moment a reply may still leave by itself, when nothing ran that could send it."""
LATE: Final = "its moment passed while nothing ran that could send it"
LATE_HINT: Final = "Look whether it still fits; then send it, or discard it."


def still_to_come(send_at: int, now: int) -> int:
    """The moment itself. Raises InvalidInput when it has passed."""
    if send_at <= now:
        raise InvalidInput("that time has passed", "Choose a time in the future.", field="at")
    return send_at
