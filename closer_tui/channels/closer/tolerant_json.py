"""JSON in which one broken value spoils only what holds it.

A page is worth reading although one message in it is not. So what strict readers refuse (a name given twice, NaN,
numbers no machine holds, nesting that only an attack has) becomes `BROKEN` where it stands, and whoever looks for a
text or a table there finds something else.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

MOST_DIGITS: Final = 19
DEEPEST: Final = 32
"""Levels of nesting kept when a document is too deep to be read at once."""

_TOKENS: Final = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)


class Broken:
    """The type of `BROKEN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN: Final = Broken()


def parse(raw: bytes) -> Any:
    """The document; BROKEN when it is no JSON at all. Bytes that are no UTF-8 become U+FFFD."""
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        return _load(text)
    except RecursionError:
        pass
    except ValueError:
        return BROKEN
    try:
        return _load(_pruned(text))
    except (ValueError, RecursionError):
        return BROKEN


def _load(text: str) -> Any:
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_constant=lambda _: BROKEN,
        parse_int=_integer,
        parse_float=_number,
    )


def _object(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    return found if len(found) == len(pairs) else BROKEN


def _integer(digits: str) -> Any:
    return int(digits) if len(digits.lstrip("-")) <= MOST_DIGITS else BROKEN


def _number(digits: str) -> Any:
    return float(digits) if len(digits) <= 64 else BROKEN


def _pruned(text: str) -> str:
    """The document with everything below DEEPEST levels replaced by a constant that reads as BROKEN."""
    kept: list[str] = []
    depth = start = 0
    for token in _TOKENS.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            if depth == DEEPEST:
                kept.append(text[start : token.start()] + "NaN")
        elif mark in "]}":
            if depth == DEEPEST:
                start = token.end()
            depth -= 1
    if depth < DEEPEST:
        kept.append(text[start:])
    return "".join(kept)
