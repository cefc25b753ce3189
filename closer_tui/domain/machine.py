"""A state machine is a table: (state, event) → state. Nothing else decides a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from closer_tui.domain.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Machine(Generic[S, E]):
    """The moves of one kind of thing. `what` names it in errors; terminal states have no moves."""

    what: str
    moves: Mapping[tuple[S, E], S]

    def step(self, state: S, event: E) -> S:
        """The state after `event`. Raises IllegalMove where the table has no such row."""
        try:
            return self.moves[state, event]
        except KeyError:
            raise IllegalMove(
                f"a {self.what} that is {state.value.replace('_', ' ')} cannot be {event.value.replace('_', ' ')}",
                "Look at it again: it changed since you last saw it.",
            ) from None

    def can(self, state: S, event: E) -> bool:
        """Whether the table has a row for this move."""
        return (state, event) in self.moves

    def sources(self, event: E) -> tuple[S, ...]:
        """Every state from which `event` is legal, in table order (for compare-and-set)."""
        return tuple(state for state, e in self.moves if e == event)
