"""How far through the pile: a bar and the numbers."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from closer_tui.tui.words import number, plural

__all__ = ["BOT_STOPPED", "PileBar"]

BOT_STOPPED = "■ bot stopped"


class PileBar(Widget):
    """`3 of 12  ━━━━━━──────────  2 decided · 1 ticked`."""

    DEFAULT_CSS = "PileBar { height: 1; width: 1fr; background: $background; color: $foreground; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._at = self._length = self._decided = self._ticked = 0
        self._halted = False

    def show(self, at: int, length: int, decided: int, ticked: int, *, halted: bool) -> None:
        """Where in the pile (from 1; 0 when it is empty), how long it is, what was done; whether the bot is stopped."""
        self._halted = halted
        self._at, self._length, self._decided, self._ticked = at, length, decided, ticked
        self.refresh()

    def render(self) -> Content:
        """The line."""
        asides = [plural(self._decided, "decided", "decided")] if self._decided else []
        asides += [f"{plural(self._ticked, 'tick')}, A approves"] if self._ticked else []
        aside = " · ".join(asides)
        head = f" {number(self._at)} of {number(self._length)} " if self._length else " nothing waits "
        stop = f"{BOT_STOPPED}  " if self._halted else ""
        room = max(self.size.width - len(head) - len(aside) - len(stop) - 3, 0)
        total = self._length + self._decided
        done = round(room * self._decided / total) if total else room
        return Content.assemble(
            (head, "bold"),
            (stop, "bold $error"),
            ("━" * done, "$accent"),
            ("─" * (room - done), "$line"),
            (f"  {aside}", "$muted"),
        )
