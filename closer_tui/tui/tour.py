"""The guided tour: ten keys, one after the other, each learnt by pressing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from closer_tui.tui.commands import Command, conversing, deciding, going, moving

__all__ = ["LESSONS", "Lesson", "Tour"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A command and what a newcomer should know of it, in a few words."""

    command: type[Command]
    words: str


LESSONS: Final = (
    Lesson(moving.Down, "goes down the list"),
    Lesson(deciding.Approve, "approves the draft; it leaves in a moment"),
    Lesson(deciding.Undo, "takes back what you did last"),
    Lesson(deciding.Edit, "changes the draft before it leaves"),
    Lesson(deciding.Reject, "rejects a draft and asks why"),
    Lesson(conversing.TakeOver, "takes the conversation over from the bot"),
    Lesson(conversing.Snooze, "puts it away until “tomorrow 9”"),
    Lesson(going.Approvals, "goes through all drafts, one by one"),
    Lesson(going.Search, "finds any message"),
    Lesson(going.Help, "shows every key of the screen you are on"),
)


@dataclass(slots=True)
class Tour:
    """How far somebody has come. What was done before it was asked for counts as well."""

    on: bool = False
    done: set[str] = field(default_factory=set)
    watchers: list[Callable[[], None]] = field(default_factory=list)
    """Called after every change."""

    @property
    def lesson(self) -> Lesson | None:
        """What is to be tried next; None when everything was."""
        return next((lesson for lesson in LESSONS if lesson.command.id() not in self.done), None)

    @property
    def place(self) -> tuple[int, int]:
        """Which lesson this is, and of how many."""
        return min(len(self.done) + 1, len(LESSONS)), len(LESSONS)

    def begin(self) -> None:
        """From the start."""
        self.on = True
        self.done.clear()
        self._changed()

    def end(self) -> None:
        """Enough."""
        self.on = False
        self._changed()

    def did(self, command: str) -> None:
        """A command was carried out."""
        if self.on and any(lesson.command.id() == command for lesson in LESSONS):
            self.done.add(command)
            self._changed()

    def skip(self) -> None:
        """Leave the lesson that is shown."""
        if self.on and self.lesson is not None:
            self.did(self.lesson.command.id())

    def _changed(self) -> None:
        for watcher in tuple(self.watchers):
            watcher()
