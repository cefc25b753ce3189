"""What a Retry-After header may ask of us, and how our own back-off grows."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.retry import LONGEST_MS, SHORTEST_MS, backoff, parse_retry_after

NOW = 784_111_777_000  # Sun, 06 Nov 1994 08:49:37 GMT


@pytest.mark.parametrize(
    ("header", "wait_ms"),
    [
        ("1", 1_000),
        ("120", 120_000),
        (" 2 ", 2_000),
        ("1.5", 1_500),
        ("0", SHORTEST_MS),
        ("-5", SHORTEST_MS),
        ("-inf", SHORTEST_MS),
        ("3600", LONGEST_MS),
        ("3601", LONGEST_MS),
        ("99999999999", LONGEST_MS),
        ("9" * 60, LONGEST_MS),
        ("1e400", LONGEST_MS),
        ("inf", LONGEST_MS),
        ("Sun, 06 Nov 1994 08:50:07 GMT", 30_000),
        ("Sun, 06 Nov 1994 08:49:37 GMT", SHORTEST_MS),
        ("Sun, 06 Nov 1994 07:00:00 GMT", SHORTEST_MS),
        ("Sun, 06 Nov 1994 08:50:07 -0000", 30_000),
        ("Sun, 06 Nov 1994 09:50:07 +0100", 30_000),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_MS),
        ("Fri, 31 Dec 9999 23:59:59 -2359", LONGEST_MS),
    ],
)
def test_a_wait_is_read_and_clamped(header: str, wait_ms: int) -> None:
    assert parse_retry_after(header, NOW) == wait_ms


@pytest.mark.parametrize(
    "header", [None, "", "soon", "nan", "-nan", "1, 2", "Sun, 31 Feb 1994 08:49:37 GMT", "9" * 65, "١٢", "1²"]
)
def test_what_cannot_be_understood_asks_for_nothing(header: str | None) -> None:
    assert parse_retry_after(header, NOW) is None


def test_the_bounds_can_be_the_callers_own() -> None:
    assert parse_retry_after("0", NOW, shortest_ms=250) == 250
    assert parse_retry_after("500", NOW, longest_ms=60_000) == 60_000


@given(st.text(max_size=70))
def test_no_header_whatever_breaks_it_or_leaves_the_bounds(header: str) -> None:
    wait = parse_retry_after(header, NOW)
    assert wait is None or SHORTEST_MS <= wait <= LONGEST_MS


def test_no_damaged_date_breaks_it() -> None:
    dice = random.Random(7)
    for _ in range(2_000):
        letters = list("Sun, 06 Nov 1994 08:49:37 GMT")
        for _ in range(dice.randint(1, 5)):
            letters[dice.randrange(len(letters))] = dice.choice('0123456789 :,-+GMTSunNov\t\x00()"<>')
        wait = parse_retry_after("".join(letters), NOW)
        assert wait is None or SHORTEST_MS <= wait <= LONGEST_MS


@pytest.mark.parametrize(("attempt", "ceiling"), [(0, 500), (1, 500), (2, 1_000), (3, 2_000), (9, 60_000)])
def test_back_off_doubles_up_to_its_cap(attempt: int, ceiling: int) -> None:
    assert backoff(attempt, 500, 60_000, lambda: 0.0) == 0
    assert backoff(attempt, 500, 60_000, lambda: 0.5) == ceiling // 2
    assert ceiling - 1 <= backoff(attempt, 500, 60_000, lambda: 0.999_999) <= ceiling


def test_a_week_of_failures_still_waits_no_longer_than_the_cap() -> None:
    assert backoff(1_000_000, 500, 60_000, lambda: 0.999_999) <= 60_000
