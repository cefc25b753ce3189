"""The part of the books that is about lists: saved views, and actions on many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from closer_tui.domain.bulk import BulkAction, Pick
from tests.ui.work_books import Back

if TYPE_CHECKING:
    from tests.ui.world import World


@dataclass(frozen=True, slots=True)
class Worked:
    """What the desk says about an action on many."""

    batch: str
    done: int
    left: tuple[tuple[int, str], ...] = ()
    leaves_at: int | None = None
    stopped: bool = False


class ListingBooks:
    """Mixed into `Books`."""

    world: World
    approve: Callable[..., Any]
    resolve: Callable[..., Any]

    def _note(self, *call: object) -> str:
        raise NotImplementedError

    async def add_view(self, name: str, filter_text: str, sort: str) -> int:
        self._note("add_view", name, filter_text, sort)
        n = self.world.run(
            "INSERT INTO saved_views (name, filter, sort, position, created_at, updated_at)"
            " SELECT ?, ?, ?, COUNT(*) + 1, ?, ? FROM saved_views",
            name,
            filter_text,
            sort,
            self.world.clock.now(),
            self.world.clock.now(),
        )
        self.world.changed("view.changed")
        return n

    async def edit_view(
        self, n: int, *, name: str | None = None, filter_text: str | None = None, sort: str | None = None
    ) -> None:
        self._note("edit_view", n, name, filter_text, sort)
        for column, value in (("name", name), ("filter", filter_text), ("sort", sort)):
            if value is not None:
                self.world.run(f"UPDATE saved_views SET {column} = ? WHERE n = ?", value, n)
        self.world.changed("view.changed")

    async def move_view(self, n: int, by: int) -> bool:
        self._note("move_view", n, by)
        return True

    async def remove_view(self, n: int) -> None:
        self._note("remove_view", n)
        self.world.run("UPDATE saved_views SET removed_at = ? WHERE n = ?", self.world.clock.now(), n)
        self.world.changed("view.changed")

    async def undo_view(self, n: int) -> None:
        self._note("undo_view", n)
        self.world.run("UPDATE saved_views SET removed_at = NULL WHERE n = ?", n)
        self.world.changed("view.changed")

    async def bulk(
        self,
        action: BulkAction,
        value: str | int,
        picks: Sequence[Pick],
        *,
        hold_ms: int,
        progress: Callable[[int, int], None],
        stop: Callable[[], bool],
    ) -> Worked:
        self._note("bulk", action.value, value, tuple(pick.n for pick in picks))
        leaves_at = None
        for pick in picks:
            if action is BulkAction.APPROVE and pick.draft is not None:
                leaves_at = (await self.approve(pick.draft[0], revision=pick.draft[1], hold_ms=hold_ms)).leaves_at
            elif action is BulkAction.RESOLVE:
                await self.resolve(pick.n)
        return Worked("undo_1", len(picks), leaves_at=leaves_at)

    async def take_back_many(self, batch: str, *, progress: Callable[[int, int], None]) -> Back:
        self._note("take_back_many", batch)
        return Back()
