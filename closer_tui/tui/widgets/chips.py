"""Words that can be taken away one by one: `refunds ×  complaints ×`."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import var

from closer_tui.tui.commands import bindings, filling
from closer_tui.tui.drawing import cell_width, crop, one_line
from closer_tui.tui.widgets.fields import Field

__all__ = ["Chips"]

LONGEST = 42
EMPTY = "none: the bot drafts an answer to everything"


class Chips(Field):
    """Chips in as many lines as they take."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(filling.Less, filling.More, filling.RemoveTopic)]
    DEFAULT_CSS = "Chips { height: auto; }"
    value: var[tuple[str, ...]] = var((), init=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._at = 0
        self._spots: list[tuple[int, int, int, int]] = []

    def watch_value(self) -> None:
        """Paint and tell."""
        self._at = min(self._at, max(0, len(self.value) - 1))
        self.refresh(layout=True)
        self.touched()

    def _lines(self, width: int) -> list[list[tuple[int, str]]]:
        """Which chips stand in which line."""
        lines: list[list[tuple[int, str]]] = [[]]
        used = 0
        for index, word in enumerate(self.value):
            text = f" {crop(one_line(word), min(LONGEST, max(width - 4, 4)))} × "
            if used and used + cell_width(text) > width:
                lines.append([])
                used = 0
            lines[-1].append((index, text))
            used += cell_width(text) + 1
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the chips take."""
        return max(1, len(self._lines(width)))

    def render(self) -> Content:
        """The chips; the one the keys are on stands out."""
        if not self.value:
            return Content.assemble((EMPTY, "$muted"))
        pieces: list[tuple[str, str]] = []
        self._spots = []
        for y, line in enumerate(self._lines(max(self.size.width, 8))):
            used = 0
            for index, text in line:
                here = self.has_focus and index == self._at
                pieces += [(text, "bold reverse" if here else "on $surface"), (" ", "")]
                self._spots.append((y, used, used + cell_width(text), index))
                used += cell_width(text) + 1
            pieces.append(("\n", ""))
        return Content.assemble(*pieces[:-1])

    def on_click(self, event: events.Click) -> None:
        """A click on a chip goes to it, one on its × takes it away."""
        for y, start, end, index in self._spots:
            if event.y == y and start <= event.x < end:
                event.stop()
                self._at = index
                if event.x >= end - 3:
                    self.action_remove_topic()
                else:
                    self.refresh()
                return

    def action_less(self) -> None:
        """The chip before."""
        self._at = max(0, self._at - 1)
        self.refresh()

    def action_more(self) -> None:
        """The next chip."""
        self._at = min(max(0, len(self.value) - 1), self._at + 1)
        self.refresh()

    def action_remove_topic(self) -> None:
        """Take this one away."""
        if self._at < len(self.value):
            self.value = self.value[: self._at] + self.value[self._at + 1 :]
