"""Where one character a person sees ends and the next begins, so that nothing is ever cut through the middle."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate

from closer_tui.domain.text import codepoints as cp
from closer_tui.domain.text.plain import is_plain
from closer_tui.domain.text.widths import VS16, ZWJ, advances, cell_width, width_of

__all__ = ["after_character", "cut", "drawable", "floor", "whole_characters"]

BLANKS_PER_LETTER = 6
"""Vowel signs and jamo drawn on one letter; the longest Old Hangul syllable has five parts after the first."""
_LONGEST_LOOK_BACK = 64
"""Code points `whole_characters` goes back at most; `clean` leaves no longer character than that."""


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(f"[{ZWJ}{cp.SKIN}]")


@cache
def _lone_parts() -> re.Pattern[str]:
    return re.compile(f"({cp.EMOJI})|[{ZWJ}{cp.SKIN}]")


@cache
def _far() -> re.Pattern[str]:
    return re.compile(r"[\U00011000-\U0001efff]")


@cache
def _pile(far: bool) -> re.Pattern[str]:
    blank = f"[{cp.blanks() if far else cp.blanks_bmp()}]"
    return re.compile(f"({blank}{blank}{{{BLANKS_PER_LETTER - 1}}}){blank}++")


def drawable(text: str) -> str:
    """The text as it is drawn: without what Textual counts as no cell and a terminal draws in one or two.

    That is the letter behind a zero-width joiner outside emoji (Sinhala, Devanagari), a skin tone on its own, and
    more than a few vowel signs on one letter. Left in, a message could push its row over the edge of the screen.
    """
    if is_plain(text):
        return text
    text = _pile(_far().search(text) is not None).sub(r"\1", text)
    return _lone_parts().sub(r"\1", text) if _parts().search(text) else text


def _continues(text: str, index: int, start: int) -> bool:
    """True when the code point at `index` (past `start`) belongs to the character before it."""
    char = text[index]
    if char.isascii():
        return text[index - 1] == ZWJ
    if char == VS16 or not width_of(char) or text[index - 1] == ZWJ:
        return True
    if not _regional(char):
        return False
    # Flags are pairs: odd ones before it mean this is the second half of one.
    first = index
    while first > start and _regional(text[first - 1]):
        first -= 1
    return (index - first) % 2 == 1


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def floor(text: str, index: int, start: int = 0) -> int:
    """The nearest place at or before `index`, not before `start`, that lies between two characters.

    `start` must itself lie between two characters.
    """
    if index >= len(text):
        return len(text)
    while index > start and _continues(text, index, start):
        index -= 1
    return index


def whole_characters(text: str, length: int) -> int:
    """`length`, or a little less, so that `text[:length]` ends with a whole character."""
    start = max(0, length - _LONGEST_LOOK_BACK)
    found = floor(text, length, start)
    return found if found > start else length


def after_character(text: str, start: int) -> int:
    """Where the character that begins at `start` ends."""
    index = start + 1
    while index < len(text) and _continues(text, index, start):
        index += 1
    return index


def cut(text: str, width: int, tail: str = "") -> str:
    """The beginning of one line that fits into `width` cells, ending with a whole character.

    When anything is left out, `tail` stands at the end, inside the width; it is itself cut when there is no room.
    """
    text = drawable(text)
    if cell_width(text) <= width:
        return text
    if width <= 0:
        return ""
    tail = cut(tail, width)
    room = width - cell_width(tail)
    end = bisect_right(list(accumulate(advances(text))), room)
    return text[: floor(text, end)] + tail
