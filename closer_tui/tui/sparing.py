"""Painting no more than what changed.

Textual's own compositor asks every widget that touches the smallest rectangle around all changes for all of its
lines, and looks through each of them. A cursor that moves by one row changes four lines of one widget; here only
those are asked for, of the widgets that can be seen there, from the front to the back until nothing shows through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import cast

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

__all__ = ["SparingCompositor"]

Chops = list[dict[int, Strip | None]]
"""For each line of the screen its pieces, by the column they begin at; None where nothing was painted."""

Span = tuple[int, int]
Span3 = tuple[int, int, int]
"""A line, and the columns of it."""

_DISPUTED = re.compile("[\u0900-\u109f\u1780-\u17ff\u200d\ufe0e\ufe0f\U0001f000-\U0001faff]")
"""Scripts in which signs join to syllables, and emoji: no two terminals count their cells alike."""


class SparingCompositor(Compositor):
    """As Textual's, with less work for small changes. Both send the same to the terminal."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last frame; None when nothing did."""
        screen = self.size.region
        changed = [region.intersection(screen) for region in self._dirty_regions]
        self._dirty_regions.clear()
        spans = list(self._regions_to_spans(region for region in changed if region))
        if not spans:
            return None
        cuts = self.cuts
        chops: Chops = [dict.fromkeys(line[:-1]) for line in cuts]
        for top, bottom, across in _bands(spans):
            self._paint(chops, top, bottom, across)
        spans = self._repair(chops, spans)
        ends = [line[1:] for line in cuts]
        return ChopsUpdate(cast("Sequence[Mapping[int, Strip]]", chops), spans, ends)

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """The whole screen, without what lies hidden behind."""
        if simplify:
            return super().render_full_update(simplify)
        self._dirty_regions.clear()
        width, height = self.size
        chops: Chops = [dict.fromkeys(line[:-1]) for line in self.cuts]
        self._paint(chops, 0, height, [(0, width)])
        pieces = [[piece for piece in line.values() if piece is not None] for line in chops]
        return LayoutUpdate(cast("list[Iterable[Strip]]", pieces), self.size.region)

    def _repair(self, chops: Chops, spans: Sequence[Span3]) -> list[Span3]:
        """Paint a line to its end where terminals may disagree with us about widths: what they draw too wide has run
        over what stands beside it, and would stay there."""
        width = self.size.width
        over = {y for y in {span[0] for span in spans} if any(map(_disputed, chops[y].values()))}
        for y in over:
            self._paint(chops, y, y + 1, [(0, width)])
        return sorted([*(span for span in spans if span[0] not in over), *((y, 0, width) for y in over)])

    def _paint(self, chops: Chops, top: int, bottom: int, across: Sequence[Span]) -> None:
        """Fill the pieces of some lines that lie within some columns, the front first."""
        cuts = self.cuts
        bare = {y: _pieces_within(cuts[y], across) for y in range(top, bottom)}
        left = sum(map(len, bare.values()))
        for widget, (region, clip) in self.visible_widgets.items():
            if not left:
                return
            seen = region.intersection(clip)
            first, last = max(seen.y, top), min(seen.bottom, bottom)
            if first >= last or not any(begin < seen.right and seen.x < end for begin, end in across):
                continue
            lines = widget.render_lines(Region(seen.x - region.x, first - region.y, seen.width, last - first))
            for y, line in zip(range(first, last), lines, strict=False):
                mine = [cut for cut in cuts[y] if seen.x <= cut <= seen.right]
                if bare[y].isdisjoint(mine[:-1]):
                    continue
                pieces = line.divide([cut - seen.x for cut in mine[1:]])
                for cut, piece in zip(mine, pieces, strict=False):
                    if cut in bare[y]:
                        chops[y][cut] = piece
                        bare[y].remove(cut)
                        left -= 1


@lru_cache(4096)
def _disputed_text(text: str) -> bool:
    return not text.isascii() and _DISPUTED.search(text) is not None


def _disputed(strip: Strip | None) -> bool:
    return strip is not None and any(_disputed_text(segment.text) for segment in strip)


def _bands(spans: Iterable[tuple[int, int, int]]) -> Iterable[tuple[int, int, Sequence[Span]]]:
    """Neighbouring lines of which the same columns changed: the first, the one after the last, the columns."""
    top, bottom, columns = 0, 0, list[Span]()
    for y, ofline in groupby(spans, key=lambda span: span[0]):
        across = [(begin, end) for _, begin, end in ofline]
        if bottom != y or across != columns:
            if bottom > top:
                yield top, bottom, columns
            top, columns = y, across
        bottom = y + 1
    if bottom > top:
        yield top, bottom, columns


def _pieces_within(cuts: Sequence[int], across: Sequence[Span]) -> set[int]:
    """Where the pieces of a line begin that lie, at least in part, within some columns."""
    return {begin for begin, end in pairwise(cuts) if any(begin < stop and start < end for start, stop in across)}
