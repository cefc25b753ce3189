"""How one attempt ended, in words a person can read; nothing in it comes from the other side but numbers."""

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """Why there was no answer."""

    URL = "url"
    """The URL may not be used (any more)."""
    NAME = "name"
    """The host's name does not resolve."""
    ADDRESS = "address"
    """The name resolves to an address that is not public."""
    CONNECT = "connect"
    """Nobody took the connection."""
    TLS = "tls"
    """The certificate or the handshake is not in order."""
    TIMEOUT = "timeout"
    """No answer within the deadline."""
    UNSIGNED = "unsigned"
    """The signing secret cannot be opened, so nothing was sent."""
    BROKEN = "broken"
    """The connection broke, or what came was not HTTP."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt: an answer's `status`, or the `failure` that stood in its place."""

    detail: str
    """One sentence for the list of deliveries."""
    took_ms: int
    status: int | None = None
    failure: Failure | None = None
    retry_after: int | None = None
    """How long the receiver asked us to wait with 429 or 503, in ms, clamped."""

    @property
    def delivered(self) -> bool:
        """The receiver said yes: 2xx, and nothing else."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The receiver wants no more of these, ever: its endpoint is to be disabled."""
        return self.status == 410


def answered(status: int, took_ms: int, retry_after: int | None) -> Outcome:
    """The outcome of an attempt that got an answer."""
    if 200 <= status < 300:
        detail = f"Accepted with {status}."
    elif 300 <= status < 400:
        detail = f"Answered {status}; redirects are refused."
    elif status == 410:
        detail = "Answered 410: the endpoint is gone for good."
    else:
        detail = f"Answered {status}."
    asked = retry_after if status in (429, 503) else None
    return Outcome(detail, took_ms, status=status, retry_after=asked)
