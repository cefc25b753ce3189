"""A window over a long list: pages of 64 rows, the last few dozen of them kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

__all__ = ["PAGE", "Window"]

T = TypeVar("T")

PAGE = 64
KEPT = 32
"""Pages kept: two thousand rows, a few hundred kilobytes."""


class Window(Generic[T]):
    """Rows by number. A page next to one that is known is read by key, any other by offset.

    `read(offset, after, before, limit)` gets exactly one of the first three.
    """

    def __init__(
        self,
        count: Callable[[], int],
        read: Callable[[int | None, T | None, T | None, int], Sequence[T]],
    ) -> None:
        self._count = count
        self._read = read
        self._pages: OrderedDict[int, Sequence[T]] = OrderedDict()
        self.length = 0
        self.renew()

    def renew(self) -> None:
        """Forget what was read; the data changed."""
        self._pages.clear()
        self.length = max(0, self._count())

    def row(self, index: int) -> T | None:
        """The row, or None beyond the end (the count may be a moment older than the rows)."""
        number, inside = divmod(index, PAGE)
        page = self._page(number)
        return page[inside] if inside < len(page) else None

    def _page(self, number: int) -> Sequence[T]:
        page = self._pages.get(number)
        if page is None:
            page = self._fetch(number)
            self._pages[number] = page
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page

    def _fetch(self, number: int) -> Sequence[T]:
        before, after = self._pages.get(number - 1), self._pages.get(number + 1)
        if before and len(before) == PAGE:
            return self._read(None, before[-1], None, PAGE)
        if after:
            page = self._read(None, None, after[0], PAGE)
            if len(page) == PAGE:
                return page
        return self._read(number * PAGE, None, None, PAGE)
