"""Lines of text with looks, painted: the base of everything that shows text instead of rows."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from closer_tui.tui.drawing import Run, cell_width
from closer_tui.tui.looks import looks
from closer_tui.tui.widgets.canvas import Canvas

__all__ = ["LineView", "paint_runs"]


def paint_runs(view: Widget, runs: list[Run], width: int, base: Style) -> Strip:
    """One line of exactly `width` cells."""
    styles = looks(view.app)
    segments: list[Segment] = []
    used = 0
    for text, look in runs:
        segments.append(Segment(text, base + styles[look]))
        used += cell_width(text)
    if used < width:
        segments.append(Segment(" " * (width - used), base))
    return Strip(segments, max(used, width)).crop(0, width)


def _first_difference(before: list[list[Run]], now: list[list[Run]]) -> int:
    """The first line that is not what it was."""
    pairs = enumerate(zip(before, now, strict=False))
    return next((n for n, (old, new) in pairs if old != new), min(len(before), len(now)))


class LineView(Canvas, can_focus=True):
    """Text that scrolls. A subclass lays out lines for a width; they are kept until something changes."""

    DEFAULT_CSS = """
    LineView {
        background: $background; color: $foreground;
        overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[list[Run]] = []
        self._kept: dict[int, tuple[list[Run], Strip]] = {}
        self._announced: list[list[Run]] | None = None
        """The lines that were last asked to be painted; the same ones again need no painting."""
        self._laid_out_for = -1

    def lay_out(self, width: int) -> list[list[Run]]:
        """The lines at this width."""
        raise NotImplementedError

    def lines(self) -> list[list[Run]]:
        """The lines as they are laid out now."""
        return self._lines

    def text(self) -> str:
        """What is written, without looks."""
        return "\n".join("".join(run for run, _ in line).rstrip() for line in self._lines)

    def changed(self) -> None:
        """Lay out again and repaint."""
        width = self.size.width
        if width <= 0:
            self._laid_out_for = -1
            return
        before = self._lines if self._lines is self._announced else None
        height_before = len(self._lines)
        lines = self.lay_out(width)
        extent = Size(width, len(lines))
        if before is not None and lines == before and extent == self.virtual_size:
            return
        self._lines = self._announced = lines
        self._laid_out_for = width
        self._kept = {key: self._kept[key] for key in map(id, self._lines) if key in self._kept}
        # Longer than its place before and after, it fills the same place: nothing around it has to move.
        overflowing = min(height_before, len(lines)) > self.size.height > 0
        moves = self.styles.is_auto_height and height_before != len(lines) and not overflowing
        self.extend(extent, in_place=overflowing)
        if before is None or moves:
            self.refresh(layout=moves)
        else:
            self._refresh_from(_first_difference(before, lines), max(len(before), len(lines)))

    def _refresh_from(self, first: int, end: int) -> None:
        """Paint the lines from one to before another, as far as they are seen."""
        top = self.scroll_offset.y
        first, end = max(first, top), min(end, top + self.size.height)
        if first < end:
            self.refresh_lines(first, end - first)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the text takes at this width."""
        if width != self._laid_out_for and width > 0:
            self._lines = self.lay_out(width)
            self._laid_out_for = width
        return max(1, len(self._lines))

    def on_resize(self) -> None:
        """Another width is another layout."""
        self.changed()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        if self.size.width != self._laid_out_for:
            # Scrollbars come and go without a resize; what is painted must fit the width it is painted in.
            self._laid_out_for = self.size.width
            self._lines = self.lay_out(self.size.width)
            self.call_next(self.changed)
        index = self.scroll_offset.y + y
        if not 0 <= index < len(self._lines):
            return Strip.blank(self.size.width, self.base())
        line = self._lines[index]
        # A layout that came to the same line again, the same object, needs it painted no second time.
        kept = self._kept.get(id(line))
        if kept is not None and kept[0] is line and kept[1].cell_length == self.size.width:
            return kept[1]
        painted = paint_runs(self, line, self.size.width, self.base())
        self._kept[id(line)] = line, painted
        return painted

    def forget(self) -> None:
        """Paint every line anew when it is next seen."""
        self._kept.clear()

    # --- scrolling by line, page and end

    def action_down(self) -> None:
        """A line down."""
        self.scroll_relative(y=1, animate=False, immediate=True)

    def action_up(self) -> None:
        """A line up."""
        self.scroll_relative(y=-1, animate=False, immediate=True)

    def action_page_down(self) -> None:
        """A page down."""
        self.scroll_relative(y=max(1, self.size.height - 2), animate=False, immediate=True)

    def action_page_up(self) -> None:
        """A page up."""
        self.scroll_relative(y=-max(1, self.size.height - 2), animate=False, immediate=True)

    def action_first(self) -> None:
        """The beginning."""
        self.scroll_to(y=0, animate=False, immediate=True)

    def action_last(self) -> None:
        """The end."""
        # By force: without it nothing moves until the scrollbar, which a longer text brings, has been drawn.
        self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)
