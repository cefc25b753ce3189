"""Drafts of conversations that were given to somebody else from the pile.

Such a draft goes along as a proposal and still waits, in the queue or with the colleague. In the pile it would be the
next one again, before whoever has just decided on it.
"""

from __future__ import annotations

from collections.abc import Iterable

from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.subject import Subject

__all__ = ["GivenAway"]


class GivenAway:
    """What was given away here, by draft."""

    def __init__(self) -> None:
        self._conversations: dict[int, int] = {}

    def see(self, about: Subject, now: ConversationRow | None) -> None:
        """A decision about this went through; `now` is its conversation afterwards."""
        if about.draft and now and now.owner_epoch != about.conversation.owner_epoch:
            self._conversations[about.draft.n] = now.n

    def returned(self, conversation_n: int | None) -> None:
        """It was taken back: its drafts are here again."""
        self._conversations = {n: held for n, held in self._conversations.items() if held != conversation_n}

    def without(self, drafts: Iterable[int]) -> list[int]:
        """The others."""
        return [n for n in drafts if n not in self._conversations]
