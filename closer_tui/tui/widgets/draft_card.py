"""The draft under a conversation: its words, its grounds, its doubts, and the keys that decide on it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from closer_tui.tui.commands import Command, bindings, conversing, deciding, moving
from closer_tui.tui.drawing import Run
from closer_tui.tui.when import When
from closer_tui.tui.widgets.draft_lines import DraftView, draft_lines, draft_title
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.lines import LineView

__all__ = ["DECISIONS", "DraftCard", "DraftText"]

DECISIONS: tuple[type[Command], ...] = (
    deciding.Approve,
    deciding.Edit,
    deciding.Reject,
    deciding.Redraft,
    conversing.TakeOver,
    conversing.Escalate,
)


class DraftText(LineView):
    """The words of the draft; with the focus they scroll by the keys of a thread."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.SCROLL)]
    DEFAULT_CSS = "DraftText { height: auto; max-height: 100%; background: $background; }"

    def __init__(self, when: When, *, full: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._full = full
        self.shown: DraftView | None = None

    def show(self, view: DraftView | None) -> None:
        """Show another draft, or another state of it."""
        self.shown = view
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """The draft's lines."""
        return draft_lines(self.shown, width, self._when, full=self._full) if self.shown else []


class DraftCard(Vertical):
    """The draft in its frame; hidden when there is none."""

    DEFAULT_CSS = """
    DraftCard {
        height: auto; max-height: 60%;
        border: round $line; border-title-color: $accent; border-title-align: left;
        border-subtitle-color: $warning;
        background: $background;
        &.stale { border: round $warning; border-title-color: $warning; }
        &.failed { border: round $error; border-title-color: $error; }
        & > DraftText { max-height: 100%; }
        & > HintLine { dock: bottom; }
    }
    """

    def __init__(self, when: When, *, full: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = DraftText(when, full=full)
        self._hints = HintLine(DECISIONS)
        self.view: DraftView | None = None
        self._titled = ""

    def compose(self) -> ComposeResult:
        """The words above, the keys below."""
        yield self._text
        yield self._hints

    def show(self, view: DraftView | None) -> None:
        """Show a draft, or nothing."""
        self.view = view
        self.display = view is not None
        if view is None:
            return
        words = draft_title(view)
        if words != self._titled:
            self._titled = words
            self.border_title = Content(words)
        state = view.draft.state
        self.set_class(state == "stale", "stale")
        self.set_class(state == "failed", "failed")
        self._text.show(view)
        self._hints.check()

    def on_mount(self) -> None:
        """Say so whenever there is more than fits."""
        self.watch(self._text, "show_vertical_scrollbar", self._tell_rest)

    def _tell_rest(self, below: bool) -> None:
        if below:
            self.border_subtitle = Content("there is more: tab, then j")
        else:
            self.border_subtitle = None

    def grow(self, draft_n: int, text: str) -> None:
        """More of a draft that is being written."""
        if self.view is None or self.view.draft.n != draft_n:
            return
        self.show(
            DraftView(self.view.draft, self.view.customer, self.view.based_on, streamed=self.view.streamed + text)
        )

    def written(self) -> str:
        """What the card says, as plain text."""
        return self._text.text()
