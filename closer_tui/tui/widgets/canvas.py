"""What lists and texts share: lines painted once, kept, and put together again as they scroll.

A kept line carries with it what Textual works out for it on the way to the terminal (filtered, cut to columns, written
as escape sequences), so a page that scrolls by a row costs what its new row costs.
"""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import Self

from rich.style import Style
from textual import events
from textual.dom import NoScreen
from textual.geometry import Region, Size, Spacing
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

__all__ = ["Canvas"]

STALE_SECONDS = 60.0
"""Lines say how long ago something was, to the minute."""
NO_FRAME = Spacing()


class Canvas(ScrollView):
    """A line-API widget that keeps its painted lines. A subclass paints in `render_line`, keeps what it made in
    `kept`, and forgets what is no longer so."""

    _ground: Style | None = None
    _painted_at = 0.0

    def forget(self) -> None:
        """Nothing that was painted holds any more."""

    def base(self) -> Style:
        """The ground everything is painted on; working it out for every line would take as long as painting it."""
        if self._ground is None:
            self._ground = self.rich_style
        return self._ground

    def notify_style_update(self) -> None:
        """Another theme, another ground."""
        self._ground = None
        self.forget()
        super().notify_style_update()

    def focus(self, scroll_visible: bool = True) -> Self:
        """Take the focus."""

        def take() -> None:
            with suppress(NoScreen):  # it was closed meanwhile
                self.screen.set_focus(self, scroll_visible=scroll_visible)

        self.app.call_later(take)
        return self

    def _on_focus(self, event: events.Focus) -> None:
        self._focus_is(event, True)

    def _on_blur(self, event: events.Blur) -> None:
        self._focus_is(event, False)

    def _focus_is(self, event: events.Event, here: bool) -> None:
        """As every widget does it, but for painting all of it again: what looks different then, a subclass knows."""
        event.prevent_default()
        self.has_focus = here
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self) if here else events.DescendantBlur(self))

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No style of ours speaks of the focus, so none is worked out anew for it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the widget, filtered for the terminal."""
        if self.styles.gutter != NO_FRAME:
            return super().render_lines(crop)
        now = monotonic()
        if now - self._painted_at > STALE_SECONDS:
            self._painted_at = now
            self.forget()
        filters = self.get_line_filters()
        background = self.background_colors[1]
        left, right = crop.column_span
        whole = (left, right) == (0, self.outer_size.width)
        lines = []
        for y in crop.line_range:
            line = self.render_line(y)
            for each in filters:
                line = line.apply_filter(each, background)
            lines.append(line if whole else line.crop(left, right))
        return lines

    def extend(self, size: Size, *, in_place: bool = False) -> None:
        """There is more or less to scroll than there was. Other widgets stay where they are, whatever it is, so this
        spares the screen a new layout, which a change of `virtual_size` would bring. `in_place`: so they do, though the
        height follows the text, because it has all the room it may have."""
        if size == self.virtual_size:
            return
        if not self.container_size or (self.styles.is_auto_height and not in_place):
            self.virtual_size = size
            return
        self.set_reactive(Widget.virtual_size, size)
        self._scroll_update(size)
