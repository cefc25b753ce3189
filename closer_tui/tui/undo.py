"""What can be taken back, newest first, and until when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

__all__ = ["Step", "UndoStack"]

SHOWN_MS = 8_000
"""How long a step without a deadline of its own is offered at the bottom."""
COUNTED_MS = 120_000
"""Deadlines further away than this are not counted in seconds."""
MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Step:
    """Something done: what to call it, how to take it back, and until when (ms; None: any time).

    `text` is what a person wrote for it; taken back, it belongs into the composer again.
    """

    words: str
    take_back: Callable[[], Awaitable[None]]
    done_at: int
    until: int | None = None
    conversation_n: int | None = None
    text: str = ""

    def open_at(self, now: int) -> bool:
        """Whether it can still be taken back."""
        return self.until is None or now < self.until

    @property
    def counts_down(self) -> bool:
        """Whether its deadline is so near that its seconds are shown."""
        return self.until is not None and self.until - self.done_at <= COUNTED_MS

    def seconds_left(self, now: int) -> int | None:
        """Whole seconds until it is too late; None when there is no deadline, or a far one."""
        return max(0, -(-(self.until - now) // 1000)) if self.until is not None and self.counts_down else None


@dataclass(slots=True)
class UndoStack:
    """The steps of this sitting."""

    steps: list[Step] = field(default_factory=list)
    watchers: list[Callable[[], None]] = field(default_factory=list)
    """Called after every change, so that a bar need not look again and again."""

    def did(self, step: Step) -> None:
        """Remember a step."""
        self.steps = [*self.steps, step][-MOST_KEPT:]
        self._changed()

    def newest(self, now: int) -> Step | None:
        """The last step that can still be taken back."""
        self.steps = [step for step in self.steps if step.open_at(now)]
        return self.steps[-1] if self.steps else None

    def offered(self, now: int) -> Step | None:
        """The step to offer at the bottom: it has a near deadline, or was done a moment ago."""
        step = self.newest(now)
        if step is None or (not step.counts_down and now - step.done_at > SHOWN_MS):
            return None
        return step

    def take(self, step: Step) -> None:
        """It has been taken back."""
        self.steps = [kept for kept in self.steps if kept is not step]
        self._changed()

    def _changed(self) -> None:
        for watcher in self.watchers:
            watcher()
