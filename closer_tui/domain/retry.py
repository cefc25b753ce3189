"""How long to wait before trying again: what a server asked for, or a growing guess of our own.

Shared by everything that speaks to a server that may say "not now": channels, webhook delivery, the model.
"""

import math
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

SHORTEST_MS = 1_000
"""The least we wait when a server asked us to wait: `0`, a negative number or a date gone by mean this."""

LONGEST_MS = 3_600_000
"""The most we let a server hold us, one hour, however many years it asks for."""

_LONGEST_VALUE = 64
"""No honest Retry-After is longer; what is, is not parsed at all."""


def parse_retry_after(
    value: str | None, now_ms: int, *, shortest_ms: int = SHORTEST_MS, longest_ms: int = LONGEST_MS
) -> int | None:
    """Milliseconds to wait as a Retry-After header asks (RFC 9110 §10.2.3), clamped to the two bounds.

    Reads seconds, with decimals too (servers send them), and HTTP dates, which are compared with `now_ms`.
    None when the header is absent or says nothing that can be understood, `nan` included: the caller then
    uses its own back-off. Infinity and numbers beyond any float are "very long" and become `longest_ms`.
    """
    if value is None or len(value) > _LONGEST_VALUE or not value.isascii():
        return None
    wanted = _seconds(value)
    if wanted is None:
        wanted = _seconds_until(value, now_ms)
    if wanted is None or math.isnan(wanted):
        return None
    # The clamp comes first: an infinite float cannot become an integer.
    return int(min(max(wanted * 1000, shortest_ms), longest_ms))


def backoff(attempt: int, base_ms: int, cap_ms: int, random: Callable[[], float]) -> int:
    """Milliseconds before the try after failed attempt number `attempt` (from 1): full jitter.

    Anything between nothing and `base_ms` doubled with every attempt, never above `cap_ms`, so that a crowd
    that failed together does not come back together. `random` gives a float in [0, 1).
    """
    # Past 2**40 the cap has long decided; without the bound a long outage would build enormous integers.
    ceiling = min(cap_ms, base_ms << min(max(attempt, 1) - 1, 40))
    return int(random() * ceiling)


def _seconds(value: str) -> float | None:
    """The header as a number of seconds, if it is one."""
    try:
        return float(value)
    except ValueError:
        return None


def _seconds_until(value: str, now_ms: int) -> float | None:
    """The header as a date, counted from `now_ms`; a date without a zone is UTC, as RFC 9110 has it."""
    try:
        date = parsedate_to_datetime(value)
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return date.timestamp() - now_ms / 1000
    except (ValueError, OverflowError):
        return None
