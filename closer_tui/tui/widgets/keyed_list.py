"""A list whose cursor stays with its row, whatever arrives above it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from textual.geometry import Size

from closer_tui.tui.widgets.line_list import LineList

__all__ = ["KeyedList"]

T = TypeVar("T")


class KeyedList(LineList, Generic[T]):
    """Rows that are all in memory. `key` is who a row is; `empty` is said when there is none."""

    def __init__(self, key: Callable[[T], Hashable], *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._key = key
        self.empty_words = empty
        self.rows: Sequence[T] = ()

    def show(self, rows: Sequence[T]) -> None:
        """Show these rows; the cursor follows its own, and stays where it is when that one is gone."""
        before = self.selected
        self.rows = rows
        index = min(self.cursor, max(0, len(rows) - 1))
        if before is not None:
            here = self._key(before)
            index = next((i for i, row in enumerate(rows) if self._key(row) == here), index)
        self.set_reactive(LineList.cursor, index)
        self.rows_changed()
        self.show_cursor()

    def go_to(self, key: Hashable) -> bool:
        """Put the cursor on the row that is this; False when there is none."""
        found = next((i for i, row in enumerate(self.rows) if self._key(row) == key), None)
        if found is None:
            return False
        self.cursor = found
        return True

    @property
    def selected(self) -> T | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the rows take, and two for the words of an empty list."""
        return max(2, len(self.rows) * self.row_height)
