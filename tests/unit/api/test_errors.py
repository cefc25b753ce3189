"""What errors of the house are to a peer."""

import pytest

from closer_tui.api.errors import from_house, rate_limited
from closer_tui.domain.errors import (
    ChannelUnavailable,
    CloserError,
    Conflict,
    IllegalMove,
    InvalidInput,
    NotFound,
    RateLimited,
    Refused,
    StoreDamaged,
    StoreError,
)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (InvalidInput("bad"), 400, "invalid_request"),
        (NotFound("gone"), 404, "not_found"),
        (Refused("no"), 409, "refused"),
        (IllegalMove("no"), 409, "refused"),
        (Conflict("late"), 409, "conflict"),
        (RateLimited("slow", retry_after_ms=1_500), 429, "rate_limited"),
        (StoreError("locked"), 503, "unavailable"),
        (StoreDamaged("damaged"), 503, "unavailable"),
        (ChannelUnavailable("down"), 500, "internal"),
        (CloserError("?"), 500, "internal"),
    ],
)
def test_each_kind_has_its_status(error: CloserError, status: int, code: str) -> None:
    found = from_house(error)
    assert (found.status, found.code) == (status, code)


def test_the_state_of_the_machine_is_not_told() -> None:
    assert "/home/mira" not in from_house(StoreError("cannot open /home/mira/closer.db")).message


@pytest.mark.parametrize(("wait", "seconds"), [(0.0, "1"), (0.01, "1"), (1.0, "1"), (1.2, "2"), (59.99, "60")])
def test_the_wait_is_a_whole_number_of_seconds_and_never_too_short(wait: float, seconds: str) -> None:
    assert rate_limited(wait).headers["Retry-After"] == seconds
