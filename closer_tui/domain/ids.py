"""Names for things: a prefix and a ULID, so that ids sort by time and never collide between processes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from threading import Lock

__all__ = ["IdMaker", "is_id", "new_id"]

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so an id read aloud survives."""
_RANDOM_BITS = 80
_NOISE_LIMIT = 1 << (_RANDOM_BITS - 1)
"""The topmost random bit starts at 0, so counting up within a millisecond cannot spill into the time."""
_TIME_LIMIT = 1 << 48
# 26 letters hold 130 bits and a ULID 128, so the first letter never passes 7.
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII)


def _encode(value: int) -> str:
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


class IdMaker:
    """Makes ULIDs that rise within one millisecond too, where each is the last one plus one."""

    def __init__(self, entropy: Callable[[int], bytes] = os.urandom) -> None:
        self._entropy = entropy
        self._lock = Lock()
        self._last = 0

    def ulid(self, at: int, entropy: Callable[[int], bytes] | None = None) -> str:
        """26 letters for the moment `at` (ms). Raises ValueError for a time a ULID cannot hold."""
        if not 0 <= at < _TIME_LIMIT:
            raise ValueError(f"{at} ms does not fit a ULID")
        with self._lock:
            if at == self._last >> _RANDOM_BITS and self._last:
                self._last += 1
            else:
                noise = int.from_bytes((entropy or self._entropy)(_RANDOM_BITS // 8), "big")
                self._last = (at << _RANDOM_BITS) | noise % _NOISE_LIMIT
            return _encode(self._last)


_maker = IdMaker()


def new_id(prefix: str, at: int, entropy: Callable[[int], bytes] = os.urandom) -> str:
    """`prefix`, an underscore and a ULID for the moment `at` (ms): `msg_01JC…`. Rising within a millisecond."""
    return f"{prefix}_{_maker.ulid(at, entropy)}"


def is_id(prefix: str, text: str) -> bool:
    """True when `text` is an id with that prefix, exactly as `new_id` writes it."""
    head, _, tail = text.rpartition("_")
    return head == prefix and _ULID.fullmatch(tail) is not None
