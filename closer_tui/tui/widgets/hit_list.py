"""What a search found, two lines a hit; and, before anything is typed, what was searched for before."""

from __future__ import annotations

from textual.message import Message

from closer_tui.store.views.search import Hit
from closer_tui.tui.drawing import Run, cell_width, crop, fit, one_line, right, settle
from closer_tui.tui.when import When
from closer_tui.tui.widgets.line_list import LineList
from closer_tui.tui.words import channel_short

__all__ = ["HitList", "PastList"]

NEAR_END = 10
"""Rows from the end at which older hits are fetched."""


class HitList(LineList):
    """Two lines a hit: who and when, and the words around what was found."""

    row_height = 2

    class NearEnd(Message):
        """The last hits that are loaded come into view."""

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self.hits: list[Hit] = []

    def show(self, hits: list[Hit], *, cursor: int | None = 0) -> None:
        """Show these hits, with the cursor on one of them, or where it was (None)."""
        self.hits = hits
        if cursor is not None:
            self.cursor = cursor
        self.rows_changed()
        self.show_cursor()

    def row_count(self) -> int:
        """How many hits are loaded."""
        return len(self.hits)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """More is wanted before the end is reached, by whatever way."""
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value and new_value + self.size.height >= (len(self.hits) - NEAR_END) * self.row_height:
            self.post_message(self.NearEnd())

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """One line of a hit."""
        hit = self.hits[index]
        bar = ("▌" if index == self.cursor else " ", "accent")
        if line == 0:
            who = one_line(hit.customer) or one_line(hit.address)
            said = "" if hit.direction == "inbound" else f"  {one_line(hit.author) or 'us'} said"
            room = max(width - 14, 4)
            return [
                bar,
                (" ", "plain"),
                (fit(f"{who}{said}", room), "plain"),
                (right(channel_short(hit.channel), 5), "muted"),
                (" " + right(self._when.ago(hit.at), 4), "muted"),
            ]
        return [bar, ("   ", "plain"), *_marked(hit, max(width - 5, 4))]


def _marked(hit: Hit, width: int) -> list[Run]:
    """The snippet with what was found in the accent colour, cut to the width."""
    runs: list[Run] = []
    at = 0
    for start, end in hit.spans:
        runs += [(hit.snippet[at:start], "muted"), (hit.snippet[start:end], "accent")]
        at = end
    runs.append((hit.snippet[at:], "muted"))
    kept: list[Run] = []
    for raw, look in runs:
        text = settle(raw).replace("\n", " ").replace("\t", " ")
        cut = crop(text, width)
        kept.append((cut, look))
        width -= cell_width(cut)
        if cut != text or width <= 0:
            break
    return kept


class PastList(LineList):
    """Past searches, the newest first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.texts: list[str] = []

    def show(self, texts: list[str]) -> None:
        """Show these."""
        self.texts = texts
        self.cursor = 0
        self.rows_changed()

    def row_count(self) -> int:
        """How many there are."""
        return len(self.texts)

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """What was typed then."""
        here = index == self.cursor
        return [
            ("▌" if here else " ", "accent"),
            (" ", "plain"),
            (crop(one_line(self.texts[index]), width - 3), "plain"),
        ]
