"""A moment as people type it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from closer_tui.domain.clock import DAY, HOUR, MINUTE, BadTime, parse_rfc3339
from closer_tui.domain.moment import parse_moment

NOW = parse_rfc3339("2026-05-22T14:30:10Z")  # a Friday


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("30m", 30 * MINUTE),
        ("2h", 2 * HOUR),
        ("3d", 3 * DAY),
        ("1w", 7 * DAY),
        ("1h30m", 90 * MINUTE),
        ("1h 30 min", 90 * MINUTE),
        (" in 2H ", 2 * HOUR),
    ],
)
def test_a_length_counts_from_now(text: str, ms: int) -> None:
    assert parse_moment(text, NOW, UTC) == NOW + ms


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("18:00", "2026-05-22T18:00:00Z"),
        ("9:15", "2026-05-23T09:15:00Z"),  # has passed today
        ("5pm", "2026-05-22T17:00:00Z"),
        ("12am", "2026-05-23T00:00:00Z"),
        ("12pm", "2026-05-23T12:00:00Z"),
        ("today 23", "2026-05-22T23:00:00Z"),
        ("today 9", "2026-05-22T09:00:00Z"),  # past, and said so: the caller refuses it
        ("tomorrow", "2026-05-23T09:00:00Z"),
        ("tomorrow 9", "2026-05-23T09:00:00Z"),
        ("Tomorrow at 9.30", "2026-05-23T09:30:00Z"),
        ("mon", "2026-05-25T09:00:00Z"),
        ("friday 8am", "2026-05-29T08:00:00Z"),  # never today
        ("sat 18:05", "2026-05-23T18:05:00Z"),
        ("2026-06-01T07:00:00+02:00", "2026-06-01T05:00:00Z"),
    ],
)
def test_days_and_hours_are_understood(text: str, moment: str) -> None:
    assert parse_moment(text, NOW, UTC) == parse_rfc3339(moment)


def test_nine_tomorrow_is_nine_on_the_clock_across_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = int(datetime(2026, 3, 28, 20, 0, tzinfo=berlin).timestamp() * 1000)
    tomorrow = parse_moment("tomorrow 9", evening, berlin)
    assert datetime.fromtimestamp(tomorrow / 1000, berlin).hour == 9
    assert tomorrow - evening == 12 * HOUR  # the night was an hour short


def test_without_a_zone_the_machines_own_counts() -> None:
    assert parse_moment("tomorrow 9", NOW) == parse_moment("tomorrow 9", NOW, UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "9", "2", "-2h", "25:00", "9:60", "13pm", "0am", "tomorrow 24", "tomorrow soon", "mo", "2x", "1h x"],
)
def test_what_is_not_a_moment_is_told_with_examples(text: str) -> None:
    with pytest.raises(BadTime) as caught:
        parse_moment(text, NOW, UTC)
    assert "tomorrow 9" in caught.value.hint


@pytest.mark.parametrize("text", ["999999d", "999999w"])
def test_more_than_ten_years_is_a_slip(text: str) -> None:
    with pytest.raises(BadTime, match="ten years"):
        parse_moment(text, NOW, UTC)


def test_a_broken_full_time_is_told_as_such() -> None:
    with pytest.raises(BadTime):
        parse_moment("2026-02-30T10:00:00Z", NOW, UTC)
