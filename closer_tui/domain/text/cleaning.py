"""The edge cleaner: what a stranger wrote, made safe to store, show and send to a model.

Ordinary text in any language comes back as the same object. No normalisation (NFC or NFKC) ever: what a
person approves must be byte for byte what leaves. Unusual spaces (no-break, thin, ideographic) stay as well.
"""

from __future__ import annotations

import re

from closer_tui.domain.text.clusters import whole_characters
from closer_tui.domain.text.plain import is_plain

__all__ = ["clean", "fold", "normalise_newlines"]

_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\n]{2,}|[\t\n]")


def normalise_newlines(text: str) -> str:
    r"""CRLF, CR, NEL, LS and PS become `\n`."""
    return _BREAKS.sub("\n", text)


def fold(text: str) -> str:
    """Line breaks, tabs and runs of spaces to one space; no space at either end."""
    if "\n" in text or "\t" in text or "  " in text:
        text = _BLANKS.sub(" ", text)
    return text.strip(" ")


def _scrub(text: str) -> str:
    if is_plain(text):
        return text
    # Its patterns take longer to compile than the first frame can spare.
    from closer_tui.domain.text.scrubbing import scrub

    return scrub(normalise_newlines(text))


def _tail(count: int) -> str:
    return f"… [cut: {count} more characters]"


def _shorten(text: str, limit: int, unread: int) -> str:
    # The tail counts towards the limit, or cleaning twice would cut twice.
    hidden = len(text) + unread
    room = limit - len(_tail(hidden))
    if room < 0:
        return _scrub(text[: max(0, limit - 1)]) + "…"[: max(0, limit)]
    keep = whole_characters(text, min(len(text), room))
    return _scrub(text[:keep]) + _tail(hidden - keep)


def clean(text: str, *, limit: int = 65_536, multiline: bool = True) -> str:
    r"""What may be kept of a stranger's text; ordinary text in any language is returned unchanged.

    Removed: escape and control sequences whole, other control characters but `\n` and `\t`, invisible characters
    outside the scripts and emoji that need them, marks beyond eight on one letter. Shown: bidirectional controls
    as `⟦U+202E⟧`, lone surrogates and noncharacters as U+FFFD. Longer than `limit` characters ends in
    `… [cut: N more characters]`, within the limit; at most twice the limit is read. With `multiline=False`
    line breaks, tabs and runs of spaces fold to one space and the ends are trimmed.

    Cleaning twice is cleaning once.
    """
    unread = max(0, len(text) - 2 * limit)
    text = _scrub(text[: 2 * limit] if unread else text)
    if not multiline:
        text = fold(text)
    if unread or len(text) > limit:
        return _shorten(text, limit, unread)
    return text
