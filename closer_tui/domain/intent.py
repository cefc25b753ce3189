"""Intents: what customers come with, in the owner's own list, each shown by examples.

An intent is a kind of question ("opening-hours", "where-is-my-order"). It names the topic of drafts, and where the
owner says so, its questions go to a person before any model is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.text import clean
from closer_tui.domain.tone import normalise_topic

LONGEST_EXAMPLE: Final = 500
MOST_EXAMPLES: Final = 1_000
"""Of one intent; more teach nothing new and cost time."""

MOST_INTENTS: Final = 200
FIRST: Final = 1
LAST: Final = 99
USUAL: Final = 50
"""Priorities: where a message shows several intents, the smallest counts."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One of the owner's. `to_person`: its questions go to the queue of its name without asking a model."""

    name: str
    to_person: bool = False
    priority: int = USUAL

    def checked(self) -> Intent:
        """The same with its name as it is written. Raises InvalidInput."""
        if not FIRST <= self.priority <= LAST:
            raise InvalidInput(f"a priority is a number from {FIRST} (looked at first) to {LAST}", field="priority")
        return replace(self, name=intent_name(self.name))


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was new when something was taught: of this intent, itself perhaps, and these examples."""

    name: str
    new: bool
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text is taken for: by how much it leads (0 to 1), how alike the nearest example is, and that example."""

    name: str
    lead: float
    likeness: float
    example: str


def intent_name(text: str) -> str:
    """A name as topics are written, `where-is-my-order`. Raises InvalidInput for one without letters."""
    name = normalise_topic(text)
    if not name:
        raise InvalidInput(
            f"{clean(text, limit=40, multiline=False)!r} is no name of an intent",
            "Use a few words, like where-is-my-order.",
            field="intent",
        )
    return name


def example_of(text: str) -> str:
    """An example as it is kept: one line, capped. Raises InvalidInput for an empty one."""
    line = " ".join(clean(text, limit=LONGEST_EXAMPLE, multiline=False).split())
    if not line:
        raise InvalidInput("an example needs words", "Give a question as a customer would write it.", field="example")
    return line


def first_of(guesses: list[Guess], priorities: dict[str, int]) -> Guess | None:
    """The one that counts: by priority, then by likeness."""
    return min(guesses, key=lambda guess: (priorities.get(guess.name, USUAL), -guess.likeness), default=None)
