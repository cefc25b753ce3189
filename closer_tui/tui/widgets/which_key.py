"""What could be pressed next: shown when a prefix is held back for a moment."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.widget import Widget

from closer_tui.tui.commands import key_words
from closer_tui.tui.drawing import fit

__all__ = ["WhichKey"]

CELL = 28


class WhichKey(Widget):
    """Keys and what they do, in columns, over the bottom of the screen."""

    DEFAULT_CSS = """
    WhichKey {
        layer: which-key; dock: bottom; height: auto; max-height: 12; width: 1fr;
        background: $surface; color: $foreground; border-top: solid $accent; padding: 0 1;
    }
    """

    def __init__(self, pressed: str, following: Mapping[str, str]) -> None:
        super().__init__(id="which-key")
        self._pressed = pressed
        self._following = following

    def render(self) -> Content:
        """A line of what was pressed, then the columns."""
        columns = max(1, self.size.width // CELL)
        pieces: list[str | tuple[str, str]] = [(f"{self._pressed} …", "$accent"), ("   esc gives up", "$muted")]
        for number, (key, label) in enumerate(sorted(self._following.items())):
            pieces.append("\n" if number % columns == 0 else "")
            pieces += [(fit(key_words(key), 4), "$accent"), fit(label, CELL - 5), " "]
        return Content.assemble(*pieces)
