"""What decides and what undoes, made on first use: the first frame shows a list and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from closer_tui.tui.asking import Ask
    from closer_tui.tui.decisions import Decisions
    from closer_tui.tui.desk import OpenDesk
    from closer_tui.tui.notices import Tell
    from closer_tui.tui.undo import UndoStack
    from closer_tui.tui.when import When

__all__ = ["Workshop"]


class Workshop:
    """Makes one of each and keeps it."""

    def __init__(
        self, *, desk: OpenDesk, ask: Ask, tell: Tell, when: When, hold_ms: int, done: Callable[[], None]
    ) -> None:
        self._desk = desk
        self._ask = ask
        self._tell = tell
        self._when = when
        self._hold_ms = hold_ms
        self.done = done
        """To be called after whatever was done, so that it is seen."""

    @cached_property
    def undo(self) -> UndoStack:
        """What can be taken back."""
        from closer_tui.tui.undo import UndoStack

        return UndoStack()

    @cached_property
    def decisions(self) -> Decisions:
        """What follows a decision key."""
        from closer_tui.tui.decisions import Decisions

        return Decisions(self._desk, self._ask, self._tell, self.undo, self._when, self.done, self._hold_ms)
