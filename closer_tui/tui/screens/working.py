"""The actions of work on a conversation beside its replies, for every screen that shows one."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from closer_tui.tui.screens.base import CommandScreen

if TYPE_CHECKING:
    from closer_tui.tui.subject import Subject

__all__ = ["WorkingScreen"]


class WorkingScreen(CommandScreen):
    """Takes the subject as it is at the key press."""

    about: Subject | None = None

    def ready(self) -> Subject | None:
        """The subject, if a key may be trusted now."""
        raise NotImplementedError

    def _decide(self, decision: Coroutine[Any, Any, bool]) -> None:
        raise NotImplementedError

    def action_snooze(self) -> None:
        """Put it away until later."""
        if about := self.ready():
            self._decide(self.kit.decisions.snooze(about))

    def action_resolve(self) -> None:
        """Mark as done."""
        if about := self.ready():
            self._decide(self.kit.decisions.resolve(about))

    def action_reopen(self) -> None:
        """Open again."""
        if about := self.ready():
            self._decide(self.kit.decisions.reopen(about))

    def action_spam(self) -> None:
        """Mark as spam."""
        if about := self.ready():
            self._decide(self.kit.decisions.spam(about))

    def action_set_priority(self) -> None:
        """Say how much it presses."""
        if about := self.ready():
            self.kit.act(self.kit.decisions.priority(about))

    def action_tag(self) -> None:
        """Add or take away a tag."""
        if self.about:
            self.kit.act(self.kit.decisions.tag(self.about, self.kit.data.tags()))
