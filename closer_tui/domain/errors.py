"""The errors a person can meet, in one tree; each says what to do next.

`CloserError` (message, hint) is defined a floor below, because configuration fails too.
"""

from __future__ import annotations

from closer_tui.config.errors import CloserError

__all__ = [
    "AmbiguousSend",
    "ChannelError",
    "ChannelRefused",
    "ChannelUnavailable",
    "CloserError",
    "Conflict",
    "Contested",
    "CursorExpired",
    "IllegalMove",
    "InvalidInput",
    "NotFound",
    "NotSent",
    "RateLimited",
    "Refused",
    "StoreBehind",
    "StoreDamaged",
    "StoreError",
    "StoreTooNew",
    "Unauthorized",
]


class InvalidInput(CloserError):
    """A value a person or a peer gave cannot be used; `field` names it where there is one."""

    def __init__(self, message: str, hint: str = "", *, field: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class NotFound(CloserError):
    """The thing named does not exist here (or not for this token)."""


class Conflict(CloserError):
    """Somebody or something was faster; the state moved on since it was read."""


class Contested(Conflict):
    """Somebody else is answering, or has answered since this person began; whoever insists may go on."""


class Refused(CloserError):
    """A law or a policy forbids the action in the present state."""


class IllegalMove(Refused):
    """A state machine has no such move."""


class StoreError(CloserError):
    """The local database cannot do what was asked."""


class StoreDamaged(StoreError):
    """The database file fails its integrity check; it is never overwritten."""


class StoreBehind(StoreError):
    """The database waits for a migration; whoever may write brings it up to date."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of the program."""


class ChannelError(CloserError):
    """Something between us and a channel API."""


class NotSent(ChannelError):
    """The request surely never reached the channel (no connection); safe to try again."""


class AmbiguousSend(ChannelError):
    """The request left and no trustworthy answer came: it may or may not have happened."""


class ChannelRefused(ChannelError):
    """The channel answered no for good; `code` is the channel's own word for it."""

    def __init__(self, message: str, hint: str = "", *, code: str = "") -> None:
        super().__init__(message, hint)
        self.code = code


class Unauthorized(ChannelError):
    """The channel no longer accepts our credentials; the inbox must be connected again."""


class ChannelUnavailable(ChannelError):
    """The channel is down or unreachable for a reading call; try later."""


class RateLimited(ChannelError):
    """The channel asks to wait `retry_after_ms` before the next call."""

    def __init__(self, message: str, hint: str = "", *, retry_after_ms: int = 1_000) -> None:
        super().__init__(message, hint)
        self.retry_after_ms = retry_after_ms


class CursorExpired(ChannelError):
    """The channel no longer knows our cursor; read everything again, keep what is ours."""
