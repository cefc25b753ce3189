"""Lines for the screen: word wrap by terminal cells, list cells, previews. Every line fits, in linear time."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from closer_tui.domain.text.cleaning import clean
from closer_tui.domain.text.clusters import after_character, cut, drawable, floor, whole_characters
from closer_tui.domain.text.widths import advances, width_of

__all__ = ["display_line", "snippet", "wrap"]

TAB = 4
ELLIPSIS = "…"
_LINE_READ = 4_096
"""Characters of a text that can matter to one line on a screen."""

_NOT_SPACE = re.compile("[^ ]")
_NOT_FIRST = frozenset(
    "、。，．・：；？！」』】）〕〉》〗〙〛｝］ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々〜…‥%％℃"
)
"""What no line begins with in Chinese and Japanese."""
_NOT_LAST = frozenset("「『【（〔〈《〖〘〚｛［￥＄")


def display_line(text: str, width: int) -> str:
    """`text` cleaned and folded to one line of at most `width` cells; `…` at its end when something is missing."""
    line = clean(text[:_LINE_READ], multiline=False)
    if len(text) > _LINE_READ:
        line += ELLIPSIS
    return cut(line, width, ELLIPSIS)


def snippet(text: str, limit: int = 120) -> str:
    """The first `limit` characters as one clean line, `…` for the rest."""
    line = clean(text[:_LINE_READ], multiline=False)
    if len(line) <= limit and len(text) <= _LINE_READ:
        return line
    return line[: whole_characters(line, max(0, limit - 1))].rstrip() + ELLIPSIS[: max(0, limit)]


def wrap(text: str, width: int) -> list[str]:
    r"""Lines of at most `width` cells for cleaned text; `\n` always ends a line and blank lines stay.

    Breaks at spaces, between Chinese and Japanese characters, and otherwise between two characters; the spaces at
    a break vanish, indentation stays. A single character wider than the line is drawn as `…`. No lines fit into
    a width below 1.
    """
    if width < 1:
        return []
    lines: list[str] = []
    for line in drawable(text).split("\n"):
        if "\t" in line:
            line = line.expandtabs(TAB)  # noqa: PLW2901 - the same line, spelled out
        if len(line) <= (width if line.isascii() else width // 2):
            lines.append(line)
        elif line.isascii():
            _wrap_plain(line, width, lines)
        else:
            _wrap_wide(line, width, lines)
    return lines


def _break_at_space(line: str, start: int, end: int) -> int:
    """Where the last run of spaces in reach begins to end the line, or -1 when only indentation is in reach."""
    space = line.rfind(" ", start + 1, end + 1)
    return space if space > 0 and line[start:space].strip(" ") else -1


def _after_spaces(line: str, index: int) -> int:
    match = _NOT_SPACE.search(line, index)
    return match.start() if match else len(line)


def _wrap_plain(line: str, width: int, lines: list[str]) -> None:
    start = 0
    while len(line) - start > width:
        space = _break_at_space(line, start, start + width)
        stop = space if space > 0 else start + width
        lines.append(line[start:stop].rstrip(" "))
        start = _after_spaces(line, stop)
    if start < len(line):
        lines.append(line[start:])


def _wrap_wide(line: str, width: int, lines: list[str]) -> None:
    cells = advances(line)
    between_letters = 2 in cells
    reach = list(accumulate(cells))
    start, used = 0, 0
    while start < len(line):
        end = bisect_right(reach, used + width, lo=start)
        if end == len(line):
            lines.append(line[start:])
            return
        last = floor(line, end, start)
        if last == start:
            lines.append(ELLIPSIS)
            start = after_character(line, start)
        else:
            stop = _stop(line, start, last, between_letters)
            lines.append(line[start:stop].rstrip(" "))
            start = _after_spaces(line, stop)
        used = reach[start - 1]


def _stop(line: str, start: int, last: int, between_letters: bool) -> int:
    """The best place to end a line that can reach as far as `last`."""
    space = _break_at_space(line, start, last)
    if between_letters:
        for index in range(last, max(space, start), -1):
            if _may_break(line, index, start):
                return index
    return space if space > 0 else last


def _may_break(line: str, index: int, start: int) -> bool:
    """True between two characters of which one is Chinese, Japanese, Korean or a picture, where usage allows."""
    after = line[index]
    if after in _NOT_FIRST or floor(line, index, start) != index:
        return False
    before = index - 1
    while before > start and not width_of(line[before]):
        before -= 1
    return line[before] not in _NOT_LAST and 2 in (width_of(after), width_of(line[before]))
