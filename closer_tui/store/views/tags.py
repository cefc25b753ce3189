"""Tags as lists show them: how many conversations have each, and the colours somebody chose."""

from __future__ import annotations

from dataclasses import dataclass

from closer_tui.domain.tags import colour_of
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag; `chosen` is empty while its colour follows from its name."""

    name: str
    chosen: str
    count: int

    @property
    def colour(self) -> str:
        """The colour it is drawn in."""
        return colour_of(self.name, self.chosen)

    def json(self) -> Json:
        """As `tags` prints it."""
        return {"name": self.name, "colour": self.colour, "chosen": bool(self.chosen), "conversations": self.count}


def all(r: Reader) -> list[TagRow]:
    """Every tag, the most used first."""
    found = r.all(
        "SELECT t.name, t.colour, COALESCE(k.value, 0) FROM tags t LEFT JOIN counters k ON k.key = 'tag:' || t.name"
        " ORDER BY 3 DESC, 1"
    )
    return [TagRow(*row) for row in found]


def chosen(r: Reader) -> dict[str, str]:
    """The colours somebody chose, by tag."""
    return dict(r.all("SELECT name, colour FROM tags WHERE colour <> ''"))
