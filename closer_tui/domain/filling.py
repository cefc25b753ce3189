"""Ready texts with places for what differs: `Good morning {contact.first_name}, your order {order} is ready.`

A place that has no value stays as it is written, so that it is seen, and a text with such a place is not sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from closer_tui.domain.text import clean

__all__ = ["Filled", "fill", "places", "values_of"]

_PLACE: Final = re.compile(r"\{([a-z][a-z0-9_]{0,39}(?:\.[a-z0-9_]{1,40})?)\}")
_NAME: Final = re.compile(r"[^a-z0-9]+")
LONGEST_VALUE: Final = 200
MOST_FIELDS: Final = 200
_NO_NAME: Final = re.compile(r"[\d@/]")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its places filled in, and the names of those for which nothing is known, in order."""

    text: str
    missing: tuple[str, ...] = ()


def places(text: str) -> tuple[str, ...]:
    """The names of the places in a text, each once. `{ name }` with a blank is no place."""
    return tuple(dict.fromkeys(match[1] for match in _PLACE.finditer(text)))


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values into their places. A value is never looked through for places again."""
    missing: dict[str, None] = {}

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1], "")
        if not found:
            missing[match[1]] = None
            return match[0]
        return found

    return Filled(_PLACE.sub(value, text), tuple(missing))


def values_of(
    *, name: str, address: str, inbox: str, agent: str, detail: Mapping[str, object] | None = None
) -> dict[str, str]:
    """What places can stand for in one conversation. A field of the contact is known as `order` and `contact.order`."""
    values: dict[str, str] = {}
    for field, value in _fields(detail or {}):
        values |= {field: value, f"contact.{field}": value}
    person = _tidy(name)
    values |= {
        "contact.name": person,
        "contact.first_name": first_name(person),
        "contact.address": _tidy(address),
        "agent": _tidy(agent),
        "inbox": _tidy(inbox),
    }
    return values


def first_name(name: str) -> str:
    """`Maria` of `Maria Keller`; nothing where the name is a number or an address."""
    word = name.split(" ", maxsplit=1)[0] if name else ""
    return "" if _NO_NAME.search(word) else word


def _fields(detail: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    left = MOST_FIELDS
    for key, value in detail.items():
        inner = value.items() if isinstance(value, Mapping) else ((key, value),)
        for name, told in inner:
            field = _NAME.sub("_", str(name).casefold()).strip("_")
            if field and field[0].isalpha() and isinstance(told, str | int | float) and left:
                left -= 1
                yield field[:40], _tidy(str(told))


def _tidy(value: str) -> str:
    return clean(value, multiline=False).strip()[:LONGEST_VALUE]
