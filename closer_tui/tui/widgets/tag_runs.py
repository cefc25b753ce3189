"""Tags in their colours, as pieces of a line."""

from __future__ import annotations

from collections.abc import Mapping

from closer_tui.domain.tags import colour_of
from closer_tui.tui.drawing import Run, cell_width, crop, one_line

__all__ = ["tag_runs"]

CHIP = 16
"""Cells of a tag at most."""


def tag_runs(tags: tuple[str, ...], chosen: Mapping[str, str], *, most: int, room: int) -> list[Run]:
    """Up to `most` tags in their colours, as far as they fit; `+3` for the rest."""
    runs: list[Run] = []
    used = 0
    for index, tag in enumerate(tags):
        left = len(tags) - index
        text = crop("#" + one_line(tag, 40), CHIP)
        rest = f"+{left}"
        if index >= most or used + cell_width(text) + (len(rest) + 1 if left > 1 else 0) > room:
            return [*runs, (rest, "muted")] if used + len(rest) <= room else runs
        runs += [(text, f"tag-{colour_of(tag, chosen.get(tag, ''))}"), (" ", "plain")]
        used += cell_width(text) + 1
    return runs[:-1]
