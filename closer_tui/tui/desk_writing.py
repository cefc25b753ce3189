"""The part of the desk that is about words kept ready: quick replies."""

from __future__ import annotations

from typing import Protocol

from closer_tui.domain.ready_text import QuickReply

__all__ = ["Kept", "WritingDesk"]


class Kept(Protocol):
    """What saving a quick reply did: its number, and what stood there before."""

    @property
    def n(self) -> int:
        """Its number."""

    @property
    def before(self) -> QuickReply | None:
        """None when it is new."""


class WritingDesk(Protocol):
    """Every method raises a CloserError that says what to do next."""

    async def quick_reply_save(self, reply: QuickReply, *, n: int | None = None) -> Kept:
        """Add a quick reply, or put it in the place of number `n`."""

    async def quick_reply_remove(self, n: int) -> QuickReply:
        """Remove one; returns it."""
