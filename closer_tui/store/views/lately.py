"""Answers kept for a while in proportion to what they cost: asking again and again costs a twentieth at most."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import perf_counter
from typing import Any, Final, TypeVar, cast

__all__ = ["Lately"]

T = TypeVar("T")

TIMES_ITS_COST: Final = 20
"""An answer that took 10 ms stands for 200."""
MOST_KEPT: Final = 64


class Lately:
    """A memory of answers. What costs next to nothing is worked out anew each time, or nearly."""

    def __init__(self, seconds: Callable[[], float] = perf_counter) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._stale: float | None = None

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer of late, or a new one."""
        began = self._seconds()
        known = self._kept.get(key)
        if known is not None and began < known[0]:
            self._stale = max(self._stale or known[0], known[0])
            return cast(T, known[1])
        value = make()
        ended = self._seconds()
        self._kept[key] = (ended + (ended - began) * TIMES_ITS_COST, value)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return value

    def again_in(self) -> float | None:
        """Seconds until everything that was answered from memory since the last call may be asked anew; None when all
        of it was worked out."""
        stale, self._stale = self._stale, None
        return None if stale is None else max(0.0, stale - self._seconds())
