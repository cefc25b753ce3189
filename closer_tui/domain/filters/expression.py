"""What a filter means, as a small tree, and how it is written again: `parse_filter(str(tree)) == tree`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from closer_tui.domain.clock import DAY, HOUR, MINUTE

__all__ = ["EVERYTHING", "All", "AnyOf", "Expression", "Not", "Term", "all_of", "any_of", "length", "no", "terms"]

UNITS: Final = (("w", 7 * DAY), ("d", DAY), ("h", HOUR), ("m", MINUTE))
"""Lengths of time, the longest first; nothing shorter than a minute can be asked for."""

_BARE: Final = re.compile(r'[^\s()",\\]+')


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. `op` is `>` or `<` for a length of time (`value` then in ms), else empty."""

    field: str
    value: str | int
    op: str = ""

    def __str__(self) -> str:
        if isinstance(self.value, int):
            return f"{self.field}:{self.op}{length(self.value)}"
        return f"{self.field}:{_quoted(self.value)}"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: Term | All | AnyOf

    def __str__(self) -> str:
        return f"-{_inside(self.part)}"


@dataclass(frozen=True, slots=True)
class All:
    """Everything in it must hold; nothing in it asks for nothing."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " ".join(_inside(part) if isinstance(part, AnyOf) else str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of it must hold."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)


Expression = Term | Not | All | AnyOf

EVERYTHING: Final = All(())
"""The filter that leaves nothing out."""


def all_of(parts: Iterable[Expression]) -> Expression:
    """Everything must hold: what is alone stands for itself, and what is inside another is part of it."""
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, All) else (part,)
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(parts: Iterable[Expression]) -> Expression:
    """One must hold. An alternative that leaves nothing out makes the others needless."""
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, AnyOf) else (part,)
    if EVERYTHING in flat:
        return EVERYTHING
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def no(part: Expression) -> Expression:
    """The opposite; twice is the thing itself."""
    return part.part if isinstance(part, Not) else Not(part)


def terms(tree: Expression) -> Iterator[Term]:
    """Every term in it, wherever it stands."""
    if isinstance(tree, Term):
        yield tree
    elif isinstance(tree, Not):
        yield from terms(tree.part)
    else:
        for part in tree.parts:
            yield from terms(part)


def length(ms: int) -> str:
    """A length of time as it is typed: `1h30m`, `2d`."""
    words = ""
    for letter, size in UNITS:
        count, ms = divmod(ms, size)
        words += f"{count}{letter}" if count else ""
    return words or "0m"


def _inside(part: Expression) -> str:
    return str(part) if isinstance(part, Term) else f"({part})"


def _quoted(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
