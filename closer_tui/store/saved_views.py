"""Rows of saved views: a name, a filter, an order, and a place in the column of views. A removed one is kept, so that
it can come back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.store import changes, keys
from closer_tui.store.tables import saved_views as table


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view as it stands. `filter` is in the filter language, `sort` a Sort of the list."""

    n: int
    name: str
    filter: str
    sort: str
    position: int
    removed: bool

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("view", self.n)


def _view(row: Row[tuple[object, ...]]) -> SavedView:
    return SavedView(row.n, row.name, row.filter, row.sort, row.position, row.removed_at is not None)


async def one(conn: AsyncConnection, n: int) -> SavedView:
    """By number, removed or not. Raises NotFound."""
    row = (await conn.execute(select(table).where(table.c.n == n))).first()
    if row is None:
        raise NotFound(f"there is no view {keys.public('view', n)}", "`closer-tui view list` shows them.")
    return _view(row)


async def standing(conn: AsyncConnection) -> list[SavedView]:
    """Those that are shown, in their order."""
    rows = await conn.execute(select(table).where(table.c.removed_at.is_(None)).order_by(table.c.position, table.c.n))
    return [_view(row) for row in rows]


async def add(tx: AsyncConnection, name: str, filter_text: str, sort: str, now: int) -> int:
    """A new view, the last of the column; returns its number. Raises Conflict for a name that is taken."""
    await _free(tx, name)
    last = (await tx.execute(select(func.coalesce(func.max(table.c.position), 0)))).scalar_one()
    result = await tx.execute(
        insert(table).values(
            name=name, filter=filter_text, sort=sort, position=last + 1, created_at=now, updated_at=now
        )
    )
    number = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    await changes.note(tx, now, changes.VIEW, entity=keys.public("view", number))
    return number


async def change(tx: AsyncConnection, n: int, now: int, **values: object) -> None:
    """Set columns and tell the feed. Raises Conflict for a name that is taken."""
    if "name" in values:
        await _free(tx, str(values["name"]), but=n)
    await tx.execute(update(table).where(table.c.n == n).values(updated_at=now, **values))
    await changes.note(tx, now, changes.VIEW, entity=keys.public("view", n))


async def _free(tx: AsyncConnection, name: str, but: int = 0) -> None:
    taken = (
        await tx.execute(select(table.c.n).where(table.c.name == name, table.c.removed_at.is_(None), table.c.n != but))
    ).first()
    if taken is not None:
        raise Conflict(f"there is a view called {name!r} already", "Choose another name, or edit that one.")
