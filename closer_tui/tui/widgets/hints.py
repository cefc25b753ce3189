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
    """Shows commands as `key word`. What the screen does not allow just now is left out.

    As many as fit stand at the left; `last` always stands at the right end, so that the way to help is never cut off.
    """

    DEFAULT_CSS = """
    HintLine { height: 1; width: 1fr; color: $muted; background: $background; }
    """

    def __init__(
        self,
        commands: Sequence[type[Command]],
        *,
        last: type[Command] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._commands = tuple(commands)
        self._last = last
        self._places: list[tuple[int, int, str]] = []
        self._shown: list[type[Command]] = []
        self.keymap: Mapping[str, str] = {}

    def offer(self, commands: Sequence[type[Command]]) -> None:
        """Show these commands."""
        self._commands = tuple(commands)
        self.check()

    def check(self) -> None:
        """Paint again if something can be done now that could not, or the other way round."""
        if self._shown != [command for command in self._commands if self._allowed(command)]:
            self.refresh()

    def render(self) -> Content:
        """The line, as much of it as fits."""
        pieces: list[str | tuple[str, str]] = [" "]
        self._places = []
        used = 1
        last = self._words(self._last) if self._last else ("", "")
        room = self.size.width - (sum(map(len, last)) + 1 if self._last else 0)
        self._shown = [command for command in self._commands if self._allowed(command)]
        for command in self._shown:
            key, word = self._words(command)
            width = len(key) + len(word)
            if used + width > room:
                break
            pieces += [(key, "$accent"), (word, "$muted"), " " * GAP]
            self._places.append((used, used + width, command.id()))
            used += width + GAP
        if self._last is not None and used <= room:
            pieces += [" " * (room - used), (last[0], "$accent"), (last[1], "$muted")]
            self._places.append((room, self.size.width, self._last.id()))
        return Content.assemble(*pieces)

    def _words(self, command: type[Command]) -> tuple[str, str]:
        key = key_words((self.keymap.get(command.id()) or command.keys).split(",")[0])
        return key, f" {command.hint or command.label().lower()}"

    def _allowed(self, command: type[Command]) -> bool:
        return self.screen.check_action(command.id(), ()) is True

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        for start, end, action in self._places:
            if start <= event.x < end:
                event.stop()
                await self.screen.run_action(action)
                return
