"""The words for days and hours that `moment` knows, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MORNING: Final = 9
"""The hour of a day that was named without one."""

SHORTEST_NAME: Final = 3
"""Letters of a day or month that are enough."""

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

PARTS_OF_DAY: Final[Mapping[str, int]] = MappingProxyType(
    {"morning": 9, "noon": 12, "midday": 12, "lunch": 12, "afternoon": 14, "evening": 19, "night": 20, "midnight": 0}
)
DAY_ENDS: Final[Mapping[str, int]] = MappingProxyType({"end of day": 18, "end of the day": 18, "eod": 18})
