"""From a typed line to an expression, by recursive descent. What cannot be understood is pointed at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.filters.expression import EVERYTHING, Expression, Term, all_of, any_of, no
from closer_tui.domain.filters.fields import FIELDS, read
from closer_tui.domain.text import clean

__all__ = ["LONGEST_FILTER", "FilterError", "parse_filter"]

LONGEST_FILTER: Final = 500
MOST_TERMS: Final = 40
DEEPEST: Final = 12
"""Brackets within brackets: what a person can still read, and far from what recursion could not."""

_TOKEN: Final = re.compile(
    r"(?P<space>\s+)|(?P<open>\()|(?P<close>\))|(?P<minus>-(?=\S))"
    r'|(?P<term>(?:[^\s()",\\]|,|"(?:[^"\\]|\\.)*")+)',
    re.DOTALL,
)
_PIECE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|([^",]+)|(,)', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_NAME: Final = re.compile(r"([A-Za-z][A-Za-z-]*):")


class FilterError(InvalidInput):
    """A filter that cannot be understood. `at` and `length` say which part of the line, in characters."""

    def __init__(self, message: str, hint: str, *, line: str, at: int, length: int = 1) -> None:
        super().__init__(message, hint, field="filter")
        self.line = line
        self.at = at
        self.length = max(length, 1)

    def pointed(self) -> tuple[str, str]:
        """The line, and one below it with a mark under the place."""
        return self.line, " " * self.at + "^" * min(self.length, max(len(self.line) - self.at, 1))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_filter(text: str) -> Expression:
    """Understand a filter; an empty one leaves nothing out. Raises FilterError."""
    line = clean(text, multiline=False).strip()
    if len(line) > LONGEST_FILTER:
        raise FilterError(
            f"the filter is longer than {LONGEST_FILTER} characters", "Ask for less at once.", line=line, at=0
        )
    return _Parser(line).whole()


class _Parser:
    def __init__(self, line: str) -> None:
        self._line = line
        self._tokens = self._cut()
        self._next = 0
        self._terms = 0

    def _cut(self) -> list[_Token]:
        found: list[_Token] = []
        at = 0
        while at < len(self._line):
            match = _TOKEN.match(self._line, at)
            if match is None or match.lastgroup is None:
                raise self._wrong_character(at)
            kind, text = match.lastgroup, match[0]
            if kind == "term" and text.casefold() in {"or", "and", "not"}:
                kind = text.casefold()
            if kind != "space":
                found.append(_Token(kind, text, at))
            at = match.end()
        return found

    def _wrong_character(self, at: int) -> FilterError:
        if self._line[at] == '"':
            return self._error("this quotation mark is never closed", 'Close it with another ".', at, len(self._line))
        if self._line[at] == "\\":
            return self._error("a backslash stands here only between quotation marks", "Quote the words.", at)
        return self._error("nothing can be made of this", "Leave it out.", at)

    def _error(self, message: str, hint: str, at: int, length: int = 1) -> FilterError:
        return FilterError(message, hint, line=self._line, at=at, length=length)

    @property
    def _here(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, kind: str) -> _Token | None:
        here = self._here
        if here is None or here.kind != kind:
            return None
        self._next += 1
        return here

    def whole(self) -> Expression:
        if not self._tokens:
            return EVERYTHING
        tree = self._alternatives(0)
        if (rest := self._here) is not None:
            raise self._error("this bracket was never opened", "Leave it out, or open one before it.", rest.at)
        return tree

    def _alternatives(self, depth: int) -> Expression:
        parts = [self._row(depth)]
        while self._take("or"):
            parts.append(self._row(depth))
        return any_of(parts)

    def _row(self, depth: int) -> Expression:
        parts = [self._one(depth)]
        while (here := self._here) is not None and here.kind not in {"or", "close"}:
            self._take("and")
            parts.append(self._one(depth))
        return all_of(parts)

    def _one(self, depth: int) -> Expression:
        here = self._here
        if here is None:
            raise self._error("something is missing here", "Write a term, such as is:unread.", len(self._line))
        if depth > DEEPEST:
            raise self._error(f"brackets stand more than {DEEPEST} deep", "Write it flatter.", here.at)
        self._next += 1
        match here.kind:
            case "minus" | "not":
                return no(self._one(depth + 1))
            case "open":
                inner = self._alternatives(depth + 1)
                if self._take("close") is None:
                    raise self._error("this bracket is never closed", "Close it with ).", here.at)
                return inner
            case "term":
                return self._term(here)
            case _:
                raise self._error(
                    f"{here.text!r} stands where a term should",
                    "Write a term, such as is:unread.",
                    here.at,
                    len(here.text),
                )

    def _term(self, token: _Token) -> Expression:
        named = _NAME.match(token.text)
        if named is None:
            return self._values("text", token.text, token.at, token)
        name = named[1].casefold()
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, n=1)
            meant = f"Did you mean {near[0]}:? " if near else ""
            known = ", ".join(FIELDS)
            raise self._error(
                f"there is no field {named[1]}:",
                f"{meant}The fields are {known}. Quote words that hold a colon.",
                token.at,
                len(named[1]),
            )
        return self._values(name, token.text[named.end() :], token.at + named.end(), token)

    def _values(self, name: str, text: str, at: int, token: _Token) -> Expression:
        """One value, or several with commas between, of which one must hold."""
        spec = FIELDS[name]
        found: list[Expression] = []
        for start, value in _pieces(text):
            kept = read(name, value) if value.strip() else None
            if kept is None:
                what = f"{name}: does not know {value[:40]!r}" if value.strip() else f"{name}: is followed by nothing"
                place = (at + start, len(value)) if value.strip() else (token.at, len(token.text))
                raise self._error(what, spec.allowed, *place)
            self._terms += 1
            if self._terms > MOST_TERMS:
                raise self._error(f"more than {MOST_TERMS} terms", "Ask for less at once.", token.at, len(token.text))
            found.append(Term(name, kept[0], kept[1]))
        return any_of(found)


def _pieces(text: str) -> list[tuple[int, str]]:
    """The values between commas that are not quoted, each with its place."""
    pieces: list[tuple[int, str]] = [(0, "")]
    for match in _PIECE.finditer(text):
        start, value = pieces[-1]
        if match[3]:
            pieces.append((match.end(), ""))
        elif match[2] is not None:
            pieces[-1] = (start, value + match[2])
        else:
            pieces[-1] = (start, value + _ESCAPE.sub(r"\1", match[1]))
    return pieces
