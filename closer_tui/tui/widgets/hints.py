"""A line of keys and what they do now; each can be clicked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget

from closer_tui.tui.commands import Command, key_words

__all__ = ["HintLine"]

GAP = 2


class HintLine(Widget):
    """Shows commands as `key word`. What the screen does not allow just now is left out."""

    DEFAULT_CSS = """
    HintLine { height: 1; width: 1fr; color: $muted; background: $background; }
    """

    def __init__(self, commands: Sequence[type[Command]], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._commands = tuple(commands)
        self._places: list[tuple[int, int, str]] = []
        self.keymap: Mapping[str, str] = {}

    def offer(self, commands: Sequence[type[Command]]) -> None:
        """Show these commands."""
        if tuple(commands) != self._commands:
            self._commands = tuple(commands)
        self.refresh()

    def render(self) -> Content:
        """The line, as much of it as fits."""
        pieces: list[str | tuple[str, str]] = [" "]
        self._places = []
        used = 1
        for command in self._commands:
            if not self._allowed(command):
                continue
            key = key_words((self.keymap.get(command.id()) or command.keys).split(",")[0])
            word = command.hint or command.label().lower()
            width = len(key) + 1 + len(word)
            if used + width > self.size.width:
                break
            pieces += [(key, "$accent"), (f" {word}", "$muted"), " " * GAP]
            self._places.append((used, used + width, command.id()))
            used += width + GAP
        return Content.assemble(*pieces)

    def _allowed(self, command: type[Command]) -> bool:
        return self.screen.check_action(command.id(), ()) is True

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        for start, end, action in self._places:
            if start <= event.x < end:
                event.stop()
                await self.screen.run_action(action)
                return
