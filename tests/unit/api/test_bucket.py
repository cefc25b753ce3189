"""The rate limit, on a clock that moves when told to."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from closer_tui.api.bucket import LARGEST_CROWD, RateLimit
from tests.support.api_world import Seconds


def test_a_rested_token_may_send_a_minutes_worth_at_once() -> None:
    limit = RateLimit(600, Seconds())
    assert [limit.take("t") for _ in range(600)] == [0.0] * 600
    assert limit.take("t") > 0


def test_after_the_burst_the_even_rate_holds() -> None:
    seconds = Seconds()
    limit = RateLimit(600, seconds)
    for _ in range(600):
        limit.take("t")
    passed = 0
    for _ in range(6_000):
        seconds.now += 0.01
        passed += limit.take("t") == 0.0
    assert 599 <= passed <= 600


def test_a_steady_ten_a_second_is_never_refused() -> None:
    seconds = Seconds()
    limit = RateLimit(600, seconds)
    for _ in range(6_000):
        assert limit.take("t") == 0.0
        seconds.now += 0.1


def test_after_the_wait_it_names_a_request_passes() -> None:
    seconds = Seconds()
    limit = RateLimit(600, seconds)
    while (wait := limit.take("t")) == 0.0:
        pass
    seconds.now += wait + 1e-9
    assert limit.take("t") == 0.0


def test_one_token_does_not_pay_for_another() -> None:
    limit = RateLimit(1, Seconds())
    assert limit.take("a") == 0.0
    assert limit.take("a") > 0
    assert limit.take("b") == 0.0


def test_a_clock_that_runs_backwards_fills_nothing() -> None:
    seconds = Seconds()
    limit = RateLimit(60, seconds)
    for _ in range(60):
        limit.take("t")
    seconds.now -= 500
    assert limit.take("t") > 0
    seconds.now += 500
    assert limit.take("t") > 0


def test_a_crowd_of_addresses_does_not_grow_without_end() -> None:
    limit = RateLimit(10, Seconds())
    for number in range(LARGEST_CROWD * 2):
        limit.take(number)
    assert len(limit._buckets) == LARGEST_CROWD


@given(st.integers(1, 50), st.lists(st.floats(0, 20), min_size=1, max_size=150))
def test_any_sixty_seconds_carry_at_most_a_burst_and_a_minute(per_minute: int, pauses: list[float]) -> None:
    seconds = Seconds()
    limit = RateLimit(per_minute, seconds)
    start, passed = seconds.now, []
    for at in accumulate(pauses):
        seconds.now = start + at
        passed += [seconds.now for _ in range(3) if limit.take("t") == 0.0]
    for first in passed:
        assert sum(first <= at < first + 60 for at in passed) <= 2 * per_minute
    assert len(passed) <= per_minute + (seconds.now - start) * per_minute / 60 + 1e-6
