"""The rate limit: a token bucket for each API token, and one for failures of each peer address.

A bucket holds as many requests as a minute allows and is refilled evenly. After a rest a peer may send a minute's worth
at once; from then on the even rate holds, so any 60 seconds carry at most that burst plus one minute's refill, and a
fixed window's double burst across its edge cannot happen. Times come from a monotonic clock: a jump of the wall clock
neither fills nor empties a bucket.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

Monotonic = Callable[[], float]
"""Seconds that never run backwards."""

LARGEST_CROWD: Final = 4_096
"""Buckets kept; the one idle longest goes first, and an idle bucket is a full one."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class RateLimit:
    """Buckets by name. `take` answers 0.0 when the request may go on, else the seconds until the next may."""

    def __init__(self, per_minute: int, monotonic: Monotonic = time.monotonic) -> None:
        self.capacity: Final = float(per_minute)
        self._rate = per_minute / 60
        self._monotonic = monotonic
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def take(self, name: Hashable) -> float:
        """Take one request out of the bucket `name`; what is refused costs nothing."""
        now = self._monotonic()
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = _Bucket(self.capacity, now)
            if len(self._buckets) > LARGEST_CROWD:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(name)
        bucket.level = min(self.capacity, bucket.level + max(0.0, now - bucket.at) * self._rate)
        bucket.at = max(bucket.at, now)
        if bucket.level >= 1:
            bucket.level -= 1
            return 0.0
        return (1 - bucket.level) / self._rate
