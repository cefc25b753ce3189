"""Keys kept to be pressed again: the last command with the answers it was given, and a recording of one's own.

Each stroke remembers the screen it was pressed on. Playing waits until that screen is in front again and stops when it
does not come, so a key never fires where it was not meant. What leaves for a customer is never played: somebody has
to look at each.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Stroke", "Tapes"]

LONGEST = 500
"""Strokes of a recording; longer ones are a forgotten stop."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key as the terminal gave it, and the names of the screen and of the widget it went to."""

    key: str
    character: str | None
    screen: str
    focus: str = ""


@dataclass(slots=True)
class Tapes:
    """Two tapes: `last` runs by itself, `own` between two presses of the record key."""

    last: list[Stroke] = field(default_factory=list)
    own: list[Stroke] = field(default_factory=list)
    recording: bool = False
    _open: bool = False

    def begin_last(self) -> None:
        """A command that can be repeated begins with the next stroke."""
        self.last, self._open = [], True

    def end_last(self) -> None:
        """The command was given all its answers."""
        self._open = False

    def begin_own(self) -> None:
        """Record from now on."""
        self.own, self.recording = [], True

    def end_own(self) -> int:
        """Stop recording; how many strokes there are."""
        self.recording = False
        return len(self.own)

    def hear(self, stroke: Stroke) -> bool:
        """Keep a stroke on whichever tape runs; False when the recording has become too long and was stopped."""
        if self._open:
            self.last.append(stroke)
        if self.recording:
            self.own.append(stroke)
            if len(self.own) >= LONGEST:
                self.recording = False
                return False
        return True
