"""The line of the guided tour: which key to try now, and what it does."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.content import Content
from textual.widget import Widget

from closer_tui.tui.commands import Command, going, key_words, keyboard
from closer_tui.tui.drawing import crop
from closer_tui.tui.tour import Tour

__all__ = ["TourBar"]

FINISHED = "That was the tour. Everything else stands in "


class TourBar(Widget):
    """Takes its line only while the tour is on. A click goes on to the next key."""

    DEFAULT_CSS = "TourBar { height: 1; width: 1fr; background: $surface; color: $foreground; }"

    def __init__(self, tour: Tour, keymap: Mapping[str, str]) -> None:
        super().__init__(id="tour-bar")
        self._tour = tour
        self._keymap = keymap

    def on_mount(self) -> None:
        """Follow the tour."""
        self._tour.watchers.append(self._moved)
        self._moved()

    def on_unmount(self) -> None:
        """Nobody to tell any more."""
        self._tour.watchers.remove(self._moved)

    def _moved(self) -> None:
        self.display = self._tour.on
        self.refresh()

    def render(self) -> Content:
        """` ▸ 2/10  a  approves the draft; it leaves in a moment      + next  ,h end`."""
        lesson = self._tour.lesson
        if lesson is None:
            pieces: list[tuple[str, str]] = [
                (" ✓ ", "$good"),
                (FINISHED, "$foreground"),
                (self._key(going.Help), "$accent"),
                (" and ", "$foreground"),
                (self._key(going.Palette), "$accent"),
            ]
            return Content.assemble(*pieces)
        number, of = self._tour.place
        end = f"  {self._key(keyboard.SkipLesson)} next  {self._key(keyboard.Tour)} end "
        start = f" ▸ {number}/{of}  "
        key = self._key(lesson.command)
        room = max(self.size.width - len(start) - len(key) - 2 - len(end), 10)
        words = crop(lesson.words, room)
        gap = " " * max(room - len(words), 0)
        return Content.assemble((start, "$muted"), (key, "$accent"), "  ", (words, "$foreground"), gap, (end, "$muted"))

    def _key(self, command: type[Command]) -> str:
        return key_words((self._keymap.get(command.id()) or command.keys).split(",")[0])

    def on_click(self, event: events.Click) -> None:
        """The whole line is a button."""
        event.stop()
        self._tour.skip()
