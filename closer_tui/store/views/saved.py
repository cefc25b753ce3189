"""Saved views as the screen and the command line show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.domain.errors import InvalidInput, NotFound
from closer_tui.store import keys
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json

_ALL: Final = "SELECT n, name, filter, sort FROM saved_views WHERE removed_at IS NULL ORDER BY position, n"


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A name for a filter and an order."""

    n: int
    name: str
    filter: str = ""
    sort: str = "newest"

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("view", self.n)

    def json(self) -> Json:
        """As `view list` prints it."""
        return {"id": self.id, "name": self.name, "filter": self.filter, "sort": self.sort}


def all(r: Reader) -> list[ViewRow]:
    """In the order of the column."""
    return [ViewRow(*row) for row in r.all(_ALL)]


def one(r: Reader, n: int) -> ViewRow | None:
    """By number, removed or not."""
    row = r.one("SELECT n, name, filter, sort FROM saved_views WHERE n = ?", (n,))
    return ViewRow(*row) if row else None


def named(r: Reader, text: str) -> ViewRow:
    """By name, whatever its case, or by id. Raises NotFound, which lists what there is."""
    rows = all(r)
    for row in rows:
        if row.name == text:
            return row
    wanted = text.casefold()
    alike = [row for row in rows if row.name.casefold() == wanted or row.id.casefold() == wanted]
    if len(alike) > 1:
        raise InvalidInput(f"several views are called {text[:60]!r}", f"Say which: {', '.join(v.id for v in alike)}.")
    if not alike:
        known = ", ".join(row.name for row in rows) or "none yet; `closer-tui view add NAME FILTER` makes one"
        raise NotFound(f"there is no view {text[:60]!r}", f"There are: {known}.")
    return alike[0]
