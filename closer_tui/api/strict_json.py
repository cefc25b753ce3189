"""JSON as RFC 8259 and I-JSON have it, and nothing that two readers could understand differently.

Refused: other encodings and byte order marks, names given twice, NaN and Infinity, numbers beyond 64 bits, text
with NUL or lone surrogates, and nesting that only an attack has.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, Final

from closer_tui.api.errors import ApiError, bad_request

MAX_INTEGER_DIGITS: Final = 19
DEEPEST: Final = 32
"""Levels of nesting; the deepest document of this API has two."""


class _Refused(ValueError):
    """Inside this module only: carries the reason out of the decoder's hooks."""


def parse(raw: bytes) -> Any:
    """The document as Python values. Raises ApiError 400 `invalid_json` with the reason."""
    try:
        value = json.loads(
            _decode(raw),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_number,
        )
        for depth, text in _texts(value):
            if depth > DEEPEST:
                raise _Refused("it is nested too deeply")
            _check_text(text)
    except _Refused as refusal:
        raise _invalid(str(refusal)) from refusal
    except RecursionError as error:
        raise _invalid("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise _invalid(f"{error.msg.lower()} at line {error.lineno}, column {error.colno}") from error
    return value


def _invalid(reason: str) -> ApiError:
    return bad_request(f"The body is not the JSON this API accepts: {reason}.", "invalid_json")


def _decode(raw: bytes) -> str:
    if not raw.strip():
        raise _Refused("it is empty")
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise _Refused("it starts with a byte order mark; send UTF-8 without one")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Refused(f"it is not UTF-8 (byte {error.start})") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("a name stands twice in one object")
    return found


def _constant(name: str) -> None:
    raise _Refused(f"{name} is not a number")


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_INTEGER_DIGITS or abs(int(digits)) >= 2**63:
        raise _Refused("a number does not fit 64 bits")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise _Refused("a number does not fit 64 bits")
    return value


def _texts(value: Any) -> Iterator[tuple[int, str]]:
    """Every string of the document with the depth it stands at (an empty one for each bare container)."""
    waiting: list[tuple[int, Any]] = [(0, value)]
    while waiting:
        depth, item = waiting.pop()
        if isinstance(item, str):
            yield depth, item
        elif isinstance(item, dict):
            yield depth, ""
            waiting.extend((depth + 1, part) for pair in item.items() for part in pair)
        elif isinstance(item, list):
            yield depth, ""
            waiting.extend((depth + 1, part) for part in item)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise _Refused("a text holds a NUL")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise _Refused("a text holds half of a surrogate pair") from error
