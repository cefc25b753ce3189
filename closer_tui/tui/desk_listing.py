"""The part of the desk that works a list: saved views, and actions on many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from closer_tui.domain.bulk import BulkAction, Pick
from closer_tui.tui.conversation_work import TakenBack

__all__ = ["BulkDone", "ListingDesk"]


class BulkDone(Protocol):
    """What became of an action on many: how many were done under which name, and which were left, with the reason.
    `leaves_at` (ms) is when the last approved reply leaves."""

    @property
    def batch(self) -> str:
        """What takes it back."""

    @property
    def done(self) -> int:
        """How many."""

    @property
    def left(self) -> Sequence[tuple[int, str]]:
        """Conversations, each with why nothing was done to it."""

    @property
    def leaves_at(self) -> int | None:
        """None when nothing leaves."""

    @property
    def stopped(self) -> bool:
        """Whether it was stopped before its end."""


class ListingDesk(Protocol):
    """Every method raises a CloserError that says what to do next."""

    async def add_view(self, name: str, filter_text: str, sort: str) -> int:
        """Keep a filter and an order under a name; returns the view's number."""

    async def edit_view(
        self, n: int, *, name: str | None = None, filter_text: str | None = None, sort: str | None = None
    ) -> None:
        """Give a saved view another name, filter or order."""

    async def move_view(self, n: int, by: int) -> bool:
        """Move a saved view up (-1) or down (1); False at the end."""

    async def remove_view(self, n: int) -> None:
        """Take a saved view away."""

    async def undo_view(self, n: int) -> None:
        """Take the last change of a saved view back."""

    async def bulk(
        self,
        action: BulkAction,
        value: str | int,
        picks: Sequence[Pick],
        *,
        hold_ms: int,
        progress: Callable[[int, int], None],
        stop: Callable[[], bool],
    ) -> BulkDone:
        """Do the same to many, some at a time, until `stop` says otherwise."""

    async def take_back_many(self, batch: str, *, progress: Callable[[int, int], None]) -> TakenBack:
        """Take an action on many back, where nothing changed since."""
