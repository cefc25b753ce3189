"""Where a text is signed: one pattern for the check and for the repair, so that they cannot disagree."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_DASHES: Final = "-‐‑–—"
_QUOTES: Final = "'’‘ʼ"
REACH: Final = 32
"""Times its own length a sign-off at the end may be stretched by blanks in it or after it."""

_EDGE: Final = f"{_DASHES} \t~*_.,!"


def signed_at(text: str, sign_off: str) -> int | None:
    """Where the sign-off at the end of a text begins; None when the text does not end with it. Dashes, quotes, blanks
    and case may differ."""
    if not sign_off.strip():
        return None
    # Only the end is looked at: a text of nothing but sign-offs would be gone through for each of them.
    found = _pattern(sign_off.strip()).search(text, max(0, len(text) - REACH * len(sign_off) - REACH))
    return found.start() if found else None


def names_only(line: str, sign_off: str) -> bool:
    """Whether a line is the sign-off but for the signs around it: `Paul` for `— Paul`."""
    bare, wanted = (part.strip(_EDGE).casefold() for part in (line, sign_off))
    return bool(wanted) and bare == wanted


@lru_cache(maxsize=64)
def _pattern(sign_off: str) -> re.Pattern[str]:
    parts = []
    for word in sign_off.split():
        letters = (
            f"[{re.escape(_DASHES)}]" if char in _DASHES else f"[{_QUOTES}]" if char in _QUOTES else re.escape(char)
            for char in word
        )
        parts.append("".join(letters))
    before = r"(?<!\w)" if sign_off[0].isalnum() else ""
    return re.compile(before + r"\s+".join(parts) + r"\s*\Z", re.IGNORECASE)
