"""One line of what the word that is being typed could become; each can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from closer_tui.tui.drawing import cell_width, crop, one_line

__all__ = ["CompletionLine"]


class CompletionLine(Widget):
    """Shows candidates as long as they fit, the one that was put in brightest; else a few quiet words."""

    DEFAULT_CSS = "CompletionLine { height: 1; width: 1fr; background: $surface; color: $muted; }"

    class Picked(Message):
        """A candidate was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, words: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = words
        self._candidates: Sequence[str] = ()
        self._at = -1
        self._places: list[tuple[int, int, int]] = []

    def show(self, candidates: Sequence[str], at: int = -1) -> None:
        """Show these."""
        self._candidates, self._at = candidates, at
        self.refresh()

    def text(self) -> str:
        """What is written."""
        return self.render().plain

    def render(self) -> Content:
        """The line."""
        self._places = []
        if not self._candidates:
            return Content.styled(" " + crop(self._words, max(self.size.width - 2, 0)), "$muted")
        pieces: list[str | tuple[str, str]] = [(" tab ", "$accent")]
        used = 5
        for index, candidate in enumerate(self._candidates):
            text = crop(one_line(candidate), 32)
            if used + cell_width(text) > self.size.width:
                break
            pieces += [(text, "bold $foreground" if index == self._at else "$muted"), "  "]
            self._places.append((used, used + cell_width(text), index))
            used += cell_width(text) + 2
        return Content.assemble(*pieces)

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        for start, end, index in self._places:
            if start <= event.x < end:
                event.stop()
                self.post_message(self.Picked(index))
                return
