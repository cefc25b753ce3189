"""Search over all messages: hits as you type, newest first; Enter opens the conversation at the message.

```
field ─ typed ─▶ completion of the word under the cursor ─▶ line of candidates (tab takes one)
              └▶ Data.search ─▶ hits ─ enter ─▶ Trail, past searches ─▶ the thread, around the message
```
Coming back, the search stands there as it was left; typing begins another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key
from textual.getters import query_one
from textual.widgets import Input
from textual.widgets.input import Selection

from closer_tui.domain.errors import InvalidInput
from closer_tui.tui.commands import Command, bindings, looking, moving
from closer_tui.tui.completing import Completion, completion, put
from closer_tui.tui.drawing import one_line
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import RowOpened
from closer_tui.tui.screens.base import CommandScreen
from closer_tui.tui.widgets.completions import CompletionLine
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.hit_list import HitList, PastList
from closer_tui.tui.widgets.line_list import LineList
from closer_tui.tui.widgets.titles import PaneTitle
from closer_tui.tui.words import number

__all__ = ["SearchScreen"]

HITS = 50
OPERATORS = "from:  channel:  status:  tag:  before:  after:  is:unread   “an exact phrase”"
RECENT = 300
"""Conversations whose customers are offered for from:"""


class SearchScreen(CommandScreen):
    """A field and what it finds."""

    CSS = """
    SearchScreen {
        & #search-field { border: none; height: 1; padding: 0 1; background: $surface; }
        & #search-title { text-style: none; }
        & #search-hits, & #search-past { height: 1fr; }
    }
    """
    OFFERS: ClassVar[tuple[type[Command], ...]] = (
        moving.Open,
        looking.CompleteSearch,
        looking.ForgetSearches,
        moving.Back,
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]

    field = query_one("#search-field", Input)
    line = query_one("#search-line", CompletionLine)
    found = query_one("#search-hits", HitList)
    past = query_one("#search-past", PastList)
    heading = query_one("#search-title", PaneTitle)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._next: int | None = None
        self._names: Sequence[str] = ()
        self._completion = Completion(0, 0)
        self._tabbed: tuple[str, int, str] | None = None
        """The text before Tab was pressed first, which candidate stands there now, and the text with it."""

    def compose(self) -> ComposeResult:
        """The field, what its word could become, how many, the hits."""
        yield Input(placeholder="search all messages", id="search-field", select_on_focus=False)
        yield CompletionLine(OPERATORS, id="search-line")
        yield PaneTitle(id="search-title")
        yield HitList(self.kit.when, id="search-hits")
        yield PastList(id="search-past")
        yield HintLine((moving.Open, looking.CompleteSearch, moving.Back), id="hints")

    def on_mount(self) -> None:
        """Ready to type; the search one comes back to stands there."""
        self.found.can_focus = self.past.can_focus = False
        self.field.focus()
        trail = self.kit.trail
        if trail.query:
            with self.prevent(Input.Changed):
                self.field.value = trail.query
            self.field.selection = Selection(0, len(trail.query))
            self._next = trail.more
            self._show_list(hits=True)
            self.found.show(list(trail.hits), cursor=trail.at)
            self._count()
        else:
            self._show_past()

    # --- typing

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self._tabbed is None or event.value != self._tabbed[2]:
            self._tabbed = None
            self._complete()
        self._search(event.value)

    def _complete(self) -> None:
        values = {"tag": self._tags, "from": self._customers}
        self._completion = completion(self.field.value, self.field.cursor_position, values)
        self.line.show(self._completion.candidates)

    def _tags(self, typed: str) -> list[str]:
        return [tag for tag in self.kit.data.tags() if tag.startswith(typed)]

    def _customers(self, typed: str) -> list[str]:
        if not self._names:
            names = dict.fromkeys(one_line(row.title) for row in self.kit.data.recent_conversations(RECENT))
            self._names = [name for name in names if '"' not in name]
        return [name for name in self._names if typed in name.lower()]

    def action_complete_search(self) -> None:
        """The first candidate; again, the next one."""
        candidates = self._completion.candidates
        if candidates:
            self._take((self._tabbed[1] + 1) % len(candidates) if self._tabbed else 0)

    @on(CompletionLine.Picked)
    def _picked(self, event: CompletionLine.Picked) -> None:
        self._take(event.index)

    def _take(self, index: int) -> None:
        before = self._tabbed[0] if self._tabbed else self.field.value
        text, cursor = put(before, self._completion, self._completion.candidates[index])
        self._tabbed = (before, index, text)
        self.field.value = text
        self.field.cursor_position = cursor
        self.line.show(self._completion.candidates, index)

    # --- finding

    def _search(self, text: str) -> None:
        if not text.strip():
            self._next = None
            self.found.show([])
            self._show_past()
            return
        self._show_list(hits=True)
        try:
            result = self.kit.data.search(text, limit=HITS)
        except InvalidInput as problem:
            self.heading.show("", one_line(str(problem)), style="$warning")
            return
        self._next = result.next if result else None
        self.found.show(list(result.hits) if result else [])
        self._count()

    def _show_list(self, *, hits: bool) -> None:
        self.found.display, self.past.display = hits, not hits

    def _show_past(self) -> None:
        self._show_list(hits=False)
        texts = self.kit.past_searches.all()
        self.past.show(texts)
        self.heading.show("Searched before" if texts else "", "enter searches again" if texts else "")

    def _count(self) -> None:
        shown = len(self.found.hits)
        more = "+" if self._next is not None else ""
        self.heading.show(f"{number(shown)}{more} found" if shown or more else "Nothing found", "newest first")

    @on(HitList.NearEnd)
    def _load_more(self) -> None:
        if self._next is None:
            return
        result = self.kit.data.search(self.field.value, limit=HITS, before=self._next)
        if result is not None:
            self._next = result.next
            self.found.show([*self.found.hits, *result.hits], cursor=None)
            self._count()

    # --- moving and opening

    @property
    def _list(self) -> LineList:
        return self.found if self.found.display else self.past

    def on_key(self, event: Key) -> None:
        """The arrows move in the list while the field has the focus."""
        moves = {"down": 1, "up": -1, "pagedown": 8, "pageup": -8}
        if event.key in moves:
            shown = self._list
            if shown is self.found and moves[event.key] > 0 and shown.cursor + 10 >= shown.row_count():
                self._load_more()
            shown.move(moves[event.key])
            event.stop()
            event.prevent_default()
        else:
            super().on_key(event)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.action_open()

    @on(RowOpened)
    def _opened(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The conversation, at the message; or a past search once more."""
        if not self.found.display:
            if self.past.texts:
                self.field.value = self.past.texts[self.past.cursor]
                self.field.cursor_position = len(self.field.value)
            return
        self._remember()
        if self.found.hits:
            hit = self.found.hits[self.found.cursor]
            self.kit.trail.follow(self.field.value, self.found.hits, self.found.cursor, self._next)
            self.kit.show(hit.conversation_n, hit.seq)

    def _remember(self) -> None:
        try:
            self.kit.past_searches.add(self.field.value)
        except OSError as problem:
            self.kit.tell(f"This search could not be remembered: {problem.strerror}.", "warning")

    def action_forget_searches(self) -> None:
        """None of them is on disk any more."""
        count = self.kit.past_searches.forget()
        self.kit.trail.follow("", (), 0, None)
        self.kit.tell(
            f"{number(count)} past searches forgotten." if count else "There is none to forget.", "information"
        )
        if not self.field.value.strip():
            self._show_past()

    def action_back(self) -> None:
        """Back to where you were."""
        self.app.pop_screen()
