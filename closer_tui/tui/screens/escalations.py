"""Escalations: what waits for a person, a column a topic, the longest waiting first.

Enter opens the conversation in the inbox with the bot's draft as a proposal; c takes it, so that nobody else answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.getters import query_one
from textual.widget import Widget

from closer_tui.store.views import ListFilter
from closer_tui.store.views.rows import EscalationRow
from closer_tui.tui.commands import Command, bindings, deciding, going, moving, queues
from closer_tui.tui.commands.by_screen import BY_SCREEN
from closer_tui.tui.drawing import crop, one_line
from closer_tui.tui.folders import Folder
from closer_tui.tui.messages import RowMoved, RowOpened
from closer_tui.tui.screens.framed import FramedScreen
from closer_tui.tui.undo import Step
from closer_tui.tui.widgets.board import Board, Column
from closer_tui.tui.widgets.titles import FolderTabs
from closer_tui.tui.words import plural

__all__ = ["EscalationsScreen", "columns_of"]

CLOCK_SECONDS = 15.0
"""How often the clocks on the cards are painted again."""


def columns_of(rows: Sequence[EscalationRow]) -> list[Column]:
    """By topic; within one those nobody has taken first, then the longest waiting."""
    topics: dict[str, list[EscalationRow]] = {}
    for row in rows:
        topics.setdefault(row.topic, []).append(row)
    return [
        Column(topic, sorted(cards, key=lambda card: (bool(card.claimed_by), card.created_at, card.n)))
        for topic, cards in sorted(topics.items())
    ]


class EscalationsScreen(FramedScreen):
    """The board and its decisions."""

    NAME = "escalations"
    HINTS = (moving.Open, queues.Claim, queues.NextTopic, deciding.Undo, moving.Back, going.Palette, going.Help)
    OFFERS: ClassVar[tuple[type[Command], ...]] = BY_SCREEN["escalations"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]
    DEFAULT_CSS = "EscalationsScreen Board { height: 1fr; } EscalationsScreen FolderTabs { display: none; }"

    board = query_one("#board", Board)
    tabs = query_one("#topics", FolderTabs)

    def body(self) -> Iterable[Widget]:
        """The topics as tabs where they find no room side by side, and the board."""
        yield FolderTabs(id="topics")
        yield Board(self.kit.when, self.kit.agent, id="board")

    def on_mount(self) -> None:
        """Ready to move; the clocks run."""
        self.board.focus()
        self.set_interval(CLOCK_SECONDS, self.board.refresh)

    def renew_body(self) -> None:
        """Read the queues again."""
        columns = columns_of(self.kit.data.escalations())
        self.board.others = self.kit.present.others
        self.board.show(columns)
        free = sum(column.free for column in columns)
        taken = sum(len(column.cards) for column in columns) - free
        aside = plural(free, "waits", "wait") if free or taken else ""
        aside += f" · {taken} taken" if taken else ""
        self.heading.show("Escalations", aside, style="$warning" if free else "$muted")
        self._looked()

    def on_resize(self) -> None:
        """Tabs only where not every topic has its column."""
        self.call_after_refresh(self._looked)

    def _looked(self) -> None:
        """What a decision is about, and which topic the tabs show."""
        card = self.board.selected
        self.grace.about(None if card is None else (card.n, card.claimed_by))
        columns = self.board.columns
        self.tabs.display = len(columns) > self.board.shown
        views = [
            Folder(c.topic, "#" + one_line(c.topic, 60), ListFilter(topic=c.topic), f"topic:{c.topic}") for c in columns
        ]
        self.tabs.show(views, {f"topic:{c.topic}": c.free for c in columns}, self.board.topic)
        self.hints.refresh()

    @on(RowMoved)
    def _moved(self) -> None:
        self._looked()

    @on(RowOpened)
    def _opened(self) -> None:
        self.action_open()

    @on(FolderTabs.Chosen)
    def _tab_chosen(self, event: FolderTabs.Chosen) -> None:
        self.board.go_to_topic(event.key)

    def why_not(self, action: str) -> str | None:
        """What cannot be done to the card under the cursor."""
        if action == "undo" and self.kit.undo.newest(self.kit.when.now()) is None:
            return "There is nothing to take back."
        if action not in {"claim", "open"} or not self.is_mounted:
            return None
        card = self.board.selected
        if card is None:
            return "Nothing waits for a person."
        if action == "claim" and card.claimed_by:
            whose = "You have" if card.claimed_by == self.kit.agent else f"{one_line(card.claimed_by, 40)} has"
            return f"{whose} it already; enter opens it."
        return None

    def action_open(self) -> None:
        """The conversation in the inbox, at the words that put it here."""
        if card := self.board.selected:
            self.kit.show(card.conversation_n, card.message_seq)

    def action_claim(self) -> None:
        """Take the conversation under the cursor."""
        card = self.board.selected
        if card is None or not self.trusted():
            return

        async def claim() -> None:
            desk = await self.kit.desk()
            move_n = await desk.claim(card.conversation_n)
            who = crop(one_line(card.customer or card.address), 30) or "the customer"
            self.kit.undo.did(
                Step(f"Took {who} out of #{card.topic}", lambda: desk.undo_move(move_n), self.kit.when.now())
            )
            self.kit.decisions.done()

        self.kit.act(claim())

    def action_next_topic(self) -> None:
        """The next topic."""
        self.board.action_next_topic()

    def action_previous_topic(self) -> None:
        """The topic before."""
        self.board.action_previous_topic()
