"""The headings above the place where a reader is."""

from __future__ import annotations

from typing import Final

from closer_tui.domain.text import clean

LONGEST_HEADING: Final = 200
DEEPEST: Final = 8
"""Headings above each other that are kept."""


class Outline:
    """Headings by level: a new one ends those of its own level and below."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def heading(self, level: int, text: str) -> None:
        """Whatever follows stands under this."""
        self.close(level)
        tidy = clean(text, limit=LONGEST_HEADING, multiline=False)
        if tidy:
            self._open.append((level, tidy))

    def close(self, level: int) -> None:
        """End the headings of this level and below."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()

    @property
    def path(self) -> tuple[str, ...]:
        """The open headings, outermost first."""
        return tuple(text for _, text in self._open[:DEEPEST])
