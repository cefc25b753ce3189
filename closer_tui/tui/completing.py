"""Completing a search as it is typed: operators, and the values the store has for them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from closer_tui.store.views.search_query import CHOICES, OPERATORS

__all__ = ["Completion", "Values", "completion", "put"]

MOST = 8
SHORTEST = 2
"""Letters of an operator after which it is offered: one alone begins too many words."""
DATES = ("today", "yesterday", "7d", "30d", "12m")

Values = Mapping[str, Callable[[str], Sequence[str]]]
"""For an operator's name: which values there are that hold some letters."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What could stand from `start` to `end` of the text instead of what stands there."""

    start: int
    end: int
    candidates: tuple[str, ...] = ()


def completion(text: str, cursor: int, values: Values) -> Completion:
    """What the word under the cursor could become; nothing when it is no operator and begins none."""
    start = _word_start(text, cursor)
    end = cursor
    while end < len(text) and not text[end].isspace():
        end += 1
    word = text[start:cursor]
    name, colon, typed = word.partition(":")
    if not colon:
        found = [each for each in OPERATORS if len(word) >= SHORTEST and each.startswith(word.lower())]
        return Completion(start, end, tuple(found))
    key = name.lower()
    wanted = typed.strip('"').lower()
    if key in {"before", "after"}:
        known: Sequence[str] = [date for date in DATES if date.startswith(wanted)]
    elif key in CHOICES:
        known = [value for value in dict.fromkeys(CHOICES[key].values()) if value.startswith(wanted)]
    elif key in values:
        known = values[key](wanted)
    else:
        return Completion(start, end)
    found = [f"{key}:{_quoted(value)}" for value in known if value.lower() != wanted]
    return Completion(start, end, tuple(found[:MOST]))


def put(text: str, at: Completion, candidate: str) -> tuple[str, int]:
    """The text with a candidate in its place, and where the cursor stands then: behind it, ready for the next word."""
    after = "" if candidate.endswith(":") else " "
    rest = text[at.end :].removeprefix(" ") if after else text[at.end :]
    return f"{text[: at.start]}{candidate}{after}{rest}", at.start + len(candidate) + len(after)


def _word_start(text: str, cursor: int) -> int:
    """Where the word under the cursor begins; quotation marks hold words together."""
    start, inside = 0, False
    for index, char in enumerate(text[:cursor]):
        if char == '"':
            inside = not inside
        elif char.isspace() and not inside:
            start = index + 1
    return start


def _quoted(value: str) -> str:
    return f'"{value}"' if any(char.isspace() for char in value) else value
