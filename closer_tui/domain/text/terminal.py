"""The last filter before any terminal, log or notification: nothing that is obeyed instead of shown gets past.

`clean` has done the work at the edge long before; this catches what did not come through it (a server's error
text, a path, our own mistake).
"""

from __future__ import annotations

import re
from functools import cache

from closer_tui.domain.text import codepoints as cp

__all__ = ["safe_for_terminal"]


@cache
def _obeyed() -> re.Pattern[str]:
    return re.compile(rf"[{cp.CONTROLS}\u2028\u2029{cp.BIDI_CONTROLS}\ufff9-\ufffb]")


@cache
def _unencodable() -> re.Pattern[str]:
    return re.compile(f"[{cp.SURROGATES}]")


def safe_for_terminal(text: str, *, replacement: str = "\ufffd") -> str:
    r"""`text` with every control, escape and bidirectional character replaced; the same object when there is none.

    `\n` and `\t` stay. Textual counts the replaced characters as no cell, so a filter that must not move the
    rest of a row passes `replacement=""`. Lone surrogates, which no terminal can be sent, become U+FFFD in any
    case; they count one cell, as it does. The direction marks of Arabic and Hebrew pass: they cannot override.
    """
    if text.isascii() and text.isprintable():
        return text
    if _unencodable().search(text) is not None:
        text = _unencodable().sub("\ufffd", text)
    if _obeyed().search(text) is None:
        return text
    return _obeyed().sub(replacement, text)
