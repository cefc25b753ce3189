"""How many terminal cells text takes, counted exactly as Textual counts when it lays a line out."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from closer_tui.domain.text import tables
from closer_tui.domain.text.codepoints import parse

__all__ = ["advances", "cell_width"]

ZWJ = "\u200d"
VS16 = "\ufe0f"
MOST_REMEMBERED = 8_192
"""Characters whose width is kept at hand: more than any conversation uses, less than an attacker could fill."""


class _Ranges:
    def __init__(self) -> None:
        spans = [(first, last, 2) for first, last in parse(tables.WIDE)]
        for table in (tables.MARKS, tables.SPACING, tables.FORMAT):
            spans += [(first, last, 0) for first, last in parse(table)]
        spans += [(0x01, 0x1F, 0), (0x7F, 0x9F, 0)]
        spans.sort()
        self.starts = [span[0] for span in spans]
        self.spans = spans

    def width(self, code: int) -> int:
        first, last, width = self.spans[bisect_right(self.starts, code) - 1]
        return width if first <= code <= last else 1


class _Widths(dict[str, int]):
    """Character → cells, filled as characters turn up."""

    def __missing__(self, char: str) -> int:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        width = self[char] = _ranges().width(ord(char))
        return width


@cache
def _ranges() -> _Ranges:
    return _Ranges()


@cache
def _widened() -> frozenset[str]:
    return frozenset(chr(code) for first, last in parse(tables.VS16_WIDENS) for code in range(first, last + 1))


_widths = _Widths()
width_of = _widths.__getitem__
"""Cells of one character on its own: 0, 1 or 2."""


def advances(text: str) -> list[int]:
    """Cells each character adds to those before it; the sum is `cell_width(text)`.

    A character behind a zero-width joiner adds nothing, and U+FE0F adds one behind what it turns into a picture.
    """
    cells = [width_of(char) for char in text]
    if ZWJ not in text and VS16 not in text:
        return cells
    base = ""
    skip = False
    for index, char in enumerate(text):
        if skip:
            cells[index] = 0
            skip = False
        elif char == ZWJ:
            skip = True
        elif char == VS16:
            cells[index] = int(base in _widened())
            base = ""
        elif cells[index]:
            base = char
    return cells


def cell_width(text: str) -> int:
    """Terminal cells of one line of text; tabs and control characters count as none."""
    if text.isascii() and text.isprintable():
        return len(text)
    if ZWJ in text or VS16 in text:
        return sum(advances(text))
    return sum(map(width_of, text))
