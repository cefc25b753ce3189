"""The steps of the cleaner, for text that is not plainly ordinary. Loaded when the first such text turns up.

Every step is one regular expression that runs in linear time, and no step can bring back what an earlier one
removed: piles of marks are cut with everything counted that a later step may take out of them, and glue is judged
last, by its neighbours as they stay. That is what makes cleaning twice the same as cleaning once.
"""

from __future__ import annotations

import re
from functools import cache

from closer_tui.domain.text import codepoints as cp

__all__ = ["scrub"]

MARKS_PER_LETTER = 8
"""The most any living orthography stacks is five."""

_FAR = re.compile(r"[\U00010000-\U0001efff\U0001f3f4\U0001fffe-\U0001ffff\U0002fffe-\U0010ffff]")
"""Whatever past the BMP may need a step, in coarse blocks: a class of many ranges up there is slow in `re`."""

# ECMA-48, in 7 and 8 bits. Every repetition is possessive, and the body of a string stops at the next ESC or C1,
# so each character is looked at once or twice however the text is built. A string without its end loses, in 7 bits,
# the rest of its line; in 8 bits only the introducer, because there it is more often mis-decoded Windows text.
_CONTROL = re.compile(f"[{cp.CONTROLS}]")
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]?"
    r"|(?:\x1b\]|\x9d)[^\x07\x18\x1a\x1b\x80-\x9f]*+(?:[\x07\x18\x1a\x9c]|\x1b\\)"
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x18\x1a\x1b\x80-\x9f]*+(?:[\x18\x1a\x9c]|\x1b\\)"
    r"|\x1b[\]PX^_][^\x18\x1a\x1b\x80-\x9f\n]*+"
    r"|\x1b[NO][ -~]?"
    r"|\x1b[ -/]*+[0-~]?"
    rf"|[{cp.CONTROLS}]"
)
_SURROGATE = re.compile(f"[{cp.SURROGATES}]")
_SURROGATE_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_NONCHARACTER_BMP = re.compile(r"[\ufdd0-\ufdef\ufffe\uffff]")
_NONCHARACTER_FAR = re.compile(f"[{cp.NONCHARACTERS_FAR}]")
_UNSEEN_BMP = re.compile(f"[{cp.UNSEEN_BMP}]+")
_UNSEEN_FAR = re.compile(f"[{cp.UNSEEN_FAR}{cp.TAGS}]+")
_FLAG = re.compile(cp.FLAG_OF_A_NATION)
_UNSEEN_BUT_FLAGS = re.compile(f"({cp.FLAG_OF_A_NATION})|{_UNSEEN_FAR.pattern}")
_DIRECTION = re.compile(f"[{cp.DIRECTION_MARKS}]+")
_RIGHT_TO_LEFT = re.compile(f"[{cp.RIGHT_TO_LEFT}]")
_BIDI = re.compile(f"[{cp.BIDI_CONTROLS}]")
_BIDI_NAMES = tuple((chr(code), f"⟦U+{code:04X}⟧") for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_GLUE = re.compile(f"[{cp.GLUE}]")
_STRAY_GLUE = re.compile(cp.STRAY_GLUE)
_CHAIN = re.compile(f"([{cp.PICTURES}]{cp.LOOK}(?:\\u200d[{cp.PICTURES}]{cp.LOOK}){{{cp.MOST_JOINED}}})\\u200d")


def _piles(mark: str) -> re.Pattern[str]:
    # Glue and tags count as marks: they too hang on the letter, and taking them out must not join two piles.
    return re.compile(f"[{mark}][{mark}]{{{MARKS_PER_LETTER},}}+")


@cache
def _piles_far() -> re.Pattern[str]:
    return _piles(cp.marks() + cp.GLUE + cp.TAGS)


@cache
def _piles_bmp() -> re.Pattern[str]:
    return _piles(cp.marks_bmp() + cp.GLUE_BMP)


def _top(pile: re.Match[str]) -> str:
    return pile[0][:MARKS_PER_LETTER]


def _join_pair(pair: re.Match[str]) -> str:
    high, low = ord(pair[0][0]), ord(pair[0][1])
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _without_unseen_far(text: str) -> str:
    if _FLAG.search(text) is None:
        return _UNSEEN_FAR.sub("", text)
    return _UNSEEN_BUT_FLAGS.sub(r"\1", text)


def scrub(text: str) -> str:
    """`text`, whose newlines are normalised, without what `clean` promises to remove or replace."""
    if text.isascii():
        return _SEQUENCES.sub("", text)
    if _CONTROL.search(text) is not None:
        text = _SEQUENCES.sub("", text)
    if _SURROGATE.search(text) is not None:
        text = _SURROGATE.sub("\ufffd", _SURROGATE_PAIR.sub(_join_pair, text))
    text = _UNSEEN_BMP.sub("", _NONCHARACTER_BMP.sub("\ufffd", text))
    far = _FAR.search(text) is not None
    if far:
        text = _NONCHARACTER_FAR.sub("\ufffd", text)
        text = _without_unseen_far(text)
    if _DIRECTION.search(text) is not None and _RIGHT_TO_LEFT.search(text) is None:
        text = _DIRECTION.sub("", text)
    text = (_piles_far() if far else _piles_bmp()).sub(_top, text)
    if _GLUE.search(text) is not None:
        text = _STRAY_GLUE.sub("", text)
        if _CHAIN.search(text) is not None:
            text = _CHAIN.sub(r"\1", text)
    if _BIDI.search(text) is not None:
        for control, name in _BIDI_NAMES:
            text = text.replace(control, name)
    return text
