"""The quick question: is there anything in this text that needs a second look at all?

Most messages hold nothing but letters, punctuation and pictures; for them cleaning and drawing cost one search.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["is_plain"]

_ASCII_SUSPECT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@cache
def _suspect() -> re.Pattern[str]:
    # Everything but the letters of the common scripts, their punctuation, symbols and pictures.
    return re.compile(
        r"[^\t\n\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u060c\u061b\u061f-\u064a"
        r"\u0660-\u066f\u0671-\u06d3\u0e01-\u0e30\u0e32-\u0e33\u0e3f-\u0e46\u1e00-\u200a\u2010-\u2027\u202f-\u205f"
        r"\u2070-\u20cf\u2100-\u2bff\u2e80-\u3029\u3030-\u3096\u309b-\u3163\u3165-\ua4cf\uac00-\ud7a3\uff01-\uff9f"
        r"\U0001f000-\U0001f3f3\U0001f3f5-\U0001f3fa\U0001f400-\U0001faff\U00020000-\U0002fffd]"
    )


def is_plain(text: str) -> bool:
    """True when no character of `text` can need cleaning or be drawn otherwise than it is counted."""
    return (_ASCII_SUSPECT if text.isascii() else _suspect()).search(text) is None
