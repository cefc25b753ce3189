"""Tables for people: columns by the cells a terminal gives them, the last one cut to what is left of the line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from closer_tui.domain.text import cell_width, cut, display_line

GAP: Final = "  "
WIDEST: Final = 32
"""Cells a column before the last one may take."""
UNBOUND: Final = 200
"""Cells of a line that goes to a file or another program."""


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> Iterator[str]:
    """Lines of a table under its head; nothing at all when there are no rows."""
    if not rows:
        return
    room = width or line_width()
    cells = [[display_line(cell, room) for cell in row] for row in (head, *rows)]
    widths = [min(max(cell_width(row[i]) for row in cells), WIDEST) for i in range(len(head) - 1)]
    for row in cells:
        line = "".join(_fill(cell, size) + GAP for cell, size in zip(row, widths, strict=False))
        yield (line + cut(row[-1], max(room - cell_width(line), 10), "…")).rstrip()


def line_width() -> int:
    """Cells of a line: the terminal's, or plenty where there is none."""
    return shutil.get_terminal_size((UNBOUND, 24)).columns if sys.stdout.isatty() else UNBOUND


def _fill(cell: str, size: int) -> str:
    shown = cut(cell, size, "…")
    return shown + " " * (size - cell_width(shown))
