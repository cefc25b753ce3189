"""Times: read strictly, written one way, told briefly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.clock import (
    DAY,
    EARLIEST,
    HOUR,
    LATEST,
    MINUTE,
    SECOND,
    BadTime,
    ManualClock,
    SystemClock,
    duration,
    format_rfc3339,
    parse_rfc3339,
    relative,
)
from closer_tui.domain.errors import InvalidInput

AT = 1_779_434_043_000
"""2026-05-22T07:14:03Z."""


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-05-22T07:14:03Z", AT),
        ("2026-05-22t07:14:03z", AT),
        ("2026-05-22 07:14:03+00:00", AT),
        ("2026-05-22T09:14:03+02:00", AT),
        ("2026-05-22T01:44:03-05:30", AT),
        ("2026-05-22T07:14:03.1Z", AT + 100),
        ("2026-05-22T07:14:03.123Z", AT + 123),
        ("2026-05-22T07:14:03.123999999Z", AT + 123),
        ("2026-05-22T07:14:03-00:00", AT),
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2016-12-31T23:59:60Z", 1_483_228_799_999),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("0001-01-01T00:00:00Z", EARLIEST),
        ("9999-12-31T23:59:59.999Z", LATEST),
    ],
)
def test_a_full_time_is_read(text: str, at: int) -> None:
    assert parse_rfc3339(text) == at


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "expected"),
        ("NaN", "expected"),
        ("now", "expected"),
        ("1779434043", "bare number"),
        ("1779434043000", "bare number"),
        ("-1.5", "bare number"),
        ("2026-05-22", "expected"),
        ("2026-05-22T07:14:03", "a zone"),
        ("2026-05-22T07:14Z", "expected"),
        ("2026-02-30T00:00:00Z", "day"),
        ("2025-02-29T00:00:00Z", "day"),
        ("2026-13-01T00:00:00Z", "month"),
        ("2026-05-22T24:00:00Z", "hour"),
        ("2026-05-22T07:60:00Z", "minute"),
        ("2026-05-22T07:14:61Z", "second"),
        ("0000-01-01T00:00:00Z", "year"),
        ("55840-01-01T00:00:00Z", "expected"),
        ("+2026-05-22T07:14:03Z", "expected"),
        ("2026-05-22T07:14:03+24:00", "no such zone"),
        ("2026-05-22T07:14:03+01:60", "no such zone"),
        ("2026-05-22T07:14:03+0100", "expected"),
        ("9999-12-31T23:59:59-01:00", "out of the years"),
        ("0001-01-01T00:00:00+01:00", "out of the years"),
        ("２０２６-05-22T07:14:03Z", "expected"),
        ("2026-05-22T07:14:03Z\n", "expected"),
        ("2026-05-22T07:14:03.Z", "expected"),
        ("2026-05-22T07:14:03.1234567890Z", "expected"),
    ],
)
def test_a_doubtful_time_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadTime, match=why) as refusal:
        parse_rfc3339(text)
    assert isinstance(refusal.value, ValueError)
    assert isinstance(refusal.value, InvalidInput)
    assert "2026-05-22T07:14:03Z" in refusal.value.hint


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (AT, "2026-05-22T07:14:03Z"),
        (AT + 7, "2026-05-22T07:14:03.007Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (EARLIEST, "0001-01-01T00:00:00Z"),
    ],
)
def test_a_time_is_written_with_milliseconds_only_when_it_has_some(at: int, text: str) -> None:
    assert format_rfc3339(at) == text


@pytest.mark.parametrize("at", [LATEST + 1, EARLIEST - 1, AT * 1_000])
def test_a_time_nobody_can_write_is_refused(at: int) -> None:
    with pytest.raises(BadTime, match="outside the years"):
        format_rfc3339(at)


@given(st.integers(EARLIEST, LATEST))
def test_what_is_written_is_read_back(at: int) -> None:
    text = format_rfc3339(at)
    assert parse_rfc3339(text) == at
    assert datetime.fromisoformat(text).timestamp() == pytest.approx(at / 1_000)


@given(st.text())
def test_any_text_is_a_time_or_a_clear_refusal(text: str) -> None:
    with pytest.raises(BadTime):
        parse_rfc3339(text + "x")


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        (0, "now"),
        (999, "now"),
        (-999, "now"),
        (4 * SECOND, "4s"),
        (59_999, "59s"),
        (2 * MINUTE, "2m"),
        (HOUR, "1h"),
        (47 * HOUR, "1d"),
        (3 * DAY, "3d"),
        (36 * DAY, "5w"),
        (800 * DAY, "2y"),
        (-5 * MINUTE, "+5m"),
    ],
)
def test_how_long_ago_is_told_in_a_few_cells(gap: int, told: str) -> None:
    assert relative(AT, AT - gap) == told


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "less than a second"),
        (1_000, "1 second"),
        (61_000, "1 minute 1 second"),
        (2 * HOUR + 5 * MINUTE + 9_000, "2 hours 5 minutes"),
        (2 * HOUR + 9_000, "2 hours"),
        (-DAY, "1 day"),
        (9 * DAY + HOUR, "9 days 1 hour"),
    ],
)
def test_a_length_of_time_is_told_in_words(ms: int, words: str) -> None:
    assert duration(ms) == words


def test_a_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(AT)
    assert clock.now() == clock.now() == AT
    assert clock.advance(250) == AT + 250
    assert clock.advance(-500) == clock.now() == AT - 250


def test_the_system_clock_tells_the_present() -> None:
    before = int(datetime.now(UTC).timestamp() * 1_000)
    now = SystemClock().now()
    assert before <= now + 1
    assert now <= int(datetime.now(UTC).timestamp() * 1_000) + 1
