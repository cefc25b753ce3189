"""Time as the house keeps it: integer milliseconds since the epoch, UTC; RFC 3339 only at the edges.

The one place in the domain that may ask what time it is. Everything else is handed a `Clock` or an `at`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Protocol

from closer_tui.domain.errors import InvalidInput

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "SECOND",
    "BadTime",
    "Clock",
    "ManualClock",
    "SystemClock",
    "duration",
    "format_rfc3339",
    "parse_rfc3339",
    "relative",
]

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

_UNITS = ((52 * WEEK, "y"), (WEEK, "w"), (DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s"))

LATEST = 253_402_300_799_999
"""9999-12-31T23:59:59.999Z: the last moment RFC 3339 can write."""
EARLIEST = -62_135_596_800_000
"""0001-01-01T00:00:00Z: the first one `datetime` can hold."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))", re.ASCII
)


class BadTime(InvalidInput, ValueError):
    """A time that cannot be understood; the message says which part."""


class Clock(Protocol):
    """Where the present comes from."""

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""


class SystemClock:
    """The machine's wall clock."""

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return (datetime.now(UTC) - _EPOCH) // _MS


class ManualClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, start: int) -> None:
        self._now = start

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return self._now

    def advance(self, ms: int) -> int:
        """Move by `ms` (back, too: wall clocks do that) and return the new time."""
        self._now += ms
        return self._now


def _bad(text: str, why: str) -> BadTime:
    return BadTime(f"{text[:40]!r} is not a time: {why}.", "Write it like 2026-05-22T07:14:03Z.")


def parse_rfc3339(text: str) -> int:
    """Milliseconds since the epoch of a full RFC 3339 time with a zone; below a millisecond is cut off.

    Nothing is guessed: a bare number (seconds or milliseconds?), a missing zone, 30 February and years past
    9999 raise `BadTime`. A leap second counts as the last moment of its minute, since UTC days here have none.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        why = "it is a bare number, and nobody says whether of seconds or of milliseconds"
        if not text.strip().lstrip("+-").replace(".", "", 1).isdigit():
            why = "expected year-month-dayThour:minute:second and a zone (Z or +01:00)"
        raise _bad(text, why)
    year, month, day, hour, minute, second = (int(part) for part in match.group(1, 2, 3, 4, 5, 6))
    millis = int((match[7] or "0").ljust(3, "0")[:3])
    if second == 60:
        second, millis = 59, 999
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as reason:
        raise _bad(text, str(reason)) from reason
    offset = 0
    if match[8] is None:
        hours, minutes = int(match[10]), int(match[11])
        if hours > 23 or minutes > 59:
            raise _bad(text, "there is no such zone")
        offset = (hours * 60 + minutes) * MINUTE * (-1 if match[9] == "-" else 1)
    at = (local - _EPOCH) // _MS + millis - offset
    if not EARLIEST <= at <= LATEST:
        raise _bad(text, "its zone carries it out of the years 1 to 9999")
    return at


def format_rfc3339(at: int) -> str:
    """RFC 3339 in UTC: `2026-05-22T07:14:03Z`, with `.123` only when there are milliseconds.

    Raises `BadTime` outside the years 1 to 9999.
    """
    if not EARLIEST <= at <= LATEST:
        raise BadTime(f"{at} ms lies outside the years 1 to 9999.", "Are these microseconds, or worse?")
    seconds, millis = divmod(at, SECOND)
    text = (_EPOCH + timedelta(seconds=seconds)).isoformat(timespec="seconds").removesuffix("+00:00")
    return f"{text}.{millis:03}Z" if millis else f"{text}Z"


def relative(now: int, at: int) -> str:
    """How long ago (or ahead, after a `+`) in two to four cells: `now`, `4s`, `2m`, `1h`, `3d`, `5w`, `2y`."""
    gap = abs(now - at)
    if gap < SECOND:
        return "now"
    size, letter = next(unit for unit in _UNITS if gap >= unit[0])
    return f"{'+' if at > now else ''}{gap // size}{letter}"


def duration(ms: int) -> str:
    """A length of time in words, two units at most: `less than a second`, `1 minute`, `2 hours 5 minutes`."""
    left = abs(ms)
    words: list[str] = []
    for size, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")):
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {name}{'' if count == 1 else 's'}")
        elif words:
            break
    return " ".join(words[:2]) or "less than a second"
