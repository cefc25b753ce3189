"""When a delivery is tried again, and when it is given up."""

import pytest

from closer_tui.webhooks.schedule import ATTEMPTS, next_attempt

NOW = 1_700_000_000_000


def test_the_pauses_are_1_4_16_64_256_seconds_and_then_it_is_a_dead_letter() -> None:
    pauses = [next_attempt(attempt, 0) for attempt in range(1, ATTEMPTS + 1)]
    assert pauses == [1_000, 4_000, 16_000, 64_000, 256_000, None]
    assert next_attempt(ATTEMPTS + 1, 0) is None


def test_the_last_attempt_leaves_later_than_a_signature_is_good_for() -> None:
    assert sum(next_attempt(attempt, 0) or 0 for attempt in range(1, ATTEMPTS)) == 341_000


def test_a_receiver_may_ask_for_more_time_but_not_for_less() -> None:
    assert next_attempt(1, NOW, retry_after=30_000) == NOW + 30_000
    assert next_attempt(4, NOW, retry_after=1_000) == NOW + 64_000
    assert next_attempt(1, NOW, retry_after=None) == NOW + 1_000


def test_asking_for_time_buys_no_more_attempts() -> None:
    assert next_attempt(ATTEMPTS, NOW, retry_after=30_000) is None


@pytest.mark.parametrize("attempt", range(1, ATTEMPTS))
def test_jitter_only_ever_adds_a_tenth_at_most(attempt: int) -> None:
    plain = next_attempt(attempt, 0)
    late = next_attempt(attempt, 0, jitter=0.999_999)
    assert plain is not None
    assert late is not None
    assert plain < late <= plain * 1.1
