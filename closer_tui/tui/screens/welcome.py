"""The first start: three ways in, and nothing else to read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.getters import query_one
from textual.widget import Widget

from closer_tui.tui.commands import Command, bindings, going, moving, starting
from closer_tui.tui.commands.by_screen import BY_SCREEN
from closer_tui.tui.drawing import Run, crop, one_line, wrap
from closer_tui.tui.messages import RowOpened
from closer_tui.tui.screens.framed import FramedScreen
from closer_tui.tui.starting import looks_like_a_backup, run_demo
from closer_tui.tui.widgets.keyed_list import KeyedList

__all__ = ["WelcomeScreen"]

WAYS: tuple[type[Command], ...] = (starting.TryDemo, starting.ConnectFirst, starting.OpenBackup)


class Ways(KeyedList[type[Command]]):
    """Three ways, four lines each."""

    row_height = 4

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(lambda way: way.id(), id=id)
        self.rows = WAYS

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """The number and the name, then what it is."""
        way, here = self.rows[index], index == self.cursor
        bar: Run = ("▌" if here else " ", "accent")
        if line == 0:
            return [bar, (f" {way.keys}  ", "accent"), (crop(way.label(), width - 6), "strong")]
        words = wrap(way.help(), max(width - 8, 10))
        if line - 1 < len(words) and line < 3:
            return [bar, ("    ", "plain"), (words[line - 1], "muted")]
        return [bar] if line < 3 else []


class WelcomeScreen(FramedScreen):
    """Demo, inbox, backup."""

    NAME = "welcome"
    HINTS = (moving.Open, moving.Back, going.Palette, going.Help, going.Quit)
    OFFERS: ClassVar[tuple[type[Command], ...]] = BY_SCREEN["welcome"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]
    DEFAULT_CSS = """
    WelcomeScreen {
        & #ways { height: 12; width: 1fr; max-width: 72; margin: 2 0 0 2; }
        & #heading { margin: 1 0 0 2; }
        & #undo { dock: bottom; }
        & #hints { dock: bottom; }
    }
    """

    ways = query_one("#ways", Ways)

    def body(self) -> Iterable[Widget]:
        """The three."""
        yield Ways(id="ways")

    def on_mount(self) -> None:
        """Ready to choose."""
        self.ways.focus()

    def renew_body(self) -> None:
        """A greeting that depends on whether anything is here."""
        inboxes = self.kit.data.inboxes()
        self.heading.show(
            "How do you want to go on?" if inboxes else "Nothing is connected yet. How do you want to begin?"
        )

    @on(RowOpened)
    async def _opened(self) -> None:
        if way := self.ways.selected:
            await self.run_action(way.id())

    def action_try_demo(self) -> None:
        """The demo, in this terminal; this screen comes back after it."""

        async def play() -> None:
            problem = await run_demo(self.app)
            if problem:
                self.kit.tell(problem, "warning")

        self.kit.act(play())

    def action_connect_first(self) -> None:
        """The inboxes, with the form open."""
        self.kit.go("inboxes")
        screen = self.app.screen
        self.app.call_later(screen.run_action, "connect")

    def action_open_backup(self) -> None:
        """Ask for the file. It takes the place of the whole home, so the screen is left while that happens."""

        async def bring_back() -> None:
            named = await self.kit.ask.choose("Open a backup", (), free="path of the backup file")
            if not named:
                return
            file = Path(named).expanduser()
            if problem := await asyncio.to_thread(_problem, file):
                self.kit.tell(problem, "warning")
            else:
                self.kit.leave_for("restore", str(file))

        self.kit.act(bring_back())


def _problem(file: Path) -> str:
    name = one_line(str(file), 200)
    try:
        return "" if looks_like_a_backup(file) else f"{name} is no backup of closer-tui."
    except FileNotFoundError:
        return f"There is no file {name}."
    except OSError as error:
        return f"{name} cannot be read: {one_line(error.strerror or str(error), 100)}."
