"""The App's part in being told: who looks, what changed, and the characters on their way to the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual import events

from closer_tui.domain.clock import HOUR
from closer_tui.tui.going import GoingApp
from closer_tui.tui.messages import FeedMoved

if TYPE_CHECKING:
    from closer_tui.store.views.rows import ConversationRow
    from closer_tui.tui.data import Data
    from closer_tui.tui.telling.by_terminal import TerminalNotifier
    from closer_tui.tui.telling.quiet import Quiet
    from closer_tui.tui.telling.teller import Teller

__all__ = ["TellingApp"]

AT_FIRST = 500
"""Conversations of each kind that are known from the start."""
TOUCHES = (events.Key, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp, events.Paste)


class _Shop:
    """The store as the Teller reads it."""

    def __init__(self, data: Data, agent: str) -> None:
        self._data = data
        self._agent = agent

    def conversation(self, n: int) -> ConversationRow | None:
        """One conversation."""
        return self._data.conversation(n)

    def waiting(self) -> int:
        """How many need somebody."""
        return self._data.counts().get("needs", 0)

    def mine(self) -> int:
        """How many this person has."""
        return self._data.counts().get(f"mine:{self._agent}", 0)

    def at_first(self) -> Iterable[ConversationRow]:
        """Those that need somebody, and those of this person."""
        from closer_tui.store.views import ListFilter

        yield from self._data.some(ListFilter(status="open", needs_action=True), AT_FIRST)
        mine = ListFilter(status="open", owner_kind="agent", owner_name=self._agent)
        yield from self._data.some(mine, AT_FIRST)


class TellingApp(GoingApp):
    """What tells is loaded after the first frame. All of it is written through the driver, between two frames."""

    _teller: Teller | None = None
    _notifier: TerminalNotifier | None = None
    _quiet: Quiet | None = None

    def write_to_terminal(self, sequence: str) -> None:
        """Write control characters between two frames; nothing where there is no terminal."""
        if sequence and self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def begin_telling(self, data: Data) -> None:
        """From now on what is new is told."""
        from closer_tui.config.notify import load_notify
        from closer_tui.tui.telling.by_terminal import TerminalNotifier
        from closer_tui.tui.telling.quiet import Quiet
        from closer_tui.tui.telling.teller import Teller

        kit = self.kit
        rules, problem = load_notify(kit.paths.config_file)
        if problem is not None:
            self.tell(str(problem), "warning")
        quiet = self._quiet = Quiet(kit.paths.quiet)
        notifier = self._notifier = TerminalNotifier(self.write_to_terminal, kit.terminal, rules)
        self._teller = Teller(_Shop(data, kit.agent), notifier, rules, kit.agent, kit.when, self._later, quiet.until)
        self._teller.begin()

    def _later(self, seconds: float, then: Callable[[], None]) -> None:
        self.set_timer(seconds, then, name="telling")

    def end_telling(self) -> None:
        """Leave the terminal as it was."""
        if self._notifier is not None:
            self._notifier.leave()

    def action_quiet_for_an_hour(self) -> None:
        """On, or off again when it is quiet already."""
        if self._quiet is None:
            return
        now = self.kit.when.now()
        quiet = self._quiet.until() <= now
        self._quiet.keep(now + HOUR if quiet else 0)
        self.tell("Quiet for an hour: nothing rings or pops up." if quiet else "Notices are told again.")

    # --- who looks

    def on_app_focus(self) -> None:
        """The terminal has the focus."""
        if self._teller:
            self._teller.focus(True)

    def on_app_blur(self) -> None:
        """The terminal has lost the focus."""
        if self._teller:
            self._teller.focus(False)

    async def on_event(self, event: events.Event) -> None:
        """A key or a click: somebody is here."""
        if self._teller is not None and isinstance(event, TOUCHES):
            self._teller.touched()
        await super().on_event(event)

    def on_feed_moved(self, news: FeedMoved) -> None:
        """The store changed."""
        if self._teller:
            self._teller.heard(news.conversations, everything=news.all_of_them)
