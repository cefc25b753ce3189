"""One-line parts of panes: a title, and the views as tabs where there is no room for their column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from closer_tui.tui.drawing import cell_width, crop, one_line
from closer_tui.tui.folders import Folder, figures

__all__ = ["FolderTabs", "PaneTitle"]


class PaneTitle(Widget):
    """What a pane shows, and a few quiet words at the right. The first one of a pane tells when the keys go there."""

    DEFAULT_CSS = """
    PaneTitle { height: 1; width: 1fr; background: $background; color: $foreground; text-style: bold; }
    """

    def __init__(self, title: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = title
        self._aside = ""
        self._aside_style = "$muted"
        self._lead_style = ""
        self._lit = False

    def on_mount(self) -> None:
        """Follow the focus. A style for it would make Textual work out those of both panes at every move."""
        pane = self.parent
        if pane is not None and pane.has_class("pane") and pane.children[0] is self:
            self.watch(self.screen, "focused", self._focus_moved)

    def _focus_moved(self, focused: Widget | None) -> None:
        lit = focused is not None and self.parent in focused.ancestors
        if lit != self._lit:
            self._lit = lit
            self.refresh()

    def show(self, title: str, aside: str = "", *, style: str = "$muted", lead_style: str = "") -> None:
        """Other words."""
        words = title, aside, style, lead_style
        if words != (self._title, self._aside, self._aside_style, self._lead_style):
            self._title, self._aside, self._aside_style, self._lead_style = words
            self.refresh()

    def render(self) -> Content:
        """Title at the left, the rest at the right; the rest gives way."""
        width = self.size.width - 2
        title = crop(self._title, width)
        aside = crop(self._aside, max(width - cell_width(title) - 2, 0))
        gap = " " * max(width - cell_width(title) - cell_width(aside), 0)
        lead = self._lead_style or ("$accent" if self._lit else "")
        return Content.assemble(" ", (title, lead), gap, (aside, f"not bold {self._aside_style}"))


class FolderTabs(Widget):
    """The views in one line: `1 Needs you 12  2 To approve 3 …`; the one shown always fits."""

    DEFAULT_CSS = "FolderTabs { height: 1; width: 1fr; background: $surface; color: $muted; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._folders: Sequence[Folder] = ()
        self._counts: Mapping[str, int] = {}
        self._current = ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, folders: Sequence[Folder], counts: Mapping[str, int], current: str) -> None:
        """Show these views."""
        self._folders, self._counts, self._current = folders, counts, current
        self.refresh()

    def render(self) -> Content:
        """As many tabs as fit, beginning so that the current one is among them."""
        tabs = [(self._words(i, folder), folder) for i, folder in enumerate(self._folders, start=1)]
        index = next((i for i, (_, folder) in enumerate(tabs) if folder.key == self._current), 0)
        start = 0
        while start < index and sum(cell_width(text) + 2 for text, _ in tabs[start : index + 1]) > self.size.width - 2:
            start += 1
        pieces: list[tuple[str, str]] = [(" " if not start else "‹", "$muted")]
        self._places = []
        used = 1
        for text, folder in tabs[start:]:
            width = cell_width(text)
            if used + width > self.size.width:
                break
            current = folder.key == self._current
            busy = bool(self._counts.get(folder.counter, 0))
            pieces.append((text, "bold $accent" if current else "$foreground" if busy else "$muted"))
            pieces.append(("  ", ""))
            self._places.append((used, used + width, folder.key))
            used += width + 2
        return Content.assemble(*pieces)

    def _words(self, index: int, folder: Folder) -> str:
        amount = figures(folder, self._counts)
        key = f"{index} " if index <= 9 else ""
        return f"{key}{crop(one_line(folder.label), 16)}" + (f" {amount}" if amount else "")

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        for start, end, key in self._places:
            if start <= event.x < end:
                event.stop()
                self.post_message(self.Chosen(key))
                return
