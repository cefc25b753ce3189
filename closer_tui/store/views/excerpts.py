"""The part of a message that shows why it was found: one line, with the places of the words in it.

The words are found the way the index finds them: whatever their case and accents, at the beginning of a word. Every
step keeps the number of characters, so that a place in the folded text is a place in the text.
"""

from __future__ import annotations

import re
from typing import Final

from closer_tui.domain.text import safe_for_terminal
from closer_tui.store.views.folding import fold
from closer_tui.store.views.search_query import SearchQuery, Term
from closer_tui.store.views.tokens import pattern

LENGTH: Final = 160
BEFORE: Final = 40
"""Characters shown ahead of the first word found."""
READ: Final = 65_536

Spans = tuple[tuple[int, int], ...]

_ONE_LINE: Final = str.maketrans("\n\t\r", "   ")
_MARKS = "[\u0300-\u036f]*"


class Finder:
    """Finds a query's words in texts."""

    def __init__(self, query: SearchQuery) -> None:
        self._plain = _pattern(query, "", ascii_only=True)
        self._any = _pattern(query, _MARKS, ascii_only=False)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where they stand, in order."""
        if text.isascii():
            return [match.span() for match in self._plain.finditer(text.lower())] if self._plain else []
        return [match.span() for match in self._any.finditer(fold(text))] if self._any else []

    def words(self, text: str) -> list[str]:
        """What was found, folded, once for every time."""
        if text.isascii():
            return self._plain.findall(text.lower()) if self._plain else []
        return self._any.findall(fold(text)) if self._any else []


def _pattern(query: SearchQuery, marks: str, *, ascii_only: bool) -> re.Pattern[str] | None:
    parts = [part for term in query.terms if (part := _part(term, marks)).isascii() or not ascii_only]
    flags = re.ASCII if ascii_only else re.NOFLAG
    return re.compile("|".join(sorted(parts, key=len, reverse=True)), flags) if parts else None


def _part(term: Term, marks: str) -> str:
    if term.inside:
        return re.escape(fold(term.text))
    return pattern(term.text, marks, going_on=term.prefix)


def excerpt(body: str, finder: Finder) -> tuple[str, Spans]:
    """One line of at most LENGTH characters around the first find, and (start, end) of each find in it."""
    text = safe_for_terminal(body[:READ].translate(_ONE_LINE))
    spans = finder.spans(text)
    start = _start(text, spans[0][0]) if spans else 0
    end = min(len(text), start + LENGTH)
    head, tail = "…" if start else "", "…" if end < len(body) else ""
    line = f"{head}{text[start:end]}{tail}"
    shift = len(head) - start
    shown = tuple((a + shift, min(b, end) + shift) for a, b in spans if start <= a < min(b, end))
    return line, shown


def _start(text: str, first: int) -> int:
    """A little ahead of the first find, at the beginning of a word if there is one."""
    if first <= BEFORE:
        return 0
    space = text.find(" ", first - BEFORE, first)
    return space + 1 if space >= 0 else first - BEFORE
