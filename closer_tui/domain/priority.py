"""How much a conversation presses: a word for people, a number for sorting."""

from __future__ import annotations

from enum import IntEnum

from closer_tui.domain.errors import InvalidInput

__all__ = ["Priority", "parse_priority"]


class Priority(IntEnum):
    """NONE is what nobody has set; it sorts below LOW."""

    NONE = 0
    LOW = 1
    NORMAL = 2
    HIGH = 3
    URGENT = 4

    @property
    def word(self) -> str:
        """As it is written everywhere."""
        return self.name.lower()


def parse_priority(text: str) -> Priority:
    """The priority of a word, or of its beginning. Raises InvalidInput."""
    typed = text.strip().casefold()
    for priority in Priority:
        if typed and priority.word.startswith(typed):
            return priority
    words = ", ".join(priority.word for priority in Priority)
    raise InvalidInput(f"{text[:40]!r} is not a priority", f"Use one of {words}.", field="priority")
