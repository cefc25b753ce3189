"""A moment as people type it: `2h`, `1h30m`, `3d`, `18:00`, `tomorrow 9`, `mon 9am`, or RFC 3339.

Words about days need a zone, which is passed in; None stands for the machine's own, with its summer time.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import Final

from closer_tui.domain.clock import DAY, HOUR, MINUTE, SECOND, BadTime, parse_rfc3339

__all__ = ["FORMS", "parse_moment"]

FORMS: Final = "Write 30m, 2h, 3d, 18:00, tomorrow 9, monday 9:30, or a full time like 2026-05-22T07:14:03Z."

MORNING: Final = 9
"""The hour of a day that was named without one."""
LONGEST: Final = 3_660 * DAY
"""Beyond ten years somebody has mistyped."""

_UNITS: Final = {"m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_LENGTH: Final = re.compile(r"(?:in )?((?:\d{1,6} ?(?:min|m|h|d|w) ?)+)", re.ASCII)
_PART: Final = re.compile(r"(\d{1,6}) ?(min|m|h|d|w)", re.ASCII)
_HOUR: Final = re.compile(r"(?:at )?(\d{1,2})(?:[:.](\d\d))? ?(am|pm)?", re.ASCII)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def parse_moment(text: str, now: int, zone: tzinfo | None = None) -> int:
    """Milliseconds since the epoch of what was typed at `now`. Raises BadTime for what cannot be understood, and
    for more than ten years from now; a moment in the past is the caller's business."""
    words = " ".join(text.casefold().split())
    if len(words) > 12 and words[:4].isdecimal():
        return parse_rfc3339(text.strip())
    if match := _LENGTH.fullmatch(words):
        at = now + sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(match[1]))
    else:
        at = _on_a_day(text, words, now, zone)
    if at - now > LONGEST:
        raise BadTime(f"{text[:40]!r} is more than ten years away", FORMS)
    return at


def _on_a_day(text: str, words: str, now: int, zone: tzinfo | None) -> int:
    here = datetime.fromtimestamp(now / SECOND, zone)
    first, _, rest = words.partition(" ")
    ahead = _days_ahead(first, here.weekday())
    if ahead is None:
        hour, minute = _time_of_day(text, words)
        at = _at(here, 0, hour, minute)
        return at if at > now else _at(here, 1, hour, minute)
    hour, minute = _time_of_day(text, rest) if rest else (MORNING, 0)
    return _at(here, ahead, hour, minute)


def _days_ahead(word: str, today: int) -> int | None:
    """Days from today to the day named; a weekday is the next one, never today."""
    if word in {"today", "tomorrow"}:
        return int(word == "tomorrow")
    for number, day in enumerate(_DAYS):
        if len(word) >= 3 and day.startswith(word):
            return (number - today - 1) % 7 + 1
    return None


def _time_of_day(text: str, words: str) -> tuple[int, int]:
    match = _HOUR.fullmatch(words)
    # A number alone could be an hour, a day or minutes.
    if match is None or (words.isdecimal() and words == text.strip()):
        raise BadTime(f"{text[:40]!r} is not a moment", FORMS)
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if hour > (12 if half else 23) or (half and hour == 0) or minute > 59:
        raise BadTime(f"{text[:40]!r} is not a time of day", FORMS)
    return (hour % 12 + 12 * (half == "pm") if half else hour), minute


def _at(here: datetime, days: int, hour: int, minute: int) -> int:
    day = here.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
    return round(day.timestamp() * SECOND)
