"""Hand-overs proposed: a screen asks what the bot must know of a conversation, and is told once.

    {"t": "hand_over", "id": "<asker>:<number>", "conversation": 7}
    {"t": "hand_over_said", "id": …, "summary": {"facts": […], …}, "note": "…"}

Nothing is stored: a proposal counts once a person has handed back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from closer_tui.domain.errors import CloserError
from closer_tui.domain.handover import HandOver
from closer_tui.drafting.summing_up import WriteSummary
from closer_tui.engine.answering import OneAtATime, answers_here
from closer_tui.store.database import Store


class Summaries:
    """Answers until cancelled; `say` tells every screen."""

    def __init__(self, store: Store, write: WriteSummary, say: Callable[[dict[str, Any]], None]) -> None:
        self._store = store
        self._write = write
        self._say = say
        self._questions: OneAtATime[int] = OneAtATime(self._answer)
        self.run = self._questions.run

    def heard(self, message: dict[str, Any]) -> None:
        """A message from the socket; what is no question is ignored."""
        match message:
            case {"t": "hand_over", "id": str(name), "conversation": int(conversation_n)}:
                self._questions.ask(name, conversation_n)

    async def _answer(self, name: str, conversation_n: int) -> None:
        try:
            if not await answers_here(self._store):
                return
            proposed = await self._write(conversation_n)
        except CloserError as error:
            self._tell(name, HandOver(), str(error))
        else:
            self._tell(name, proposed.summary, proposed.note)

    def _tell(self, name: str, summary: HandOver, note: str) -> None:
        self._say({"t": "hand_over_said", "id": name, "summary": summary.json(), "note": note[:1_000]})
