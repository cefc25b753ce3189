"""What a person changed in a draft, word by word."""

from __future__ import annotations

import difflib
import re

from closer_tui.tui.drawing import Run, cell_width, settle
from closer_tui.tui.widgets.lines import LineView

__all__ = ["DiffView", "diff_runs", "flow"]

_PIECES = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
MOST_PIECES = 3_000
"""Beyond so many words the comparison would be felt; the texts are then simply shown as replaced."""


def diff_runs(before: str, after: str) -> list[Run]:
    """Pieces of both texts: kept ones plain, new ones `added`, gone ones `removed`."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > MOST_PIECES:
        return [(before, "removed"), ("\n", "plain"), (after, "added")]
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("".join(old[i1:i2]), "plain"))
            continue
        if i2 > i1:
            runs.append(("".join(old[i1:i2]), "removed"))
        if j2 > j1:
            runs.append(("".join(new[j1:j2]), "added"))
    return runs


def flow(runs: list[Run], width: int) -> list[list[Run]]:
    """Runs laid out in lines; breaks stand where a word would not fit."""
    lines: list[list[Run]] = [[]]
    used = 0
    for text, look in runs:
        for piece in _PIECES.findall(text):
            if piece == "\n":
                lines.append([])
                used = 0
                continue
            wide = cell_width(piece)
            if used and used + wide > width:
                lines.append([])
                used = 0
                if piece.isspace():
                    continue
            lines[-1].append((piece, look))
            used += wide
    return lines


class DiffView(LineView, can_focus=False):
    """Hidden until something differs."""

    DEFAULT_CSS = "DiffView { height: auto; max-height: 10; display: none; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._runs: list[Run] = []

    def compare(self, before: str, after: str) -> None:
        """Show how the second differs from the first."""
        before, after = settle(before), settle(after)
        self.display = before.strip() != after.strip()
        self._runs = diff_runs(before, after) if self.display else []
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """The comparison, indented by a cell."""
        return [[(" ", "plain"), *line] for line in flow(self._runs, max(width - 2, 10))]
