"""The moment after something changed in which decision keys are dead: a key on its way was meant for what was there."""

from __future__ import annotations

from closer_tui.domain.clock import Clock

__all__ = ["Grace"]


class Grace:
    """Watches what a decision would be about."""

    def __init__(self, clock: Clock, ms: int) -> None:
        self._clock = clock
        self._ms = ms
        self._about: object = None
        self._since = 0

    def about(self, what: object) -> None:
        """Say what a decision is about now; anything other than before starts the moment."""
        if what != self._about:
            self._about = what
            self._since = self._clock.now()

    @property
    def over(self) -> bool:
        """Whether a key can be trusted. A clock that was set back never holds keys up."""
        return not 0 <= self._clock.now() - self._since < self._ms
