"""The part of the screen's desk that works a list: saved views, and actions on many at once."""

from __future__ import annotations

from collections.abc import Callable

from closer_tui.services import saved_views
from closer_tui.store.database import Store


class ListingAtStore:
    """What a desk at a store does with lists."""

    store: Store
    actor: str
    _moved: Callable[[], None]

    async def add_view(self, name: str, filter_text: str, sort: str) -> int:
        """Keep a filter and an order under a name."""
        n = await saved_views.add(self.store, name, filter_text, sort=sort, actor=self.actor)
        self._moved()
        return n

    async def edit_view(
        self, n: int, *, name: str | None = None, filter_text: str | None = None, sort: str | None = None
    ) -> None:
        """Give a saved view another name, filter or order."""
        await saved_views.edit(self.store, n, actor=self.actor, name=name, filter_text=filter_text, sort=sort)
        self._moved()

    async def move_view(self, n: int, by: int) -> bool:
        """Move a saved view up (-1) or down (1); False at the end."""
        moved = await saved_views.move(self.store, n, by, actor=self.actor)
        self._moved()
        return moved

    async def remove_view(self, n: int) -> None:
        """Take a saved view away."""
        await saved_views.remove(self.store, n, actor=self.actor)
        self._moved()

    async def undo_view(self, n: int) -> None:
        """Take the last change of a saved view back."""
        await saved_views.undo(self.store, n, actor=self.actor)
        self._moved()
