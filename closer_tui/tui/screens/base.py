"""What all screens share: commands with a reason when they cannot be done, and news from the bridge."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, ClassVar

from textual import events
from textual.css.query import NoMatches
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from closer_tui.tui.commands import Command
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import DraftGrew, EngineSaid, FeedMoved, PreviewSaid
from closer_tui.tui.sparing import SparingCompositor

__all__ = ["CommandScreen"]


class CommandScreen(Screen[Any]):
    """A screen that offers commands.

    `why_not` gives the reason a command cannot be done just now. It feeds `check_action`, so that such a command is
    absent from hints and palette; pressing its key all the same says the reason.
    """

    AUTO_FOCUS = ""
    OFFERS: ClassVar[tuple[type[Command], ...]] = ()
    NAME: ClassVar[str] = ""

    # Textual's own would paint the whole screen again whenever the focus moves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._compositor = SparingCompositor()
        self.kit = kit
        self._behind = False
        self._whole = False

    def on_mount(self) -> None:
        """Its widgets are there: news can be shown. (Textual calls this one as well as a subclass's own.)"""
        self._whole = True

    def offers(self) -> Sequence[type[Command]]:
        """The commands of this screen."""
        return self.OFFERS

    def why_not(self, action: str) -> str | None:
        """Why a command cannot be done just now, in words that say what to do; None when it can."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Commands that cannot be done are neither offered nor obeyed."""
        return self.why_not(action) is None

    def on_key(self, event: events.Key) -> None:
        """A key whose command cannot be done says why."""
        for command in self.offers():
            keys = self.kit.keymap.get(command.id(), command.keys).split(",")
            if event.key in keys and (reason := self.why_not(command.id())):
                self.kit.tell(reason, "information")
                event.stop()
                event.prevent_default()
                return

    # --- leaving

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost if the screen were closed now."""
        return False

    async def may_leave(self) -> bool:
        """Asks when something would be lost. Called from workers only."""
        return True

    # --- news

    def feed_moved(self, news: FeedMoved) -> None:
        """The store changed. A screen in the background waits until it is looked at again."""
        self._behind = True
        if self.is_current and self._whole and self.children:
            with suppress(NoMatches):  # a screen that is being closed loses its widgets one by one
                self.catch_up()

    def on_screen_resume(self) -> None:
        """Catch up with what happened in the background."""
        self.catch_up()

    def catch_up(self) -> None:
        """Read again if something changed while the screen was in the background."""
        if self._behind:
            self._behind = False
            self.renew()

    def renew(self) -> None:
        """Read again what is shown."""

    def draft_grew(self, news: DraftGrew) -> None:
        """More of a draft that is being written."""

    def preview_said(self, news: PreviewSaid) -> None:
        """More of a preview that was asked for."""

    def engine_said(self, news: EngineSaid) -> None:
        """The engine said something about itself."""
