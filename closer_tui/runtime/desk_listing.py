"""The part of the screen's desk that works a list: saved views, and actions on many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from closer_tui.domain.bulk import BulkAction, Pick
from closer_tui.services import bulk, saved_views, undoing
from closer_tui.services.bulk import BulkDone
from closer_tui.services.undoing import TakenBack
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
        """Do the same to many, some at a time."""
        done = await bulk.run(
            self.store, action, value, picks, actor=self.actor, hold_ms=hold_ms, progress=progress, stop=stop
        )
        self._moved()
        return done

    async def take_back_many(self, batch: str, *, progress: Callable[[int, int], None]) -> TakenBack:
        """Take an action on many back."""
        done = await undoing.take_back(self.store, batch, actor=self.actor, progress=progress)
        self._moved()
        return done
