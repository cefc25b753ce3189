"""How long to try, and when again: 1, 4, 16, 64, 256 seconds after the attempts that failed, then the dead letters.

About six minutes in all. A receiver that was away for longer asks for a replay, or reads the messages it
missed by cursor: webhooks are a hint, the API is the truth.
"""

BACKOFF_MS = (1_000, 4_000, 16_000, 64_000, 256_000)
"""The pause after the first, second, … failed attempt."""

ATTEMPTS = len(BACKOFF_MS) + 1
"""How many attempts a delivery gets before it becomes a dead letter."""

DEADLINE_S = 15.0
"""For one attempt, everything together: the name, the connection, the request, the answer's first line."""

JITTER = 0.1
"""At most this part of a pause is added to it, so that what failed together does not return together."""


def next_attempt(attempt: int, now: int, retry_after: int | None = None, jitter: float = 0.0) -> int | None:
    """When to try again after failed attempt number `attempt` (from 1), or None: it is a dead letter.

    `now` and the answer are milliseconds since the epoch. `retry_after` is what the receiver asked for with
    429 or 503, in milliseconds and already clamped; it lengthens the pause and never shortens it. `jitter` is
    a random float in [0, 1).
    """
    if attempt >= ATTEMPTS:
        return None
    pause = max(pause_after(attempt), retry_after or 0)
    return now + pause + int(pause * JITTER * jitter)


def pause_after(attempt: int) -> int:
    """The pause after attempt number `attempt` (from 1) in ms; after the last one, the longest."""
    return BACKOFF_MS[min(max(attempt, 1), len(BACKOFF_MS)) - 1]
