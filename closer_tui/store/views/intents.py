"""The owner's intents and what shows each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_ALL: Final = (
    "SELECT i.name, i.to_person, i.priority, i.updated_at, count(e.n) FROM intents i"
    " LEFT JOIN intent_examples e ON e.intent_n = i.n GROUP BY i.n ORDER BY i.priority, i.name"
)
_TAUGHT: Final = "SELECT i.name, e.body FROM intents i JOIN intent_examples e ON e.intent_n = i.n ORDER BY i.name, e.n"


@dataclass(frozen=True, slots=True)
class IntentRow:
    """An intent as it is listed. `updated_at` in ms."""

    name: str
    to_person: bool
    priority: int
    updated_at: int
    examples: int

    def json(self) -> Json:
        """As `intent list` prints it."""
        return {
            "name": self.name,
            "to_person": self.to_person,
            "priority": self.priority,
            "examples": self.examples,
            "updated_at": iso(self.updated_at),
        }


def all(r: Reader) -> list[IntentRow]:
    """Every intent, by priority and name."""
    return [IntentRow(name, bool(person), *rest) for name, person, *rest in r.all(_ALL)]


def taught(r: Reader) -> list[tuple[str, str]]:
    """Every example with the name of its intent."""
    return [(name, body) for name, body in r.all(_TAUGHT)]
