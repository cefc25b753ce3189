"""The part of the desk that works on one conversation beside its replies: tags, priority, and taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from closer_tui.domain.priority import Priority
from closer_tui.services import tagging, triage, undoing
from closer_tui.services.undoing import TakenBack
from closer_tui.store.database import Store

T = TypeVar("T")


class ConversationDesk:
    """One person at one store. `moved` is called after every decision, to wake the engine up."""

    def __init__(self, store: Store, actor: str, moved: Callable[[], None]) -> None:
        self.store = store
        self.actor = actor
        self._moved = moved

    def told(self, result: T) -> T:
        """Something has moved; the result is passed on."""
        self._moved()
        return result

    async def take_back(self, batch: str) -> TakenBack:
        """Undo what was done under this name."""
        return self.told(await undoing.take_back(self.store, batch, actor=self.actor))

    async def tag(self, conversation_n: int, tag: str) -> str | None:
        """Add a tag."""
        return self.told(await tagging.tag(self.store, conversation_n, tag, actor=self.actor))

    async def untag(self, conversation_n: int, tag: str) -> str | None:
        """Take a tag away."""
        return self.told(await tagging.untag(self.store, conversation_n, tag, actor=self.actor))

    async def set_priority(self, conversation_n: int, priority: Priority) -> str:
        """Say how much it presses."""
        return self.told(await triage.set_priority(self.store, conversation_n, priority, actor=self.actor))
