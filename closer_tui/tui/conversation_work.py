"""The part of the desk for work on one conversation beside its replies.

What can be taken back gives a name, by which `take_back` does it: in this sitting, in a later one, or from the command
line. None means that nothing changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from closer_tui.domain.priority import Priority

__all__ = ["ConversationWork", "TakenBack"]


class TakenBack(Protocol):
    """What came of taking back: how many changes came back, and why the others did not."""

    @property
    def count(self) -> int:
        """Changes that came back."""

    @property
    def refused(self) -> Sequence[str]:
        """Why the others did not."""


class ConversationWork(Protocol):
    """What a person does to one conversation. Every method raises a CloserError that says what to do next."""

    actor: str

    async def take_back(self, batch: str) -> TakenBack:
        """Undo what was done under this name."""

    async def tag(self, conversation_n: int, tag: str) -> str | None:
        """Add a tag."""

    async def untag(self, conversation_n: int, tag: str) -> str | None:
        """Take a tag away."""

    async def set_priority(self, conversation_n: int, priority: Priority) -> str:
        """Say how much it presses."""
