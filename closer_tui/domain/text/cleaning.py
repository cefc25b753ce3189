"""The edge cleaner: what a stranger wrote, made safe to store, show and send to a model.

Ordinary text in any language comes back as the same object. No normalisation (NFC or NFKC) ever: what a
person approves must be byte for byte what leaves. Unusual spaces (no-break, thin, ideographic) stay as well.

Every step is one regular expression that runs in linear time, and no step can bring back what an earlier one
removed; that is what makes `clean(clean(x)) == clean(x)`.
"""

from __future__ import annotations

import re
from functools import cache

from closer_tui.domain.text import codepoints as cp
from closer_tui.domain.text.clusters import whole_characters

__all__ = ["clean", "normalise_newlines"]

MARKS_PER_LETTER = 8
"""The most any living orthography stacks is five."""

_ASCII_SUSPECT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BREAKS = re.compile(rf"\r\n|[{cp.LINE_BREAKS}]")

# ECMA-48, in 7 and 8 bits. Every repetition is possessive, and the body of a string stops at the next ESC or C1,
# so each character is looked at once or twice however the text is built. A string without its end loses, in 7 bits,
# the rest of its line; in 8 bits only the introducer, because there it is more often mis-decoded Windows text.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]?"
    r"|(?:\x1b\]|\x9d)[^\x07\x18\x1a\x1b\x80-\x9f]*+(?:[\x07\x18\x1a\x9c]|\x1b\\)"
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x18\x1a\x1b\x80-\x9f]*+(?:[\x18\x1a\x9c]|\x1b\\)"
    r"|\x1b[\]PX^_][^\x18\x1a\x1b\x80-\x9f\n]*+"
    r"|\x1b[NO][ -~]?"
    r"|\x1b[ -/]*+[0-~]?"
    rf"|[{cp.CONTROLS}]"
)
_SURROGATE_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_BROKEN = re.compile(rf"[{cp.SURROGATES}{cp.NONCHARACTERS}]")
_HIDDEN = re.compile(rf"({cp.FLAG_OF_A_NATION})|[{cp.UNSEEN}{cp.TAGS}]")
_BIDI = re.compile(rf"[{cp.BIDI_CONTROLS}]+")
_DIRECTION = re.compile(rf"[{cp.DIRECTION_MARKS}]+")
_RIGHT_TO_LEFT = re.compile(rf"[{cp.RIGHT_TO_LEFT}]")
_BLANKS = re.compile(r"[ \t\n]{2,}|[\t\n]")


@cache
def _suspect() -> re.Pattern[str]:
    # Everything but marks and glue that a step below may touch.
    return re.compile(
        f"[{cp.CONTROLS}{cp.LINE_BREAKS}{cp.SURROGATES}{cp.NONCHARACTERS}{cp.UNSEEN}{cp.TAGS}"
        f"{cp.BIDI_CONTROLS}{cp.DIRECTION_MARKS}]"
    )


@cache
def _pile() -> re.Pattern[str]:
    # Glue and tags count as marks: they too hang on the letter, and removing them later must not join two piles.
    mark = f"[{cp.marks()}{cp.GLUE}{cp.TAGS}]"
    return re.compile(f"({mark}{mark}{{{MARKS_PER_LETTER - 1}}}){mark}++")


@cache
def _stray_glue() -> re.Pattern[str]:
    rightful = (
        f"{cp.EMOJI}"
        f"|(?<=[{cp.IDEOGRAPHS}])[\\ufe00-\\ufe02\\U000e0100-\\U000e01ef]"
        f"|(?<=[{cp.SYMBOLS_WITH_VARIANTS}])[\\ufe00-\\ufe0f]"
        f"|(?<=[{cp.MONGOLIAN}])[\\u180b-\\u180f]"
        f"|(?<=[{cp.JOINING_SCRIPTS}])[{cp.JOINERS}]"
        f"|(?<=[{cp.WORDS_WITHOUT_SPACES}])\\u200b(?=[{cp.WORDS_WITHOUT_SPACES}])"
    )
    return re.compile(f"({rightful})|[{cp.GLUE}]")


@cache
def _glue() -> re.Pattern[str]:
    return re.compile(f"[{cp.GLUE}]")


def normalise_newlines(text: str) -> str:
    r"""CRLF, CR, NEL, LS and PS become `\n`."""
    return _BREAKS.sub("\n", text)


def _join_pair(pair: re.Match[str]) -> str:
    high, low = pair[0]
    return chr(0x10000 + ((ord(high) - 0xD800) << 10) + (ord(low) - 0xDC00))


def _name(run: re.Match[str]) -> str:
    # A run shows each control once: a thousand overrides need not become eight thousand characters.
    return "".join(f"⟦U+{ord(char):04X}⟧" for char in dict.fromkeys(run[0]))


def _scrub(text: str) -> str:
    if text.isascii():
        if _ASCII_SUSPECT.search(text) is None:
            return text
        return _SEQUENCES.sub("", _BREAKS.sub("\n", text))
    if _suspect().search(text) is not None:
        text = _SEQUENCES.sub("", _BREAKS.sub("\n", text))
        text = _BROKEN.sub("\ufffd", _SURROGATE_PAIR.sub(_join_pair, text))
        text = _BIDI.sub(_name, _HIDDEN.sub(r"\1", text))
        if _RIGHT_TO_LEFT.search(text) is None:
            text = _DIRECTION.sub("", text)
    text = _pile().sub(r"\1", text)
    if _glue().search(text) is not None:
        text = _stray_glue().sub(r"\1", text)
    return text


def _shorten(text: str, limit: int, unread: int) -> str:
    # The tail counts towards the limit, or cleaning twice would cut twice.
    hidden = len(text) + unread
    room = limit - len(_tail(hidden))
    if room < 0:
        return _scrub(text[: max(0, limit - 1)]) + "…"[: max(0, limit)]
    keep = whole_characters(text, min(len(text), room))
    return _scrub(text[:keep]) + _tail(hidden - keep)


def _tail(count: int) -> str:
    return f"… [cut: {count} more characters]"


def fold(text: str) -> str:
    """Line breaks, tabs and runs of spaces to one space; no space at either end."""
    if "\n" in text or "\t" in text or "  " in text:
        text = _BLANKS.sub(" ", text)
    return text.strip(" ")


def clean(text: str, *, limit: int = 65_536, multiline: bool = True) -> str:
    r"""What may be kept of a stranger's text; ordinary text in any language is returned unchanged.

    Removed: escape and control sequences whole, other control characters but `\n` and `\t`, invisible characters
    outside the scripts and emoji that need them, marks beyond eight on one letter. Shown: bidirectional controls
    as `⟦U+202E⟧`, lone surrogates and noncharacters as U+FFFD. Longer than `limit` characters ends in
    `… [cut: N more characters]`, within the limit; at most twice the limit is read. With `multiline=False`
    line breaks, tabs and runs of spaces fold to one space and the ends are trimmed.
    """
    unread = max(0, len(text) - 2 * limit)
    text = _scrub(text[: 2 * limit] if unread else text)
    if not multiline:
        text = fold(text)
    if unread or len(text) > limit:
        return _shorten(text, limit, unread)
    return text
