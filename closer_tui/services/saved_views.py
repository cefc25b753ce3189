"""Saved views: made, changed, moved, removed, and each of these taken back by what the audit log says of it."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, InvalidInput
from closer_tui.domain.filters import parse_filter
from closer_tui.domain.text import clean
from closer_tui.store import audit, keys, saved_views
from closer_tui.store.database import Store
from closer_tui.store.saved_views import SavedView
from closer_tui.store.tables import audit as log
from closer_tui.store.views.filters import Sort

LONGEST_NAME: Final = 40


async def add(store: Store, name: str, filter_text: str, *, sort: str = Sort.NEWEST, actor: str) -> int:
    """Keep a filter under a name; returns its number. Raises InvalidInput (FilterError) or Conflict."""
    kept = _name(name), str(parse_filter(filter_text)), _sort(sort)
    async with store.write() as tx:
        now = store.clock.now()
        n = await saved_views.add(tx, *kept, now)
        await audit.note(tx, now, actor, "view.added", entity=keys.public("view", n), before={"removed": True})
    return n


async def edit(
    store: Store,
    n: int,
    *,
    actor: str,
    name: str | None = None,
    filter_text: str | None = None,
    sort: str | None = None,
) -> None:
    """Give a view another name, filter or order; what is None stays."""
    values: dict[str, object] = {}
    if name is not None:
        values["name"] = _name(name)
    if filter_text is not None:
        values["filter"] = str(parse_filter(filter_text))
    if sort is not None:
        values["sort"] = _sort(sort)
    async with store.write() as tx:
        view = await _standing(tx, n)
        values = {column: value for column, value in values.items() if value != getattr(view, column)}
        if values:
            now = store.clock.now()
            await saved_views.change(tx, n, now, **values)
            await audit.note(tx, now, actor, "view.edited", entity=view.id, before=_as_it_was(view, *values))


async def move(store: Store, n: int, by: int, *, actor: str) -> bool:
    """Move a view up (-1) or down (1) in the column; False at its end, where it stays."""
    async with store.write() as tx:
        now = store.clock.now()
        moved = await _move(tx, n, by, now)
        if moved:
            await audit.note(tx, now, actor, "view.moved", entity=keys.public("view", n), before={"moved": -by})
        return moved


async def _move(tx: AsyncConnection, n: int, by: int, now: int) -> bool:
    row = await saved_views.standing(tx)
    here = next((i for i, view in enumerate(row) if view.n == n), None)
    if here is None:
        raise Conflict("this view was removed", "`closer-tui view list` shows what there is.")
    there = min(max(here + by, 0), len(row) - 1)
    if there == here:
        return False
    row.insert(there, row.pop(here))
    for position, view in enumerate(row, start=1):
        if view.position != position:
            await saved_views.change(tx, view.n, now, position=position)
    return True


async def remove(store: Store, n: int, *, actor: str) -> None:
    """Take a view out of the column. Conversations are untouched."""
    async with store.write() as tx:
        view, now = await _standing(tx, n), store.clock.now()
        await saved_views.change(tx, n, now, removed_at=now)
        await audit.note(tx, now, actor, "view.removed", entity=view.id, before={"removed": False})


async def undo(store: Store, n: int, *, actor: str) -> str:
    """Take the last change of a view back; returns what that was. Raises Conflict when there is none."""
    async with store.write() as tx:
        view, now = await saved_views.one(tx, n), store.clock.now()
        statement = select(log.c.action, log.c.detail_json).where(log.c.entity == view.id).order_by(log.c.seq.desc())
        row = (await tx.execute(statement.limit(1))).first()
        before = json.loads(row.detail_json).get("before") if row is not None else None
        if row is None or not before:
            raise Conflict("there is no change of this view to take back", "Edit it instead.")
        if "moved" in before:
            await _move(tx, n, int(before["moved"]), now)
        else:
            values = {column: before[column] for column in ("name", "filter", "sort") if column in before}
            if "removed" in before:
                values["removed_at"] = now if before["removed"] else None
                if not before["removed"]:
                    values["name"] = view.name  # asks whether the name is still free
            await saved_views.change(tx, n, now, **values)
        await audit.note(tx, now, actor, "view.change_undone", entity=view.id, undone=row.action)
        return str(row.action)


async def _standing(tx: AsyncConnection, n: int) -> SavedView:
    view = await saved_views.one(tx, n)
    if view.removed:
        raise Conflict(f"the view {view.name!r} was removed", f"`closer-tui undo {view.id}` brings it back.")
    return view


def _as_it_was(view: SavedView, *columns: str) -> dict[str, object]:
    return {column: getattr(view, column) for column in columns}


def _name(name: str) -> str:
    tidy = " ".join(clean(name, multiline=False).split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise InvalidInput("a view needs a short name", f"At most {LONGEST_NAME} characters.", field="name")
    return tidy


def _sort(sort: str) -> str:
    if sort not in set(Sort):
        raise InvalidInput(f"there is no order {sort[:40]!r}", f"Use {', '.join(Sort)}.", field="sort")
    return sort
