"""Asking the engine what the bot must know before a conversation is handed back to it; the newest question counts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from os import getpid
from typing import Any

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.handover import HandOver
from closer_tui.tui.previewing import SayToEngine

__all__ = ["Proposal", "Proposals"]

ANSWER_SECONDS = 75.0
"""How long to wait: a model thinks, and the engine gives it a minute."""
NOBODY = "No engine is at work, so nothing is proposed; write what the bot must know."
TOO_LATE = "No proposal came; write what the bot must know."


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the engine proposes, and what to know about it."""

    summary: HandOver
    note: str


class Proposals:
    """The questions of one screen process."""

    _screens = count(1)

    def __init__(self, say: SayToEngine) -> None:
        self._say = say
        self._asker = f"{getpid()}h{next(self._screens)}"
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[Proposal]] = {}

    async def propose(self, conversation_n: int) -> Proposal:
        """Ask and wait. Without an answer it is an empty one that says so."""
        asked = f"{self._asker}:{next(self._numbers)}"
        answer: asyncio.Future[Proposal] = asyncio.get_running_loop().create_future()
        self._waiting[asked] = answer
        try:
            if not self._say({"t": "hand_over", "id": asked, "conversation": conversation_n}):
                return Proposal(HandOver(), NOBODY)
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError:
            return Proposal(HandOver(), TOO_LATE)
        finally:
            self._waiting.pop(asked, None)

    def heard(self, asked: str, summary: Mapping[str, Any], note: str) -> None:
        """An answer, perhaps to somebody else's question. One that cannot be read proposes nothing."""
        waiting = self._waiting.get(asked)
        if waiting is None or waiting.done():
            return
        try:
            told = HandOver.from_json(summary)
        except InvalidInput as error:
            told, note = HandOver(), f"What the engine proposed cannot be read: {error.message}."
        waiting.set_result(Proposal(told, note))
