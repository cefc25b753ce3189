"""The Notifier that writes to the terminal."""

from __future__ import annotations

from collections.abc import Callable

from closer_tui.tui.telling.deciding import Rules
from closer_tui.tui.telling.sequences import begin_title, end_title, set_title, tell
from closer_tui.tui.telling.words import Notice, title
from closer_tui.tui.terminal import Terminal

__all__ = ["TerminalNotifier"]


class TerminalNotifier:
    """`write` puts characters between two frames."""

    def __init__(self, write: Callable[[str], None], terminal: Terminal, rules: Rules) -> None:
        self._write = write
        self._terminal = terminal
        self._rules = rules
        self._named = False

    def tell(self, notice: Notice) -> None:
        """Show a notice on the desktop, or ring."""
        self._write(tell(notice, self._rules.how, self._terminal, bell=self._rules.bell))

    def badge(self, count: int) -> None:
        """Name the window after how many wait; the name there was is kept first."""
        if self._rules.title:
            self._write(("" if self._named else begin_title(self._terminal)) + set_title(title(count), self._terminal))
            self._named = True

    def leave(self) -> None:
        """Give the window its old name back."""
        if self._named:
            self._named = False
            self._write(end_title(self._terminal))
