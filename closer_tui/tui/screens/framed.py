"""A screen between the two lines every screen has: how things stand above, undo and keys below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.getters import query_one
from textual.widget import Widget

from closer_tui.tui.commands import Command
from closer_tui.tui.grace import Grace
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import EngineSaid
from closer_tui.tui.screens.base import CommandScreen
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.status_bar import StatusBar
from closer_tui.tui.widgets.titles import PaneTitle
from closer_tui.tui.widgets.undo_bar import UndoBar

__all__ = ["FramedScreen"]


class FramedScreen(CommandScreen):
    """Subclasses give the body, and read it again in `renew_body`."""

    HINTS: ClassVar[tuple[type[Command], ...]] = ()

    status = query_one("#status", StatusBar)
    heading = query_one("#heading", PaneTitle)
    hints = query_one("#hints", HintLine)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.grace = Grace(kit.when.clock, kit.settings.decision_grace_ms)

    def compose(self) -> ComposeResult:
        """Lines above and below, the body between."""
        when = self.kit.when
        yield StatusBar(when, read=self.kit.data.status, id="status")
        yield PaneTitle(id="heading")
        yield from self.body()
        yield UndoBar(self.kit.undo, when, id="undo")
        yield HintLine(self.HINTS, id="hints")

    def body(self) -> Iterable[Widget]:
        """What stands between the lines."""
        return ()

    def on_mount(self) -> None:
        """Read everything once."""
        self.hints.keymap = self.kit.keymap
        self.renew()

    def renew(self) -> None:
        """Read again what is shown."""
        data = self.kit.data
        self.status.show(data.place(), data.counts(), data.status())
        self.renew_body()
        self.hints.refresh()

    def renew_body(self) -> None:
        """Read again what stands between the lines."""

    def engine_said(self, news: EngineSaid) -> None:
        """The state of the engine."""
        self.status.engine_said(news.state)

    def trusted(self) -> bool:
        """Whether a decision key can be trusted now; says so when it cannot."""
        if not self.grace.over:
            self.kit.tell("This has just changed: look, then press the key again.", "information")
        return self.grace.over

    def action_undo(self) -> None:
        """Take the last step back."""
        self.kit.act(self.kit.decisions.take_back())

    def action_back(self) -> None:
        """To where you came from."""
        below = [screen for screen in self.app.screen_stack[:-1] if isinstance(screen, CommandScreen)]
        if below:
            self.app.pop_screen()
        else:
            self.kit.go("inbox")
