"""The part of the desk that works a list: saved views, and actions on many at once."""

from __future__ import annotations

from typing import Protocol

__all__ = ["ListingDesk"]


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
