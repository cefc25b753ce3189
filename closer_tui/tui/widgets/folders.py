"""The column of views with their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from closer_tui.tui.drawing import Run, fit, one_line, right
from closer_tui.tui.folders import Folder, figures
from closer_tui.tui.widgets.line_list import LineList

__all__ = ["FolderList"]


class FolderList(LineList):
    """Rows are views, with a rule between groups."""

    DEFAULT_CSS = "FolderList { width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[Folder | None] = []
        self._counts: Mapping[str, int] = {}
        self.current = "needs"

    def show(self, folders: Sequence[Folder], counts: Mapping[str, int]) -> None:
        """Show these views; the cursor stays on the view it was on."""
        here = self.folder_at(self.cursor)
        rows: list[Folder | None] = []
        for folder in folders:
            rows += [None, folder] if folder.after_rule else [folder]
        self._rows, self._counts = rows, counts
        if here is not None:
            index = next((i for i, row in enumerate(rows) if row and row.key == here.key), 0)
            self.set_reactive(FolderList.cursor, index)
        self.rows_changed()

    def folder_at(self, index: int) -> Folder | None:
        """The view in a row; None for a rule."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def nth(self, number_: int) -> Folder | None:
        """The first to ninth view."""
        views = [row for row in self._rows if row]
        return views[number_ - 1] if number_ <= len(views) else None

    def go_to(self, key: str) -> None:
        """Put the cursor on a view."""
        index = next((i for i, row in enumerate(self._rows) if row and row.key == key), None)
        if index is not None:
            self.cursor = index

    def row_count(self) -> int:
        """Views and rules."""
        return len(self._rows)

    def selectable(self, index: int) -> bool:
        """Not the rules."""
        return self.folder_at(index) is not None

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """`▌Needs you     12`."""
        folder = self.folder_at(index)
        if folder is None:
            return [(" " + "─" * (width - 2), "line")]
        here = folder.key == self.current
        count = self._counts.get(folder.counter, 0)
        amount = figures(folder, self._counts)
        label = fit(one_line(folder.label), max(width - 4 - len(amount), 1))
        look = folder.look if count and folder.key in {"needs", "escalated"} else "muted"
        return [
            ("▌" if here else " ", "accent"),
            (label, "strong" if here else "plain"),
            (" ", "plain"),
            (right(amount, len(amount)), look),
        ]
