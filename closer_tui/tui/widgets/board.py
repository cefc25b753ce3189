"""The board: a column a topic, cards under each other, one cursor.

It paints its own lines. Columns that find no room are a key away, and what stands in the cursor's column is in view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.scroll_view import ScrollView
from textual.strip import Strip

from closer_tui.store.views.rows import EscalationRow
from closer_tui.tui.commands import bindings, moving, queues
from closer_tui.tui.drawing import Run, cell_width, crop, one_line
from closer_tui.tui.looks import looks
from closer_tui.tui.messages import RowMoved, RowOpened
from closer_tui.tui.present import present_sign
from closer_tui.tui.when import When
from closer_tui.tui.widgets.escalation_card import CARD_HEIGHT, card_runs
from closer_tui.tui.widgets.lines import paint_runs

if TYPE_CHECKING:
    from closer_tui.store.views.presence import PresentRow

__all__ = ["Board", "Column"]

COLUMN = 36
"""Cells a column needs; below twice as many there is one column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A topic and its cards, in order."""

    topic: str
    cards: Sequence[EscalationRow]

    @property
    def free(self) -> int:
        """How many nobody has taken."""
        return sum(1 for card in self.cards if not card.claimed_by)


class Board(ScrollView, can_focus=True):
    """Columns by topic. It posts RowMoved and RowOpened with the card's place in its column."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.LIST, queues.NextTopic, queues.PreviousTopic)]
    DEFAULT_CSS = """
    Board { background: $background; color: $foreground; overflow: hidden hidden; }
    """

    def __init__(self, when: When, agent: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._agent = agent
        self.columns: Sequence[Column] = ()
        self._topic = 0
        self._card = 0
        self._tops: dict[str, int] = {}
        self.others: Mapping[int, Sequence[PresentRow]] = {}
        """Who else is at which conversation."""

    # --- what it shows

    def show(self, columns: Sequence[Column]) -> None:
        """Show these; the cursor stays with its card, else with its topic, else where it was."""
        before, topic = self.selected, self.topic
        self.columns = columns
        topics = [column.topic for column in columns]
        self._topic = topics.index(topic) if topic in topics else min(self._topic, max(0, len(columns) - 1))
        if before is not None:
            for number, column in enumerate(columns):
                for place, card in enumerate(column.cards):
                    if card.n == before.n:
                        self._topic, self._card = number, place
        self._keep_in_view()
        self.refresh()

    @property
    def topic(self) -> str:
        """The topic of the cursor's column."""
        return self.columns[self._topic].topic if self._topic < len(self.columns) else ""

    @property
    def selected(self) -> EscalationRow | None:
        """The card under the cursor."""
        if self._topic >= len(self.columns):
            return None
        cards = self.columns[self._topic].cards
        return cards[self._card] if self._card < len(cards) else None

    def go_to_topic(self, topic: str) -> None:
        """Put the cursor into a topic's column."""
        for number, column in enumerate(self.columns):
            if column.topic == topic:
                self._go(number, 0)

    # --- geometry

    @property
    def shown(self) -> int:
        """How many columns stand side by side."""
        fits = max(1, self.size.width // COLUMN) if self.size.width >= 2 * COLUMN + 28 else 1
        return min(fits, max(1, len(self.columns)))

    @property
    def first(self) -> int:
        """The column at the left."""
        return min(max(0, self._topic - self.shown + 1), max(0, len(self.columns) - self.shown))

    def _spans(self) -> list[tuple[int, int, int]]:
        """(column, where it begins, its width) of every column in view."""
        shown, width = self.shown, self.size.width
        edges = [width * i // shown for i in range(shown + 1)]
        return [
            (self.first + i, edges[i], edges[i + 1] - edges[i])
            for i in range(shown)
            if self.first + i < len(self.columns)
        ]

    @property
    def _fits(self) -> int:
        return max(1, (self.size.height - 2) // CARD_HEIGHT)

    def _keep_in_view(self) -> None:
        if self._topic >= len(self.columns):
            self._topic = self._card = 0
            return
        column = self.columns[self._topic]
        self._card = min(self._card, max(0, len(column.cards) - 1))
        top = self._tops.get(column.topic, 0)
        top = min(top, self._card, max(0, len(column.cards) - self._fits))
        self._tops[column.topic] = max(top, self._card - self._fits + 1)

    # --- painting

    def render_line(self, y: int) -> Strip:
        """One line across all columns."""
        base = self.rich_style
        spans = self._spans()
        if not spans:
            words = "  Nothing waits for a person." if y == 1 else ""
            return paint_runs(self, [(words, "muted")], self.size.width, base)
        return Strip.join([self._part(self.columns[number], number, width, y, base) for number, _, width in spans])

    def _part(self, column: Column, number: int, width: int, y: int, base: Style) -> Strip:
        if y == 0:
            return paint_runs(self, self._header(column, number, width), width, base)
        index, line = divmod(y - 1 + self._tops.get(column.topic, 0) * CARD_HEIGHT, CARD_HEIGHT)
        if index >= len(column.cards):
            return Strip.join([Strip.blank(width - 1, base), self._edge(number)])
        here = number == self._topic and index == self._card
        if here and line < CARD_HEIGHT - 1:
            base = base + looks(self.app)["chosen"]
        card = column.cards[index]
        inside = paint_runs(
            self,
            card_runs(
                card,
                line,
                width - 1,
                self._when,
                here=here,
                agent=self._agent,
                present=present_sign(self.others.get(card.conversation_n, ())),
            ),
            width - 1,
            base,
        )
        return Strip.join([inside, self._edge(number)])

    def _edge(self, number: int) -> Strip:
        """A thin line between two columns."""
        last = number == self.first + self.shown - 1
        return paint_runs(self, [(" " if last else "│", "line")], 1, self.rich_style)

    def _header(self, column: Column, number: int, width: int) -> list[Run]:
        top = self._tops.get(column.topic, 0)
        below = len(column.cards) - top - self._fits
        aside = "  ".join([f"↑{top}"] * (top > 0) + [f"↓{below}"] * (below > 0))
        name = crop(f" #{one_line(column.topic, 60)}", max(width - 14, 4))
        count = f"  {column.free}" + (f" +{taken} taken" if (taken := len(column.cards) - column.free) else "")
        count = crop(count, max(width - cell_width(name) - cell_width(aside) - 2, 0))
        gap = " " * max(width - cell_width(name) - cell_width(count) - cell_width(aside) - 1, 0)
        return [
            (name, "accent" if number == self._topic else "strong"),
            (count, "muted"),
            (gap, "plain"),
            (aside, "muted"),
        ]

    # --- moving

    def _go(self, topic: int, card: int) -> None:
        if not self.columns:
            return
        self._topic = min(max(topic, 0), len(self.columns) - 1)
        self._card = min(max(card, 0), max(0, len(self.columns[self._topic].cards) - 1))
        self._keep_in_view()
        self.refresh()
        self.post_message(RowMoved(self.id or "", self._card))

    def on_resize(self) -> None:
        """Another size, another number of columns."""
        self._keep_in_view()
        self.refresh()

    def action_down(self) -> None:
        """The next card."""
        self._go(self._topic, self._card + 1)

    def action_up(self) -> None:
        """The card before."""
        self._go(self._topic, self._card - 1)

    def action_page_down(self) -> None:
        """A screen of cards on."""
        self._go(self._topic, self._card + self._fits)

    def action_page_up(self) -> None:
        """A screen of cards back."""
        self._go(self._topic, self._card - self._fits)

    def action_first(self) -> None:
        """The one that waits longest."""
        self._go(self._topic, 0)

    def action_last(self) -> None:
        """The last one."""
        self._go(self._topic, len(self.columns[self._topic].cards) if self.columns else 0)

    def action_next_topic(self) -> None:
        """The column at the right; after the last the first."""
        self._go((self._topic + 1) % max(1, len(self.columns)), 0)

    def action_previous_topic(self) -> None:
        """The column at the left; before the first the last."""
        self._go((self._topic - 1) % max(1, len(self.columns)), 0)

    def action_open(self) -> None:
        """Open the card under the cursor."""
        if self.selected is not None:
            self.post_message(RowOpened(self.id or "", self._card))

    # --- the mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one on the same card opens it."""
        for number, start, width in self._spans():
            if not start <= event.x < start + width:
                continue
            column = self.columns[number]
            index = (event.y - 1) // CARD_HEIGHT + self._tops.get(column.topic, 0) if event.y else 0
            if index >= len(column.cards):
                return
            again = (number, index) == (self._topic, self._card) and event.y > 0
            self._go(number, index)
            if again or event.chain > 1:
                self.action_open()
            return

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.action_down()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.action_up()
