"""The list of conversations: a window over the store, a cursor that follows its conversation, and ticks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.binding import BindingType
from textual.reactive import var
from textual.timer import Timer

from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.commands import bindings, deciding
from closer_tui.tui.drawing import Run
from closer_tui.tui.messages import RowTicked, Settled
from closer_tui.tui.present import present_sign
from closer_tui.tui.ticks import NOTHING, Ticks
from closer_tui.tui.when import When
from closer_tui.tui.widgets.conversation_row import conversation_runs
from closer_tui.tui.widgets.line_list import LineList
from closer_tui.tui.windows import Window

if TYPE_CHECKING:
    from closer_tui.store.views.presence import PresentRow

__all__ = ["ConversationList", "Rows"]

SETTLE_SECONDS = 0.06
"""How long the cursor stands still before its conversation is read: shorter than a glance, longer than key repeat."""

LONGEST_RANGE = 10_000
"""Conversations a range ticks at most: they are read while the key is down."""

FILLING_SECONDS = 8.0
"""How long after its start the list still counts as filling for the first time."""


class Rows(Protocol):
    """What the list shows: a window, where a conversation stands in it, and the numbers between two places."""

    @property
    def window(self) -> Window[ConversationRow]:
        """Rows by place."""

    def position(self, n: int) -> int | None:
        """The place of a conversation; None when it is not there."""

    def between(self, first: int, count: int) -> list[int]:
        """So many conversations from a place on."""


class ConversationList(LineList):
    """Shows any window of conversations."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(deciding.Tick)]
    row_height = 2
    ticked: var[Ticks] = var(NOTHING, init=False)

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._window: Window[ConversationRow] | None = None
        self._position: Callable[[int], int | None] = lambda _n: None
        self._by_waiting = False
        self.colours: Mapping[str, str] = {}
        """The colours somebody chose for tags."""
        self._selected: int | None = None
        self._listed: Rows | None = None
        self._range: tuple[int, Ticks] | None = None
        self._timer: Timer | None = None
        self._touched = False
        self._began = monotonic()
        self.others: Mapping[int, Sequence[PresentRow]] = {}
        """Who else is at which conversation."""

    # --- what it shows

    def show(
        self,
        listed: Rows,
        *,
        select: int | None = None,
        by_waiting: bool = False,
        empty: str = "",
    ) -> None:
        """Show another view, with the cursor on a conversation or on the first row."""
        self._listed, self._window, self._position = listed, listed.window, listed.position
        self._by_waiting, self.empty_words = by_waiting, empty
        self._range = None
        index = (listed.position(select) if select is not None else None) or 0
        self.set_reactive(ConversationList.cursor, index)
        self.scroll_to(y=0, animate=False, immediate=True)
        self.rows_changed()
        self.show_cursor()
        self._remember()
        self._settle()

    def renew(self) -> None:
        """The data changed: read again. The cursor stays with its conversation, and nothing on the screen jumps."""
        window = self._window
        if window is None:
            return
        offset = self.cursor * self.row_height - self.scroll_offset.y
        at_top = self.scroll_offset.y == 0
        before = self._selected
        window.renew()
        index = self.cursor
        row = window.row(index)
        if self._filling():
            index = 0
        elif before is not None and (row is None or row.n != before):
            found = self._position(before)
            index = min(index, max(0, window.length - 1)) if found is None else found
        self.set_reactive(ConversationList.cursor, index)
        self.rows_changed()
        if not (at_top and (index + 1) * self.row_height <= self.size.height):
            self.scroll_to(y=max(0, index * self.row_height - offset), animate=False, immediate=True)
        self.show_cursor()
        self.refresh()
        self._remember()
        if self._selected != before:
            self._settle()

    def _filling(self) -> bool:
        """At the start messages come in above the cursor; until a hand moves it, it stays on the first row."""
        return not self._touched and self.cursor == 0 and monotonic() - self._began < FILLING_SECONDS

    @property
    def selected(self) -> ConversationRow | None:
        """The conversation under the cursor."""
        return self.row(self.cursor)

    def row(self, index: int) -> ConversationRow | None:
        """A row by number."""
        return self._window.row(index) if self._window and 0 <= index < self._window.length else None

    def row_count(self) -> int:
        """How many conversations the view has."""
        return self._window.length if self._window else 0

    def go_to(self, conversation_n: int) -> bool:
        """Put the cursor on a conversation, if the view has it."""
        index = self._position(conversation_n)
        if index is None:
            return False
        self.cursor = index
        return True

    # --- painting

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """One line of a conversation."""
        row = self.row(index)
        if row is None:
            return []
        return conversation_runs(
            row,
            line,
            width,
            self._when,
            here=index == self.cursor,
            ticked=row.n in self.ticked,
            by_waiting=self._by_waiting,
            present=present_sign(self.others.get(row.n, ())),
            colours=self.colours,
        )

    # --- moving and ticking

    def watch_cursor(self, old: int, new: int) -> None:
        """A move is drawn at once; what it leads to waits until the cursor stands still."""
        super().watch_cursor(old, new)
        self._touched = True
        self._remember()
        if self._range is not None:
            self._tick_range()
        self._settle()

    def _remember(self) -> None:
        row = self.selected
        self._selected = row.n if row else None

    def _settle(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SETTLE_SECONDS, self._settled, name="settle")

    def _settled(self) -> None:
        self.post_message(Settled(self.id or ""))

    def action_tick(self) -> None:
        """Tick the row and go on to the next."""
        row = self.selected
        if row is None:
            return
        self._range = None
        self.ticked = self.ticked.toggled(row.n)
        self.refresh_row(self.cursor)
        self.post_message(RowTicked(self.id or ""))
        self.move(1)

    def tick(self, ticks: Ticks) -> None:
        """These are ticked, and nothing else."""
        self._range = None
        self._set(ticks)

    def _set(self, ticks: Ticks) -> None:
        self.ticked = ticks
        self.refresh()
        self.post_message(RowTicked(self.id or ""))

    # --- ranges

    @property
    def ranging(self) -> bool:
        """Whether moving ticks."""
        return self._range is not None

    def begin_range(self) -> None:
        """From here on moving ticks, beginning with the row under the cursor."""
        if self._selected is not None:
            self._range = (self._selected, self.ticked)
            self._tick_range()

    def end_range(self, *, keep: bool) -> None:
        """Moving ticks no more; without `keep` it never did."""
        before = self._range
        self._range = None
        if before is not None and not keep:
            self._set(before[1])

    def _tick_range(self) -> None:
        """Tick what lies between the conversation the range began at and the one under the cursor, wherever they
        stand by now."""
        if self._range is None or self._listed is None:
            return
        begun, before = self._range
        start = self._listed.position(begun)
        if start is None:  # it has left the list: the range goes on from where the cursor was
            start = self.cursor
        first, last = min(start, self.cursor), max(start, self.cursor)
        last = min(last, first + LONGEST_RANGE - 1)
        self._set(before.with_all(frozenset(self._listed.between(first, last - first + 1))))
