"""Emoji in a text: counted as they are seen, and taken out whole."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SPARINGLY: Final = 2
"""Emoji in one reply that still are few."""

_PICTOGRAPHS = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]")
_TINT = "\U0001f3fb-\U0001f3ff"
_ONE = "[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_TAIL = f"[\ufe0f\u20e3{_TINT}]*"
_WHOLE = re.compile(f"{_FLAG}|{_ONE}{_TAIL}(?:\u200d{_ONE}{_TAIL})*|[{_TINT}]")


def count_emoji(text: str) -> int:
    """Pictures in a text; a family joined of several people counts as one."""
    joined = re.sub("\u200d.", "", text)
    return sum(1 for char in _PICTOGRAPHS.findall(joined) if _is_picture(char))


def thin_emoji(text: str, keep: int) -> tuple[str, int]:
    """The text with its first `keep` emoji, and how many were taken out. Blanks around those go with them; signs that
    are drawn as text, like dashes and check marks of a font, stay."""
    kept = taken = 0
    parts: list[str] = []
    at = 0
    for match in _WHOLE.finditer(text):
        weight = count_emoji(match[0])
        if not weight:
            continue
        if kept + weight <= keep:
            kept += weight
            continue
        taken += weight
        parts.append(text[at : match.start()])
        at = match.end()
    if not taken:
        return text, 0
    parts.append(text[at:])
    return _closed(parts), taken


def _closed(parts: list[str]) -> str:
    """The pieces around what was taken out, without the holes it left."""
    whole = parts[0]
    for part in parts[1:]:
        left, right = whole.rstrip(" \ufe0f\u200d"), part.lstrip(" \ufe0f\u200d")
        touching = not left or not right or left[-1] == "\n" or right[0] in "\n.,;:!?)"
        apart = (whole != left or part != right) and not touching
        whole = f"{left}{' ' if apart else ''}{right}"
    return whole


def _is_picture(char: str) -> bool:
    return unicodedata.category(char) == "So" and not "\U0001f3fb" <= char <= "\U0001f3ff"
