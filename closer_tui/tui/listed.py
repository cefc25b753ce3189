"""A list of conversations as the screen has it: a filter bound to the moment, a window over its rows, and what can be
asked about the whole of it without loading it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from closer_tui.store import views
from closer_tui.store.views import Key, ListFilter, Reader
from closer_tui.store.views.lately import Lately
from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.windows import Window

__all__ = ["Listed", "count_views"]

COUNTED = 5_000
"""A filter's list is so long at most on the screen, unless a counter knows better; `*` and the command line go on."""
CHUNK = 1_000
"""Numbers read at once while going through thousands: well under a frame."""


class Listed:
    """`text` is in the filter language; `problem` says what is wrong with it, and the list is empty then."""

    def __init__(
        self,
        reader: Callable[[], Reader | None],
        flt: ListFilter,
        text: str,
        *,
        now: Callable[[], int],
        me: str,
        memory: Lately,
    ) -> None:
        self._reader = reader
        self.filter = flt
        self.text = text
        self._now = now
        self._me = me
        self._memory = memory
        self._bound = flt
        self.problem = ""
        self.timed = False
        """Whether the list changes as time passes, even when nothing arrives."""
        if text:
            self._understand()
        self.window: Window[ConversationRow] = Window(self._renew, self._read)

    def _understand(self) -> None:
        from closer_tui.domain.filters import FilterError, parse_filter
        from closer_tui.domain.filters.expression import terms
        from closer_tui.domain.filters.fields import TIMES

        try:
            tree = parse_filter(self.text)
        except FilterError as error:
            self.problem = f"This filter cannot be read: {error}"
        else:
            self.timed = any(term.field in TIMES for term in terms(tree))

    def _renew(self) -> int:
        """Bind the filter to this moment; gives the length of the list."""
        reader = self._reader()
        if reader is None or self.problem:
            return 0
        if not self.text:
            return views.conversations.count(reader, self.filter)
        what = (self.filter, self.text)
        self._bound = self._memory.get(("bound", what), lambda: self._bind(reader))
        return self._memory.get(("count", what), lambda: views.conversations.count(reader, self._bound, most=COUNTED))

    def _bind(self, reader: Reader) -> ListFilter:
        from closer_tui.domain.filters import parse_filter
        from closer_tui.store.views import filtering

        tree = parse_filter(self.text)
        return filtering.ready(reader, self.filter, tree, now=self._now(), me=self._me, memory=self._memory)

    def _read(
        self, offset: int | None, after: ConversationRow | None, before: ConversationRow | None, limit: int
    ) -> Sequence[ConversationRow]:
        reader = self._reader()
        if reader is None or self.problem:
            return ()
        return views.conversations.page(
            reader,
            self._bound,
            offset=offset,
            after=None if after is None else views.conversations.key_of(after, self._bound),
            before=None if before is None else views.conversations.key_of(before, self._bound),
            limit=limit,
        )

    @property
    def looked_through(self) -> int | None:
        """How many conversations are looked at, where no index serves and there are more; None for all of them."""
        if self._bound.where is None or self._bound.where.until is None:
            return None
        from closer_tui.store.views.filtering import LOOKED_THROUGH

        return LOOKED_THROUGH

    def position(self, n: int) -> int | None:
        """Where a conversation stands in the list; None when it is not in it."""
        reader = self._reader()
        return views.conversations.position(reader, self._bound, n) if reader and not self.problem else None

    def holds(self, n: int) -> bool:
        """Whether a conversation is in the list."""
        reader = self._reader()
        return reader is not None and not self.problem and views.conversations.holds(reader, self._bound, n)

    def between(self, first: int, count: int) -> list[int]:
        """The numbers of so many conversations from a place on."""
        reader = self._reader()
        if reader is None or self.problem:
            return []
        return [n for _, n in views.conversations.numbers(reader, self._bound, offset=first, limit=count)]

    def chunks(self) -> Iterator[list[int]]:
        """The numbers of everything in the list, some at a time, in its order."""
        after: Key | None = None
        while (reader := self._reader()) is not None and not self.problem:
            found = views.conversations.numbers(reader, self._bound, after=after, limit=CHUNK)
            if found:
                yield [n for _, n in found]
            if len(found) < CHUNK:
                return
            after = found[-1]

    def neighbour(self, n: int | None, condition: str, *, before: bool = False) -> ConversationRow | None:
        """The next row behind (or `before`) a conversation in the list's order that fits one term more; from the start
        when the conversation is not in the list."""
        other = Listed(
            self._reader, self.filter, f"({self.text}) {condition}" if self.text else condition,
            now=self._now, me=self._me, memory=self._memory,
        )  # fmt: skip
        reader = self._reader()
        if reader is None or self.problem:
            return None
        row = views.conversations.one(reader, n) if n is not None and self.holds(n) else None
        key = None if row is None else views.conversations.key_of(row, self._bound)
        if before and key is None:
            return None
        if before:
            rows = views.conversations.page(reader, other._bound, before=key, limit=1)
        else:
            rows = views.conversations.page(reader, other._bound, after=key, limit=1)
        return rows[0] if rows else None


def count_views(reader: Reader, wanted: Sequence[tuple[int, str]], most: int, *, now: int, me: str) -> dict[int, int]:
    """How many conversations each of these filters holds, up to `most`; those that cannot be read are left out."""
    from closer_tui.domain.filters import FilterError, parse_filter
    from closer_tui.store.views import filtering

    found: dict[int, int] = {}
    memory = Lately()
    for number, text in wanted:
        try:
            tree = parse_filter(text)
        except FilterError:
            continue
        ready = filtering.ready(reader, ListFilter(), tree, now=now, me=me, memory=memory)
        found[number] = views.conversations.count(reader, ready, most=most)
    return found
