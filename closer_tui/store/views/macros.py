"""The owner's macros."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.domain.macro import Macro
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_ALL: Final = "SELECT n, name, title, script, updated_at FROM macros ORDER BY name"


@dataclass(frozen=True, slots=True)
class MacroRow:
    """A script of actions under a name."""

    n: int
    name: str
    title: str
    script: str
    updated_at: int

    @property
    def macro(self) -> Macro:
        """As the domain knows it."""
        return Macro(self.name, self.script, self.title)

    def json(self) -> Json:
        """As `macro` prints it."""
        steps = [{"action": step.verb.value, "value": step.value} for step in self.macro.steps]
        return {
            "name": self.name,
            "title": self.title,
            "script": self.script,
            "steps": steps,
            "updated_at": iso(self.updated_at),
        }


def all(r: Reader) -> list[MacroRow]:
    """Every macro by name."""
    return [MacroRow(*row) for row in r.all(_ALL)]
