"""Text on a grid of cells: settled, cut to a width, padded to a width.

Everything here counts terminal cells, not characters. What comes from outside passes `settle` first, so that
this program and every terminal agree about how wide it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from closer_tui.domain.text import cell_width, cut, safe_for_terminal, wrap

__all__ = ["Run", "cell_width", "crop", "fit", "one_line", "right", "settle", "wrap"]

Run = tuple[str, str]
"""A piece of a line: its text, and the name of its look (a component class of the widget that paints it)."""

# Terminals disagree about the width of these: joined emoji, skin tones, presentation selectors, key caps.
_DISPUTED = re.compile("[\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_SPACES = re.compile(r"\s+")


def settle(text: str) -> str:
    """The text as every terminal draws it alike: no controls, no joined emoji, flags as their two letters."""
    text = safe_for_terminal(text)
    if text.isascii():
        return text
    text = _FLAG.sub(lambda flag: chr(ord(flag[0]) - 0x1F1E6 + ord("A")), text)
    return _DISPUTED.sub("", text)


@lru_cache(2048)
def one_line(text: str, limit: int = 400) -> str:
    """The start of a text as one settled line, its line breaks and runs of spaces folded."""
    return _SPACES.sub(" ", settle(text[:limit])).strip()


def crop(text: str, width: int) -> str:
    """At most `width` cells; what was cut is shown by an ellipsis."""
    return cut(text, width, "…")


def fit(text: str, width: int) -> str:
    """Exactly `width` cells, cut or padded on the right."""
    text = crop(text, width)
    return text + " " * (width - cell_width(text))


def right(text: str, width: int) -> str:
    """Exactly `width` cells, cut or padded on the left."""
    text = crop(text, width)
    return " " * (width - cell_width(text)) + text
