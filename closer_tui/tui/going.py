"""Going about: screens by name, what stands unsaved on the way, and the actions of the commands for it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from closer_tui.tui.commands import bindings
from closer_tui.tui.commands.going import EVERYWHERE
from closer_tui.tui.screens import SCREENS
from closer_tui.tui.screens.base import CommandScreen

if TYPE_CHECKING:
    from closer_tui.tui.kit import Kit

__all__ = ["GoingApp"]


def command_provider() -> type[Any]:
    """Commands for the palette, loaded when it is first opened; like the others below."""
    from closer_tui.tui.commands.palette import CommandProvider

    return CommandProvider


def people_provider() -> type[Any]:
    """People and their conversations."""
    from closer_tui.tui.commands.finding import PeopleProvider

    return PeopleProvider


def quick_reply_provider() -> type[Any]:
    """Quick replies."""
    from closer_tui.tui.commands.finding import QuickReplyProvider

    return QuickReplyProvider


def setting_provider() -> type[Any]:
    """Settings."""
    from closer_tui.tui.commands.finding import SettingProvider

    return SettingProvider


@runtime_checkable
class ShowsConversations(Protocol):
    """A screen that can be told to show a conversation."""

    def open_conversation(self, n: int, *, find: int = 0) -> None:
        """Show it, at a message if one is named."""


class GoingApp(App[None]):
    """An App with screens by name. The one that is opened first is the lowest of the stack."""

    COMMANDS: ClassVar[set[Any]] = {command_provider, people_provider, quick_reply_provider, setting_provider}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*EVERYWHERE)]
    ENABLE_COMMAND_PALETTE = True

    def __init__(self) -> None:
        super().__init__()
        self._opened: dict[str, Screen[Any]] = {}

    @property
    def kit(self) -> Kit:
        """What every screen is given."""
        raise NotImplementedError

    def act(self, work: Coroutine[Any, Any, object]) -> None:
        """Run something that writes."""
        raise NotImplementedError

    def tell(self, words: str, severity: str = "information") -> None:
        """Show a notice."""
        raise NotImplementedError

    def command_screens(self) -> list[CommandScreen]:
        # A screen that is still being composed reads the store anyway; one that is closing has no parts any more.
        return [
            screen
            for screen in self.screen_stack
            if isinstance(screen, CommandScreen) and screen.is_mounted and screen.children
        ]

    def go(self, name: str) -> None:
        """Open a screen by its name, or come back to it when it is open already."""
        known = self._opened.get(name)
        if known in self.screen_stack:
            self._back_to(known)
            return
        screen = self._make_screen(name)
        if name == "help":
            getattr(screen, "about", lambda _screen: None)(self.screen)
        self.push_screen(screen)

    def _make_screen(self, name: str) -> Screen[Any]:
        screen = self._opened[name] = SCREENS[name](self.kit)
        return screen

    def _back_to(self, known: Screen[Any], then: Callable[[], None] = lambda: None) -> None:
        """Close what stands over a screen; what is unsaved there is asked about first."""

        def close() -> None:
            while self.screen is not known:
                self.pop_screen()
            then()

        async def ask() -> None:
            if await self._may_close():
                close()

        if self._unsaved_screens():
            self.act(ask())
        else:
            close()

    def _unsaved_screens(self) -> list[CommandScreen]:
        return [screen for screen in reversed(self.command_screens()) if screen.unsaved]

    async def _may_close(self) -> bool:
        for screen in self._unsaved_screens():
            if not await screen.may_leave():
                return False
        return True

    async def action_quit(self) -> None:
        """Leave; what is unsaved is asked about first."""

        async def ask() -> None:
            if await self._may_close():
                self.exit()

        if self._unsaved_screens():
            self.act(ask())
        else:
            self.exit()

    def show_conversation(self, n: int, message_seq: int = 0) -> None:
        """A conversation in the inbox, from wherever it was found."""

        def show() -> None:
            if isinstance(self.screen, ShowsConversations):
                self.screen.open_conversation(n, find=message_seq)

        inbox = self._opened.get("inbox")
        if inbox in self.screen_stack:
            self._back_to(inbox, show)
        else:
            self.go("inbox")
            self.call_after_refresh(show)

    def action_go_inbox(self) -> None:
        """The inbox."""
        self.go("inbox")

    def action_approvals(self) -> None:
        """The pile of drafts."""
        self.go("approvals")

    def action_escalations(self) -> None:
        """What waits for a person."""
        self.go("escalations")

    def action_outbox(self) -> None:
        """What has not arrived."""
        self.go("outbox")

    def action_tone(self) -> None:
        """How the bot writes."""
        self.go("tone")

    def action_quality(self) -> None:
        """How good the drafts are."""
        self.go("quality")

    def action_knowledge(self) -> None:
        """What the bot knows."""
        self.go("knowledge")

    def action_inboxes(self) -> None:
        """The connected inboxes."""
        self.go("inboxes")

    def action_welcome(self) -> None:
        """The first steps."""
        self.go("welcome")

    def action_help(self) -> None:
        """Every key and command."""
        self.go("help")

    def action_search(self) -> None:
        """Search all messages."""
        self.go("search")

    def action_palette(self) -> None:
        """Find a command."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="What do you want to do?"))
