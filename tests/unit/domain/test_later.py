"""Times as people say them, over every day and zone: always ahead, always the hour that was said, always read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.clock import DAY, HOUR, MINUTE, BadTime, parse_rfc3339
from closer_tui.domain.moment import FORMS, in_words, parse_later, parse_moment
from closer_tui.domain.moment_words import DAYS, MONTHS, PARTS_OF_DAY

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = (UTC, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Lord_Howe"))
NOW = parse_rfc3339("2026-11-25T21:30:00Z")
"""A Wednesday, half past ten in the evening in Berlin."""

moments = st.integers(1_600_000_000_000, 2_400_000_000_000)
zones = st.sampled_from(ZONES)
hours = st.integers(0, 23)
minutes = st.integers(0, 59)


def berlin(text: str, now: int = NOW) -> str:
    return f"{datetime.fromtimestamp(parse_later(text, now, BERLIN) / 1000, BERLIN):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tomorrow 9", "2026-11-26 09:00"),
        ("tomorrow morning", "2026-11-26 09:00"),
        ("next mon", "2026-11-30 09:00"),
        ("next fri", "2026-12-04 09:00"),
        ("fri 14:30", "2026-11-27 14:30"),
        ("this fri", "2026-11-27 09:00"),
        ("on friday at 3pm", "2026-11-27 15:00"),
        ("in 2h", "2026-11-26 00:30"),
        ("half an hour", "2026-11-25 23:00"),
        ("in an hour", "2026-11-25 23:30"),
        ("2 hours and 5 minutes", "2026-11-26 00:35"),
        ("in 3 days", "2026-11-28 22:30"),
        ("a week", "2026-12-02 22:30"),
        ("end of day", "2026-11-26 18:00"),
        ("eod", "2026-11-26 18:00"),
        ("end of week", "2026-11-27 18:00"),
        ("next week", "2026-11-30 09:00"),
        ("next week fri", "2026-12-04 09:00"),
        ("next month", "2026-12-01 09:00"),
        ("weekend", "2026-11-28 09:00"),
        ("noon", "2026-11-26 12:00"),
        ("30 nov", "2026-11-30 09:00"),
        ("Nov 30th 14:00", "2026-11-30 14:00"),
        ("the 1st december 8am", "2026-12-01 08:00"),
        ("25 nov 23:00", "2026-11-25 23:00"),
        ("25 nov", "2027-11-25 09:00"),
        ("29 feb", "2028-02-29 09:00"),
        ("2026-12-01", "2026-12-01 09:00"),
        ("2026-12-01 14:00", "2026-12-01 14:00"),
        ("2026-12-01T14:00:00Z", "2026-12-01 15:00"),
    ],
)
def test_what_people_say_is_what_they_get(text: str, wanted: str) -> None:
    assert berlin(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "9", "today", "tonight", "0m", "next", "this", "next soon", "feb 30", "32 nov", "30 xyz"),
        *(
            "2026-13-01",
            "2026-11-25",
            "1999-01-01",
            "25:00",
            "tomorrow 24",
            "999999w",
            "fri fri",
            "in",
            "and",
            "\x1b[m",
        ),
    ],
)
def test_what_is_no_time_ahead_says_what_would_be(text: str) -> None:
    with pytest.raises(BadTime) as caught:
        parse_later(text, NOW, BERLIN)
    assert caught.value.hint
    assert "\x1b" not in str(caught.value)


@given(moments, zones, st.sampled_from([*DAYS, "tomorrow"]), hours, minutes)
def test_a_day_and_an_hour_are_ahead_and_read_so_on_the_wall(
    now: int, zone: ZoneInfo, day: str, hour: int, minute: int
) -> None:
    at = parse_later(f"{day[:3] if day != 'tomorrow' else day} {hour}:{minute:02}", now, zone)
    wall, here = datetime.fromtimestamp(at / 1000, zone), datetime.fromtimestamp(now / 1000, zone)
    assert now < at <= now + 8 * DAY + HOUR
    assert 1 <= (wall.date() - here.date()).days <= 7
    if (wall.hour, wall.minute) != (hour, minute):  # the clock jumped over it; the hour after the jump stands for it
        said = datetime(wall.year, wall.month, wall.day, hour, minute, tzinfo=zone)
        assert said.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != said.replace(tzinfo=None)


@given(moments, zones, hours, minutes)
def test_an_hour_alone_is_the_next_one_of_its_kind(now: int, zone: ZoneInfo, hour: int, minute: int) -> None:
    at = parse_later(f"{hour}:{minute:02}", now, zone)
    assert now < at <= now + DAY + HOUR


@given(moments, st.integers(1, 400), st.sampled_from([("m", MINUTE), ("h", HOUR), ("d", DAY)]), zones)
def test_a_length_is_exactly_that_long_in_every_zone(now: int, n: int, unit: tuple[str, int], zone: ZoneInfo) -> None:
    assert parse_later(f"in {n}{unit[0]}", now, zone) == now + n * unit[1]


@given(moments, zones, st.sampled_from([*PARTS_OF_DAY, "end of day", "eow", "next week", "next month", "weekend"]))
def test_every_name_of_a_time_is_ahead(now: int, zone: ZoneInfo, words: str) -> None:
    at = parse_later(words, now, zone)
    assert now < at <= now + 32 * DAY


@given(moments, zones, st.integers(1, 28), st.sampled_from(MONTHS))
def test_a_date_is_the_next_such_day(now: int, zone: ZoneInfo, day: int, month: str) -> None:
    wall = datetime.fromtimestamp(parse_later(f"{day} {month[:3]}", now, zone) / 1000, zone)
    assert (wall.day, MONTHS[wall.month - 1]) == (day, month)
    assert wall.hour == 9


@given(st.text(max_size=60), moments, zones)
def test_no_text_at_all_breaks_it(text: str, now: int, zone: ZoneInfo) -> None:
    try:
        at = parse_later(text, now, zone)
    except BadTime:
        return
    assert at > now


@given(moments, st.integers(1, 4_000_000), zones)
def test_what_was_understood_is_read_back_with_its_day(now: int, minutes_on: int, zone: ZoneInfo) -> None:
    at = now + minutes_on * MINUTE
    words = in_words(at, now, zone)
    wall = datetime.fromtimestamp(at / 1000, zone)
    assert f"{wall:%H:%M}," in words
    assert f"{wall.day} {wall:%b}" in words


def test_an_hour_that_is_skipped_in_spring_is_taken_an_hour_later() -> None:
    evening = int(datetime(2026, 3, 28, 20, 0, tzinfo=BERLIN).timestamp() * 1000)
    assert berlin("tomorrow 2:30", evening) == "2026-03-29 03:30"


def test_an_hour_that_comes_twice_is_the_first_that_is_ahead() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    before = int((first - timedelta(hours=1)).timestamp() * 1000)
    between = int(first.timestamp() * 1000) + 10 * MINUTE
    assert parse_later("2:30", before, BERLIN) == int(first.timestamp() * 1000)
    assert parse_later("2:30", between, BERLIN) == int(first.replace(fold=1).timestamp() * 1000)


def test_the_forms_that_are_offered_are_understood() -> None:
    for form in FORMS.removeprefix("Write ").replace(" or a full time like ", "").rstrip(".").split(","):
        assert parse_moment(form.strip(), parse_rfc3339("2026-05-22T06:00:00Z"), UTC)
