"""A list that paints its own lines: the base of folders, conversations, search results and queues.

A cursor move repaints two rows; a hundred thousand rows cost what one screen of them costs.
"""

from __future__ import annotations

from typing import ClassVar, Self

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip

from closer_tui.tui.commands import bindings, moving
from closer_tui.tui.drawing import Run, crop
from closer_tui.tui.looks import looks
from closer_tui.tui.messages import RowMoved, RowOpened
from closer_tui.tui.widgets.canvas import Canvas
from closer_tui.tui.widgets.lines import paint_runs

__all__ = ["LineList"]

MOST_KEPT = 4_000
"""Painted lines kept: a few screens of them in each direction."""


class LineList(Canvas, can_focus=True):
    """Rows of equal height under a cursor. A subclass says how many rows there are and what stands in them."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.LIST)]
    DEFAULT_CSS = """
    LineList {
        background: $background; color: $foreground;
        overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
    }
    """

    row_height: ClassVar[int] = 1
    empty_words = ""
    cursor: var[int] = var(0, init=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kept: dict[tuple[int, int], Strip] = {}

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """What stands in one line of one row: pieces of text with their looks, at most `width` cells."""
        raise NotImplementedError

    def selectable(self, index: int) -> bool:
        """Whether the cursor may stand on the row."""
        return True

    def rows_changed(self) -> None:
        """The number or the content of the rows is other than it was."""
        count = self.row_count()
        self.extend(Size(self.size.width, count * self.row_height))
        if not 0 <= self.cursor < max(count, 1):
            self.set_reactive(LineList.cursor, max(0, count - 1))
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the rows take."""
        return max(1, self.row_count() * self.row_height)

    def on_mount(self) -> None:
        """Know the size of what there is to scroll."""
        self.rows_changed()

    def on_resize(self) -> None:
        """Keep the cursor in view when the pane becomes smaller."""
        self.rows_changed()
        self.show_cursor()

    # --- painting

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        index, line = divmod(self.scroll_offset.y + y, self.row_height)
        kept = self._kept.get((index, line))
        if kept is not None:
            return kept
        width = self.size.width
        if not 0 <= index < self.row_count():
            words = self.empty_words if y == 1 and not self.row_count() else ""
            return paint_runs(self, [(" " + crop(words, width - 2), "muted")], width, self.base())
        base = self.base()
        if index == self.cursor:
            base = base + looks(self.app)["chosen" if self.has_focus else "chosen-blurred"]
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        painted = self._kept[index, line] = paint_runs(self, self.row_runs(index, line, width), width, base)
        return painted

    def forget(self) -> None:
        """Paint every row anew when it is next seen."""
        self._kept.clear()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint again; without a region, everything."""
        if repaint and not regions:
            self.forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def refresh_row(self, index: int) -> None:
        """Paint one row again."""
        for line in range(self.row_height):
            self._kept.pop((index, line), None)
        self.refresh_lines(index * self.row_height, self.row_height)

    def on_focus(self) -> None:
        """The cursor looks different with the focus."""
        self.refresh_row(self.cursor)

    def on_blur(self) -> None:
        """The cursor looks different without the focus."""
        self.refresh_row(self.cursor)

    # --- the cursor

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two rows concerned, and tell the screen."""
        self.refresh_row(old)
        self.refresh_row(new)
        self.show_cursor()
        self.post_message(RowMoved(self.id or "", new))

    def show_cursor(self) -> None:
        """Scroll so that the cursor's row is in view."""
        top = self.cursor * self.row_height
        height = self.scrollable_content_region.height
        if height <= 0:
            return
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True)
        elif top + self.row_height > self.scroll_offset.y + height:
            self.scroll_to(y=top + self.row_height - height, animate=False, immediate=True)

    def move(self, by: int) -> None:
        """Move the cursor, past rows it may not stand on, and stop at the ends."""
        count = self.row_count()
        if not count:
            return
        target = min(max(self.cursor + by, 0), count - 1)
        step = 1 if by > 0 else -1
        while 0 <= target < count and not self.selectable(target):
            target += step
        if 0 <= target < count:
            self.cursor = target

    def action_down(self) -> None:
        """One row on."""
        self.move(1)

    def action_up(self) -> None:
        """One row back."""
        self.move(-1)

    def action_page_down(self) -> None:
        """A page on."""
        self.move(max(1, self.size.height // self.row_height - 1))

    def action_page_up(self) -> None:
        """A page back."""
        self.move(-max(1, self.size.height // self.row_height - 1))

    def action_first(self) -> None:
        """The first row."""
        self.move(-self.row_count())

    def action_last(self) -> None:
        """The last row."""
        self.move(self.row_count())

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.row_count():
            self.post_message(RowOpened(self.id or "", self.cursor))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one on the same row opens it."""
        index = (event.y + self.scroll_offset.y) // self.row_height
        if not 0 <= index < self.row_count() or not self.selectable(index):
            return
        if index == self.cursor or event.chain > 1:
            self.cursor = index
            self.action_open()
        else:
            self.cursor = index
