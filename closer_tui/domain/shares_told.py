"""Shares as people read them in a terminal: a bar, and words that are honest about few cases."""

from __future__ import annotations

from typing import Final

from closer_tui.domain.statistics import Share

BAR: Final = 24
"""Cells of a whole bar."""
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"


def bar(share: float, cells: int = BAR) -> str:
    """A share as a bar of eighths, exactly so many cells wide."""
    eighths = round(min(max(share, 0.0), 1.0) * cells * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(cells)


def share_bar(share: Share) -> str:
    """The bar of a share; an empty one where there are too few cases to tell."""
    return bar(share.value if share.value is not None and share.enough else 0.0)


def share_words(share: Share) -> str:
    """`68 % of 123 (59–75 %)`; where there are few, that they are."""
    if share.value is None:
        return "none yet"
    if not share.enough:
        return f"{share.part} of {share.whole}: too few to tell"
    low, high = share.interval()
    return f"{share.value * 100:.0f} % of {share.whole:,} ({low * 100:.0f}–{high * 100:.0f} %)"
