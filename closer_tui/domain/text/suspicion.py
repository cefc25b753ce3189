"""What is odd about a name, a handle or a link: shown beside it, never acted on by itself.

Ask about the raw text, before `clean` takes the invisible out. Silent about ordinary writing in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice

from closer_tui.domain.text import codepoints as cp
from closer_tui.domain.text.confusables import imitated_name, mixes_scripts
from closer_tui.domain.text.links import Link, links_of

__all__ = ["TextWarning", "WarningKind", "warnings_of"]

MOST = 32
"""Warnings about one text; more than that says nothing more."""
_READ = 16_384


class WarningKind(StrEnum):
    """What kind of trick it may be."""

    CONTROL = "control"
    BIDI = "bidi"
    INVISIBLE = "invisible"
    MIXED_SCRIPT = "mixed_script"
    CONFUSABLE = "confusable"
    LINK_MISMATCH = "link_mismatch"
    LINK_NUMERIC = "link_numeric"
    LINK_LOOKALIKE = "link_lookalike"


@dataclass(frozen=True, slots=True)
class TextWarning:
    """One oddity: its kind, a sentence for a person, and where in the text it begins (in characters)."""

    kind: WarningKind
    detail: str
    at: int


_WORD = re.compile(r"[^\W_]+")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(\s{0,8}([^\s()]{1,2048})")
_HTML_LINK = re.compile(
    r"<a\s[^<>]{0,200}?href\s{0,8}=\s{0,8}[\"']?([^\s\"'<>]{1,2048})[^<>]{0,200}>([^<>]{1,200})</a", re.I
)


@cache
def _unshown() -> tuple[tuple[WarningKind, str, re.Pattern[str]], ...]:
    unseen, loose = "is invisible", "is invisible here and joins nothing"
    return (
        (WarningKind.CONTROL, "is a control character", re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")),
        (WarningKind.BIDI, "reorders the text", re.compile(f"[{cp.BIDI_CONTROLS}]")),
        (WarningKind.INVISIBLE, unseen, re.compile(f"[{cp.UNSEEN_BMP}{cp.UNSEEN_FAR}{cp.TAGS}]")),
        (WarningKind.INVISIBLE, loose, re.compile(cp.STRAY_GLUE)),
    )


@cache
def _direction() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(cp.FLAG_OF_A_NATION),
        re.compile(f"[{cp.RIGHT_TO_LEFT}]"),
        re.compile(f"[{cp.DIRECTION_MARKS}]"),
    )


def warnings_of(text: str) -> tuple[TextWarning, ...]:
    """Up to 32 oddities of `text`, in the order they stand in it; the first 16,384 characters are looked at."""
    text = text[:_READ]
    found: list[TextWarning] = []
    if not (text.isascii() and text.isprintable()):
        found += _unseen(text)
    found += _words(text)
    found += _links(text)
    return tuple(sorted(found, key=lambda warning: warning.at)[:MOST])


def _unseen(text: str) -> Iterator[TextWarning]:
    flag, right_to_left, direction = _direction()
    text = flag.sub(lambda match: "x" * len(match[0]), text)
    patterns = _unshown()
    if right_to_left.search(text) is None:
        patterns += ((WarningKind.INVISIBLE, "is invisible and of no use here", direction),)
    for kind, what, pattern in patterns:
        for match in islice(pattern.finditer(text), MOST):
            yield TextWarning(kind, f"U+{ord(match[0]):04X} {what}.", match.start())


def _words(text: str) -> Iterator[TextWarning]:
    for match in _WORD.finditer(text):
        word = match[0]
        script = None if word.isascii() else mixes_scripts(word)
        if script is not None:
            detail = f"“{word[:40]}” mixes Latin and {script} letters that look alike."
            yield TextWarning(WarningKind.MIXED_SCRIPT, detail, match.start())
            continue
        imitated = imitated_name(word)
        if imitated is not None:
            detail = f"“{word[:40]}” looks like “{imitated}” and is not."
            yield TextWarning(WarningKind.CONFUSABLE, detail, match.start())


def _links(text: str) -> Iterator[TextWarning]:
    for link in links_of(text):
        yield from _about(link)
    for pattern, target, label in ((_MARKDOWN_LINK, 2, 1), (_HTML_LINK, 1, 2)):
        for match in pattern.finditer(text):
            shown, leads = links_of(match[label]), links_of(match[target])
            if shown and leads and not _same_place(shown[0].host, leads[0].host):
                detail = f"It reads {shown[0].host} and leads to {leads[0].host}."
                yield TextWarning(WarningKind.LINK_MISMATCH, detail, match.start())


def _about(link: Link) -> Iterator[TextWarning]:
    if link.userinfo:
        detail = f"The part before the @ is not where it leads: {link.host} is."
        yield TextWarning(WarningKind.LINK_MISMATCH, detail, link.at)
    if link.ip:
        yield TextWarning(WarningKind.LINK_NUMERIC, f"It leads to a number, {link.host}, not to a name.", link.at)
    if link.lookalike:
        yield TextWarning(WarningKind.LINK_LOOKALIKE, f"{link.host} imitates another address.", link.at)


def _same_place(shown: str, leads: str) -> bool:
    shown, leads = shown.removeprefix("www."), leads.removeprefix("www.")
    return shown == leads or leads.endswith("." + shown)
