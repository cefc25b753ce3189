"""The App: it puts the parts together and owns nothing else.

```
open_reader ─▶ Data ─▶ screens (read)            keys ─▶ commands ─▶ screens ─▶ Decisions ─▶ Desk ◀─ open_desk
Bridge ─ FeedMoved, DraftGrew, EngineSaid ─▶ App ─▶ every screen on the stack
```
Reading is synchronous and takes a fraction of a millisecond. Whatever writes runs in a worker of its own on the App,
so that it is finished even when its screen is gone; what goes wrong there becomes a notice and a line in the log.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from closer_tui.config.errors import ConfigError
from closer_tui.config.light import LightSettings
from closer_tui.config.paths import Paths
from closer_tui.domain.clock import Clock, SystemClock
from closer_tui.domain.errors import CloserError
from closer_tui.store.past_searches import PastSearches
from closer_tui.store.unsent import UnsentFolder
from closer_tui.store.views import Reader
from closer_tui.tui.asking import ScreenAsk
from closer_tui.tui.bridge import Bridge
from closer_tui.tui.commands import Command
from closer_tui.tui.commands.going import EVERYWHERE
from closer_tui.tui.data import Data
from closer_tui.tui.halting import HaltingApp
from closer_tui.tui.keymaps import KEYMAPS, keymap
from closer_tui.tui.kit import Kit
from closer_tui.tui.line_filter import TerminalGuard
from closer_tui.tui.messages import DraftGrew, EngineSaid, FeedMoved, HandOverSaid, PreviewSaid, RewriteSaid
from closer_tui.tui.notices import error_words
from closer_tui.tui.opening import Once
from closer_tui.tui.present import Present
from closer_tui.tui.screens.base import CommandScreen
from closer_tui.tui.telling_app import TellingApp
from closer_tui.tui.terminal import terminal_of
from closer_tui.tui.theme import VARIABLES
from closer_tui.tui.touring import TouringApp
from closer_tui.tui.trail import Trail
from closer_tui.tui.unsent import UnsentTexts
from closer_tui.tui.wardrobe import Wardrobe
from closer_tui.tui.when import When
from closer_tui.tui.workshop import Workshop

if TYPE_CHECKING:
    from textual.driver import Driver

    from closer_tui.tui.desk import Desk, OpenDesk

__all__ = ["CloserApp"]

log = logging.getLogger(__name__)

AFTER_FIRST_FRAME = 0.05
"""Seconds after which the first frame has been written; the thread that writes it shares the interpreter with us."""
PRESENCE = "presence.changed"
"""The kind of news that comes from no change in the feed: a colleague came, left, or began to write."""
PRESENCE_SECONDS = 1.0
NOTICE_SECONDS = {"information": 4.0, "warning": 7.0, "error": 12.0}


class CloserApp(TellingApp, HaltingApp, TouringApp):
    """closer-tui on a terminal."""

    TITLE = "closer-tui"
    CSS_PATH = "closer.tcss"

    def __init__(
        self,
        *,
        paths: Paths,
        settings: LightSettings,
        open_reader: Callable[[], Reader],
        open_desk: OpenDesk,
        agent: str,
        clock: Clock | None = None,
        zone: tzinfo | None = None,
        problems: Sequence[ConfigError] = (),
        first_screen: str = "inbox",
        tour: bool = False,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._guard = TerminalGuard()
        super().__init__(digits_count=settings.keys == "vim")
        self._keys_name, self._own_keys = settings.keys, settings.keymap
        self.keymap: Mapping[str, str] = keymap(settings.keys, settings.keymap)
        self._problems = list(problems)
        self.left_for: Sequence[str] = ()
        """The command that whoever runs the App should run now that it was left."""
        self._first_screen = first_screen
        self._begins_with_tour = tour
        when = When(clock or SystemClock(), zone)
        self._data = Data(open_reader, now=when.now, me=agent)
        self._desk: Once[Desk] = Once(open_desk)
        self._bridge = Bridge(self._data, paths.socket, self.post_message)
        self._ask = ask = ScreenAsk(self, when.clock, settings.decision_grace_ms, self._bridge.say)
        self._unsent = UnsentTexts(UnsentFolder(paths.unsent_dir, old_file=paths.state_dir / "unsent.json"), when.now)
        self._present = Present(
            when=when,
            desk=self._desk.get,
            act=self.act,
            others=self._data.others,
            changed=lambda moved: self.post_message(FeedMoved(frozenset({PRESENCE}), moved)),
            tells=settings.presence,
        )
        self._kit = Kit(
            paths=paths,
            settings=settings,
            agent=agent,
            when=when,
            data=self._data,
            desk=self._desk.get,
            workshop=Workshop(
                desk=self._desk.get,
                ask=ask,
                tell=self.tell,
                when=when,
                hold_ms=int(settings.undo_seconds * 1000),
                done=self._bridge.look,
            ),
            ask=ask,
            unsent=self._unsent,
            tell=self.tell,
            act=self.act,
            go=self.go,
            show=self.show_conversation,
            keymap=self.keymap,
            say=self._bridge.say,
            leave_for=self.leave_for,
            terminal=terminal_of(environ or {}),
            trail=Trail(lambda query, before: self._data.search(query, before=before)),
            past_searches=PastSearches(paths.past_searches),
            present=self._present,
        )
        if not settings.animations:
            self.animation_level = "none"
        self._wardrobe = Wardrobe(self, paths, environ or {})
        self._problems += self._wardrobe.wear(settings.theme)
        self._dressed_in: str | None = self.theme
        self.set_keymap(self.keymap)

    def get_driver_class(self) -> type[Driver]:
        """On a terminal, the driver that outlives it."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from closer_tui.tui.driver import SteadyDriver

        return SteadyDriver

    # --- looks

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own style variables, whatever the theme."""
        return dict(VARIABLES)

    def refresh_css(self, animate: bool = True) -> None:
        """Work all styles out anew. Those of the first frame know the theme that was put on before it."""
        if self.theme != self._dressed_in:
            super().refresh_css(animate)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The guard comes last: nothing passes it by."""
        return [*super().get_line_filters(), self._guard]

    def action_theme(self) -> None:
        """Choose a theme, seeing each."""
        self.act(self._wardrobe.choose(self._kit.ask))

    # --- life

    def get_default_screen(self) -> Screen[Any]:
        """The first screen is the lowest of the stack: nothing stands under it."""
        return self._make_screen(self._first_screen)

    def on_mount(self) -> None:
        """Everything that is not needed for the first frame comes after it has left for the terminal."""
        self.call_after_refresh(self.set_timer, AFTER_FIRST_FRAME, self._after_first_frame)

    def _after_first_frame(self) -> None:
        # What is here now stays: later collections need not look through it, and a key never waits for one that does.
        gc.freeze()
        gc.enable()
        self._dressed_in = None
        self.run_worker(self._bridge.run(), name="bridge", group="bridge", exit_on_error=False)
        self.set_interval(PRESENCE_SECONDS, self._present.tick, name="presence")
        self.run_worker(self._desk.get(), name="desk", group="desk", exit_on_error=False)
        self.begin_telling(self._data)
        self._problems += self._wardrobe.open()
        from closer_tui.tui.commands.by_screen import BY_SCREEN
        from closer_tui.tui.keymap import check_keymap

        offered = {name: [*commands, *EVERYWHERE] for name, commands in BY_SCREEN.items()}
        offered["inbox"] = [*self._commands_here(), *EVERYWHERE]
        self._problems += check_keymap(self._own_keys, offered, KEYMAPS[self._keys_name])
        for problem in self._problems:
            self.tell(str(problem), "warning")
        # A database that cannot be read yet waits for the engine to bring it up to date; it is no first start.
        waits = self._data.reader is None and self._kit.paths.database.exists()
        known = waits or self._data.inboxes() or self._data.counts().get("all")
        if self._first_screen == "inbox" and not known:
            self.go("welcome")
        if self._begins_with_tour:
            self.begin_tour()

    def _commands_here(self) -> Sequence[type[Command]]:
        return self.screen.offers() if isinstance(self.screen, CommandScreen) else ()

    async def on_unmount(self) -> None:
        """Keep what was written, and let go of the store."""
        self.end_telling()
        self._unsent.close()
        if self._desk.opened is not None:
            await self._desk.opened.aclose()
        self._data.close()
        gc.unfreeze()

    def leave_for(self, *command: str) -> None:
        """Leave, for a command that must have the home for itself."""
        self.left_for = command
        self.exit()

    @property
    def kit(self) -> Kit:
        """What every screen is given."""
        return self._kit

    # --- doing and telling

    def act(self, work: Coroutine[Any, Any, object]) -> None:
        """Run something that writes."""
        self.run_worker(work, group="decisions", exit_on_error=False)

    def tell(self, words: str, severity: str = "information") -> None:
        """Show a notice."""
        level = severity if severity in {"warning", "error"} else "information"
        self.notify(
            words,
            severity="error" if level == "error" else "warning" if level == "warning" else "information",
            timeout=NOTICE_SECONDS[level],
            markup=False,
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The boundary: what went wrong in a worker is told and written down, and the screen goes on."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            error = event.worker.error
            level = logging.INFO if isinstance(error, CloserError) else logging.ERROR
            log.log(level, "%s failed", event.worker.name or event.worker.group, exc_info=error)
            self.tell(error_words(error), "error")
            self._bridge.poke()
            if event.worker.group == "bridge":
                self.set_timer(1.0, self._after_bridge_fell)

    def _after_bridge_fell(self) -> None:
        self.run_worker(self._bridge.run(), name="bridge", group="bridge", exit_on_error=False)

    def _handle_exception(self, error: Exception) -> None:
        # Textual's own boundary ends the program. What the store can say about itself is a notice instead.
        log.error("the screen failed", exc_info=error)
        if isinstance(error, CloserError) and self.is_running:
            self.tell(error_words(error), "error")
            return
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would print the local variables of every frame, and customers' words with them.
        self._exit_renderables.append(Text(f"closer-tui stopped: {error_words(self._exception or Exception())}"))
        self._close_messages_no_wait()

    # --- the terminal

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by every way there is; only what the person must know about it is told."""
        from closer_tui.tui.clipboard import Clipboard

        self._clipboard = text
        if self.is_headless:
            return
        clipboard = Clipboard(self.write_to_terminal, self._kit.paths.state_dir / "copied.txt")

        async def copy() -> None:
            if told := await clipboard.copy(text):
                self.tell(told)

        self.act(copy())

    # --- news

    def on_feed_moved(self, news: FeedMoved) -> None:
        """The store changed."""
        for screen in self.command_screens():
            screen.feed_moved(news)

    def on_draft_grew(self, news: DraftGrew) -> None:
        """A draft is being written."""
        for screen in self.command_screens():
            screen.draft_grew(news)

    def on_preview_said(self, news: PreviewSaid) -> None:
        """A preview is being written."""
        for screen in self.command_screens():
            screen.preview_said(news)

    def on_rewrite_said(self, news: RewriteSaid) -> None:
        """A text is being written anew; whoever asked stands on top."""
        hear = getattr(self.screen, "rewrite_said", None)
        if hear is not None:
            hear(news)

    def on_hand_over_said(self, news: HandOverSaid) -> None:
        """What the engine proposes to tell the bot."""
        self._ask.hand_over_said(news)

    def on_engine_said(self, news: EngineSaid) -> None:
        """The engine has something to say."""
        for screen in self.command_screens():
            screen.engine_said(news)
