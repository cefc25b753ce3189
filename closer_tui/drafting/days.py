"""The day a sentence names, as whoever wrote it meant it: `by Friday`, `1 December`, `within 3 days`, `2026-12-01`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from closer_tui.drafting.folding import fold, patterns, words_of
from closer_tui.drafting.words.days import MONTHS, TODAY, TOMORROW, UNITS, WEEKDAYS

_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED: Final = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})?(?!\d)")
_LENGTH: Final = re.compile(r"(?<!\d)(\d{1,3}) (\w+)")
_MONTH_OF: Final = {fold(name): number for number, names in enumerate(MONTHS, start=1) for name in names}
_WEEKDAY_OF: Final = {fold(name): number for number, names in enumerate(WEEKDAYS) for name in names}
LATELY: Final = 60
"""Days back to which a day without a year still means the one that has passed."""


def day_in(sentence: str, said_at: int) -> date | None:
    """The day a sentence written at `said_at` (ms) names, in UTC; None when it names none. A weekday is the next one,
    a day without a year the next such day."""
    said = datetime.fromtimestamp(said_at / 1_000, UTC)
    folded = fold(sentence)
    return _written(folded, said.date()) or _counted(folded, said) or _named(folded, said.date())


def written_day(sentence: str, said_at: int) -> date | None:
    """The day of the calendar a sentence names by its date; None where it names a weekday, a span or nothing."""
    return _written(fold(sentence), datetime.fromtimestamp(said_at / 1_000, UTC).date())


def _written(folded: str, said: date) -> date | None:
    if match := _ISO.search(folded):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.search(folded):
        year = int(match[3]) if match[3] else None
        return _next(said, int(match[2]), int(match[1]), year)
    words = words_of(folded)
    for index, word in enumerate(words):
        month = _MONTH_OF.get(word)
        if month is None:
            continue
        # 1 december, 1st of december, december 1st; the number stands close by, or it is no day.
        near = [*reversed(words[max(0, index - 2) : index]), *words[index + 1 : index + 2]]
        number = next((int(found[1]) for each in near if (found := re.match(r"(\d{1,2})(?:st|nd|rd|th)?$", each))), 0)
        if number:
            return _next(said, month, number, None)
    return None


def _counted(folded: str, said: datetime) -> date | None:
    for match in _LENGTH.finditer(folded):
        if match[2] in UNITS:
            count, days = int(match[1]), UNITS[match[2]]
            return (said + (timedelta(days=count * days) if days else timedelta(hours=count))).date()
    return None


def _named(folded: str, said: date) -> date | None:
    if patterns(TOMORROW).search(folded):
        return said + timedelta(days=1)
    if patterns(TODAY).search(folded):
        return said
    for word in words_of(folded.replace("-feira", "")):
        weekday = _WEEKDAY_OF.get(word, _WEEKDAY_OF.get(f"{word}-feira"))
        if weekday is not None:
            return said + timedelta(days=(weekday - said.weekday() - 1) % 7 + 1)
    return None


def _next(said: date, month: int, number: int, year: int | None) -> date | None:
    if year is not None:
        return _day(year, month, number)
    this = _day(said.year, month, number)
    # A day just past is not meant for next year: "on the 14th we sent it".
    if this is None or (said - this).days <= LATELY:
        return this
    return _day(said.year + 1, month, number)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
