"""A moment as people type it: `2h`, `in 3 days`, `18:00`, `tomorrow 9`, `fri 14:30`, `next mon`, `end of day`,
`30 nov`, or a full time.

Pure: it is given the present, and the zone in which days begin; None stands for the machine's own, with its summer
time. An hour that the clock skips in spring is taken an hour later; of one that comes twice in autumn, the first that
is still ahead.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import Final

from closer_tui.domain.clock import DAY, HOUR, MINUTE, SECOND, BadTime, parse_rfc3339
from closer_tui.domain.moment_words import (
    DAY_ENDS,
    DAYS,
    MONTHS,
    MORNING,
    PARTS_OF_DAY,
    SHORTEST_NAME,
)

__all__ = ["FORMS", "in_words", "parse_later", "parse_moment"]

FORMS: Final = (
    "Write 30m, 2h, 3d, 18:00, tomorrow 9, fri 14:30, next mon, next week, end of day, 30 nov,"
    " or a full time like 2026-05-22T07:14:03Z."
)

LONGEST: Final = 3_660 * DAY
"""Beyond ten years somebody has mistyped."""

_UNITS: Final = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_UNIT: Final = r"(?:minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)"
_LENGTH: Final = re.compile(rf"(?:in )?((?:\d{{1,6}} ?{_UNIT}(?:,? and |,? ?))+)", re.ASCII)
_PART: Final = re.compile(rf"(\d{{1,6}}) ?({_UNIT})", re.ASCII)
_ARTICLE: Final = re.compile(r"\b(?:half an? hour)\b|\ban? (?=hour|minute|day|week)")
_HOUR: Final = re.compile(r"(?:at )?(\d{1,2})(?:[:.h](\d\d))? ?(am|pm)?", re.ASCII)
_LOCAL: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[t ](\d\d):(\d\d)(?::(\d\d))?)?", re.ASCII)
_DATE: Final = re.compile(
    r"(?:on )?(?:the )?(?:(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]+)|([a-z]+) (\d{1,2})(?:st|nd|rd|th)?)"
)


def parse_later(text: str, now: int, zone: tzinfo | None = None) -> int:
    """`parse_moment`, but always ahead of `now`. Raises BadTime for what has passed."""
    at = parse_moment(text, now, zone)
    if at <= now:
        raise BadTime("that time has passed", "Choose a time in the future, for example tomorrow 9.", field="until")
    return at


def parse_moment(text: str, now: int, zone: tzinfo | None = None) -> int:
    """Milliseconds since the epoch of what was typed at `now`. Raises BadTime for what cannot be understood, and
    for more than ten years from now unless it is written in full; a moment in the past is the caller's business."""
    words = " ".join(text.casefold().split())
    if words[:4].isdecimal() and len(words) > 9 and "-" in words:
        return _full(text.strip(), words, zone)
    at = _length(words, now)
    if at is None:
        at = _on_a_day(text, words, now, zone)
    if at - now > LONGEST:
        raise BadTime(f"{text[:40]!r} is more than ten years away", FORMS, field="until")
    return at


def in_words(at: int, now: int, zone: tzinfo | None = None) -> str:
    """`Mon 30 Nov 09:00, in 4 days`: what was understood, for people to check while they type."""
    day, today = _local(at, zone), _local(now, zone)
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%a} {day.day} {day:%b}{year} {day:%H:%M}, {_ahead(at - now, (day.date() - today.date()).days)}"


def _ahead(gap: int, days: int) -> str:
    if gap < MINUTE:
        return "in less than a minute"
    if gap < HOUR:
        return _count(gap // MINUTE, "minute")
    if days == 0 or gap < 20 * HOUR:
        return _count(gap // HOUR, "hour")
    return "tomorrow" if days == 1 else _count(days, "day") if days < 60 else _count(days // 7, "week")


def _count(number: int, unit: str) -> str:
    return f"in {number} {unit}{'' if number == 1 else 's'}"


# --- lengths and full times


def _length(words: str, now: int) -> int | None:
    plain = _ARTICLE.sub(lambda match: "30 minutes" if match[0].startswith("half") else "1 ", words)
    match = _LENGTH.fullmatch(plain + " ") or _LENGTH.fullmatch(plain)
    if match is None:
        return None
    return now + sum(int(count) * _UNITS[unit[0]] for count, unit in _PART.findall(match[1]))


def _full(text: str, words: str, zone: tzinfo | None) -> int:
    match = _LOCAL.fullmatch(words)
    if match is None:
        return parse_rfc3339(text)
    year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups())
    try:
        here = datetime(year or 1, month or 0, day or 0, MORNING if hour is None else hour, minute or 0, second or 0)  # noqa: DTZ001 - the zone follows
        return round(here.replace(tzinfo=zone).timestamp() * SECOND)
    except (ValueError, OverflowError) as reason:
        raise BadTime(f"{text[:40]!r} is not a day and a time", FORMS, field="until") from reason


# --- days and hours


def _on_a_day(text: str, words: str, now: int, zone: tzinfo | None) -> int:
    here = _local(now, zone)
    if (found := _named_moment(words, here)) is not None:
        days, hour = found
        at = _at(here, days, hour, 0, now)
        return at if at > now or days else _at(here, 1, hour, 0, now)
    if (found_day := _day(words, here)) is not None:
        ahead, rest = found_day
        hour, minute = _time_of_day(text, rest) if rest else (MORNING, 0)
        return _at(here, ahead, hour, minute, now)
    hour, minute = _time_of_day(text, words)
    at = _at(here, 0, hour, minute, now)
    return at if at > now else _at(here, 1, hour, minute, now)


def _named_moment(words: str, here: datetime) -> tuple[int, int] | None:
    """Days ahead and hour of a moment that has a name of its own."""
    words = words.removeprefix("at ").removeprefix("this ").removeprefix("in the ")
    if words in DAY_ENDS:
        return 0, DAY_ENDS[words]
    if words in {"end of week", "eow", "end of the week"}:
        return (4 - here.weekday()) % 7 or (7 if here.hour >= 18 else 0), 18
    if words in PARTS_OF_DAY:
        return 0, PARTS_OF_DAY[words]
    return None


def _day(words: str, here: datetime) -> tuple[int, str] | None:
    """Days from today to the day that is named first, and what stands after it."""
    words = words.removeprefix("on ")
    first, _, rest = words.partition(" ")
    if first in {"today", "tonight", "tomorrow", "tmrw", "tmr"}:
        return int(first not in {"today", "tonight"}), rest or ("20" if first == "tonight" else "")
    if first == "next" and rest:
        name, _, after = rest.partition(" ")
        return _next(name, after, here)
    if first in {"weekend", "this"}:
        after = rest.removeprefix("weekend").strip() if first == "this" else rest
        if first == "weekend" or rest.startswith("weekend"):
            return (5 - here.weekday()) % 7 or 7, after
        return _day(rest, here) if rest and not rest.startswith(("this", "next")) else None
    if (number := _weekday(first)) is not None:
        return (number - here.weekday() - 1) % 7 + 1, rest
    return _date(words, here)


def _next(name: str, after: str, here: datetime) -> tuple[int, str] | None:
    """`next week` is its Monday, `next fri` the Friday of next week, `next month` its first day."""
    monday = 7 - here.weekday()
    if name == "week":
        number = _weekday(after.partition(" ")[0]) if after else None
        return (monday, after) if number is None else (monday + number, after.partition(" ")[2])
    if name == "month":
        first = (here.replace(day=1) + timedelta(days=32)).replace(day=1)
        return (first.date() - here.date()).days, after
    if name == "day":
        return 1, after
    number = _weekday(name)
    return None if number is None else (monday + number, after)


def _weekday(word: str) -> int | None:
    word = word.rstrip(",.")
    if len(word) < SHORTEST_NAME:
        return None
    return next((number for number, day in enumerate(DAYS) if day.startswith(word)), None)


def _date(words: str, here: datetime) -> tuple[int, str] | None:
    """`30 nov`, `Nov 30th 14:00`: the next such day, today counting while its time is ahead."""
    match = _DATE.match(words)
    if match is None:
        return None
    day, name = int(match[1] or match[4]), (match[2] or match[3]).rstrip(",.")
    month = next((n for n, full in enumerate(MONTHS, 1) if len(name) >= SHORTEST_NAME and full.startswith(name)), None)
    if month is None:
        return None
    rest = words[match.end() :].strip(" ,")
    for year in range(here.year, here.year + 9):  # the 29th of February may be eight years off
        try:
            wanted = here.replace(year=year, month=month, day=day)
        except ValueError:
            continue
        ahead = (wanted.date() - here.date()).days
        if ahead > 0 or (ahead == 0 and rest):
            return ahead, rest
    return None


def _time_of_day(text: str, words: str) -> tuple[int, int]:
    words = words.removeprefix("at ").removeprefix("in the ")
    if words in PARTS_OF_DAY:
        return PARTS_OF_DAY[words], 0
    match = _HOUR.fullmatch(words)
    # A number alone could be an hour, a day or minutes.
    if match is None or (words.isdecimal() and words == text.strip()):
        raise BadTime(f"{text[:40]!r} is not a moment", FORMS, field="until")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if hour > (12 if half else 23) or (half and hour == 0) or minute > 59:
        raise BadTime(f"{text[:40]!r} is not a time of day", FORMS, field="until")
    return (hour % 12 + 12 * (half == "pm") if half else hour), minute


def _local(at: int, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(at / SECOND, zone)


def _at(here: datetime, days: int, hour: int, minute: int, now: int) -> int:
    """That hour on that day. An hour that comes twice is the first of the two that is ahead."""
    day = here.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0) + timedelta(days=days)
    first = round(day.timestamp() * SECOND)
    if first > now:
        return first
    return max(first, round(day.replace(fold=1).timestamp() * SECOND))
