"""The trail of hits one is following: from one to the next, each in its conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from closer_tui.store.views.search import Hit, SearchResult
    from closer_tui.tui.widgets.message_lines import Find

__all__ = ["Trail"]

MOST_WINDOWS = 5
"""Windows of the store one key looks through for another hit; pressing it again goes on."""


class Trail:
    """The hits of one search, and which of them is looked at. `read` finds older ones behind a message's number."""

    def __init__(self, read: Callable[[str, int | None], SearchResult | None]) -> None:
        self._read = read
        self.query = ""
        self.hits: list[Hit] = []
        self.at = 0
        self._next: int | None = None

    def follow(self, query: str, hits: Sequence[Hit], at: int, next_: int | None) -> None:
        """Follow this search from one of its hits on."""
        self.query, self.hits, self.at, self._next = query, list(hits), at, next_

    @property
    def current(self) -> Hit | None:
        """The hit that is looked at."""
        return self.hits[self.at] if self.at < len(self.hits) else None

    @property
    def more(self) -> int | None:
        """Where older hits begin; None when all are here."""
        return self._next

    def step(self, by: int) -> Hit | None:
        """Go to an older (1) or a newer (-1) hit; None at the end."""
        for _ in range(MOST_WINDOWS):
            if by < 0 or self.at + by < len(self.hits) or self._next is None:
                break
            result = self._read(self.query, self._next)
            if result is None:
                return None
            self.hits += result.hits
            self._next = result.next
        if not 0 <= self.at + by < len(self.hits):
            return None
        self.at += by
        return self.current

    def words(self, seq: int) -> Find | None:
        """What marks the words of the search in a message, when it is the one looked at."""
        hit = self.current
        if hit is None or hit.seq != seq:
            return None
        from closer_tui.domain.clock import SystemClock
        from closer_tui.store.views.excerpts import Finder
        from closer_tui.store.views.search_query import parse

        return Finder(parse(self.query, now=SystemClock().now())).spans

    def place(self, conversation_n: int) -> str:
        """`hit 3 of 12` while its conversation is the one shown, else nothing."""
        hit = self.current
        if hit is None or hit.conversation_n != conversation_n:
            return ""
        return f"hit {self.at + 1} of {len(self.hits)}{'+' if self._next is not None else ''}"
