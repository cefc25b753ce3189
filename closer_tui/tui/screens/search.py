"""Search over all messages: hits as you type, newest first; Enter opens the conversation at the message."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key
from textual.getters import query_one
from textual.widgets import Input

from closer_tui.domain.errors import InvalidInput
from closer_tui.store.views.search import Hit
from closer_tui.tui.commands import Command, bindings, moving
from closer_tui.tui.drawing import Run, cell_width, crop, fit, one_line, right, settle
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import RowOpened
from closer_tui.tui.screens.base import CommandScreen
from closer_tui.tui.when import When
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.line_list import LineList
from closer_tui.tui.widgets.titles import PaneTitle
from closer_tui.tui.words import channel_short, number

__all__ = ["SearchScreen"]

HITS = 50
OPERATORS = "from:  channel:  status:  tag:  before:  after:  is:unread   “an exact phrase”"


class HitList(LineList):
    """Two lines a hit: who and when, and the words around what was found."""

    row_height = 2

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self.hits: list[Hit] = []

    def show(self, hits: list[Hit], *, keep_cursor: bool = False) -> None:
        """Show these hits."""
        self.hits = hits
        if not keep_cursor:
            self.cursor = 0
        self.rows_changed()

    def row_count(self) -> int:
        """How many hits are loaded."""
        return len(self.hits)

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """One line of a hit."""
        hit = self.hits[index]
        bar = ("▌" if index == self.cursor else " ", "accent")
        if line == 0:
            who = one_line(hit.customer) or one_line(hit.address)
            said = "" if hit.direction == "inbound" else f"  {one_line(hit.author) or 'us'} said"
            room = max(width - 14, 4)
            return [
                bar,
                (" ", "plain"),
                (fit(f"{who}{said}", room), "plain"),
                (right(channel_short(hit.channel), 5), "muted"),
                (" " + right(self._when.ago(hit.at), 4), "muted"),
            ]
        return [bar, ("   ", "plain"), *_marked(hit, max(width - 5, 4))]


def _marked(hit: Hit, width: int) -> list[Run]:
    """The snippet with what was found in the accent colour, cut to the width."""
    runs: list[Run] = []
    at = 0
    for start, end in hit.spans:
        runs += [(hit.snippet[at:start], "muted"), (hit.snippet[start:end], "accent")]
        at = end
    runs.append((hit.snippet[at:], "muted"))
    kept: list[Run] = []
    for raw, look in runs:
        text = settle(raw).replace("\n", " ").replace("\t", " ")
        cut = crop(text, width)
        kept.append((cut, look))
        width -= cell_width(cut)
        if cut != text or width <= 0:
            break
    return kept


class SearchScreen(CommandScreen):
    """A field and what it finds."""

    CSS = """
    SearchScreen {
        & #search-field { border: none; height: 1; padding: 0 1; background: $surface; }
        & #search-title { text-style: none; }
        & #search-hits { height: 1fr; }
    }
    """
    OFFERS: ClassVar[tuple[type[Command], ...]] = (moving.Open, moving.Back)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]

    field = query_one("#search-field", Input)
    found = query_one("#search-hits", HitList)
    heading = query_one("#search-title", PaneTitle)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._next: int | None = None

    def compose(self) -> ComposeResult:
        """The field, how many, the hits."""
        yield Input(placeholder="search all messages", id="search-field", select_on_focus=False)
        yield PaneTitle(id="search-title")
        yield HitList(self.kit.when, id="search-hits")
        yield HintLine((moving.Open, moving.Back), id="hints")

    def on_mount(self) -> None:
        """Ready to type."""
        self.found.can_focus = False
        self.heading.show("", OPERATORS)
        self.field.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, text: str) -> None:
        if not text.strip():
            self._next = None
            self.found.show([])
            self.heading.show("", OPERATORS)
            return
        try:
            result = self.kit.data.search(text, limit=HITS)
        except InvalidInput as problem:
            self.heading.show("", one_line(str(problem)), style="$warning")
            return
        hits = list(result.hits) if result else []
        self._next = result.next if result else None
        self.found.show(hits)
        self._count()

    def _count(self) -> None:
        shown = len(self.found.hits)
        more = "+" if self._next is not None else ""
        self.heading.show(f"{number(shown)}{more} found" if shown or more else "Nothing found", OPERATORS)

    def _load_more(self) -> None:
        if self._next is None:
            return
        result = self.kit.data.search(self.field.value, limit=HITS, before=self._next)
        if result is not None:
            self._next = result.next
            self.found.show([*self.found.hits, *result.hits], keep_cursor=True)
            self._count()

    def on_key(self, event: Key) -> None:
        """The arrows move in the hits while the field has the focus."""
        moves = {"down": 1, "up": -1, "pagedown": 8, "pageup": -8}
        if event.key in moves:
            if event.key in {"down", "pagedown"} and self.found.cursor + 10 >= len(self.found.hits):
                self._load_more()
            self.found.move(moves[event.key])
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
        """The conversation, at the message."""
        if self.found.hits:
            hit = self.found.hits[self.found.cursor]
            self.kit.show(hit.conversation_n, hit.seq)

    def action_back(self) -> None:
        """Back to where you were."""
        self.app.pop_screen()
