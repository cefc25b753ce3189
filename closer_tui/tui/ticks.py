"""Which conversations are ticked: some by number, or everything in a list but some. Ticks stick to conversations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from closer_tui.tui.listed import Listed

__all__ = ["NOTHING", "Ticks"]


@dataclass(frozen=True, slots=True)
class Ticks:
    """With `of`, everything in that list but `numbers`; without, `numbers`."""

    numbers: frozenset[int] = frozenset()
    of: Listed | None = None

    def __len__(self) -> int:
        """How many: of a long list, as many as it counts."""
        if self.of is None:
            return len(self.numbers)
        return max(0, self.of.window.length - sum(1 for n in self.numbers if self.of.holds(n)))

    def __bool__(self) -> bool:
        return bool(self.numbers) if self.of is None else len(self) > 0

    def __contains__(self, n: object) -> bool:
        if not isinstance(n, int) or self.of is None:
            return n in self.numbers
        return n not in self.numbers and self.of.holds(n)

    def toggled(self, n: int) -> Ticks:
        """The other way round for one conversation."""
        if self.of is not None and not self.of.holds(n):
            # It is outside the list everything of which is ticked; only by number could it be ticked, and is not.
            return self
        return Ticks(self.numbers ^ {n}, self.of)

    def with_all(self, more: frozenset[int]) -> Ticks:
        """These too."""
        return Ticks(self.numbers | more) if self.of is None else Ticks(self.numbers - more, self.of)

    def inverted(self, listed: Listed) -> Ticks:
        """What is ticked is not, and what is not is: within a list."""
        if self.of is not None:
            return Ticks(frozenset(n for n in self.numbers if self.of.holds(n)))
        return Ticks(frozenset(n for n in self.numbers if listed.holds(n)), listed)

    def chunks(self) -> Iterator[list[int]]:
        """The numbers, some at a time: by number, or in the order of the list."""
        if self.of is None:
            numbers = sorted(self.numbers)
            for start in range(0, len(numbers), 1_000):
                yield numbers[start : start + 1_000]
            return
        for chunk in self.of.chunks():
            yield [n for n in chunk if n not in self.numbers]


NOTHING = Ticks()
