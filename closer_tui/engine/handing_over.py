"""Hand-overs proposed: a screen asks what the bot must know of a conversation, and is told once.

    {"t": "hand_over", "id": "<asker>:<number>", "conversation": 7}
    {"t": "hand_over_said", "id": …, "summary": {"facts": […], …}, "note": "…"}

One at a time; the newest question of an asker replaces its earlier ones. Nothing is stored: a proposal counts once a
person has handed back. Of several engines the one that is registered as present answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from closer_tui.domain.errors import CloserError
from closer_tui.domain.handover import HandOver
from closer_tui.drafting.summing_up import WriteSummary
from closer_tui.engine.ending import end
from closer_tui.engine.preview import PRESENCE
from closer_tui.store import tables
from closer_tui.store.database import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What a screen asks."""

    id: str
    conversation_n: int

    @property
    def asker(self) -> str:
        """The screen."""
        return self.id.partition(":")[0]


class Summaries:
    """Answers until cancelled; `say` tells every screen."""

    def __init__(self, store: Store, write: WriteSummary, say: Callable[[dict[str, Any]], None]) -> None:
        self._store = store
        self._write = write
        self._say = say
        self._waiting: dict[str, Asked] = {}
        self._asked = asyncio.Event()
        self._asker = ""
        self._writing: asyncio.Task[None] | None = None

    def heard(self, message: dict[str, Any]) -> None:
        """A message from the socket; what is no question is ignored."""
        match message:
            case {"t": "hand_over", "id": str(asked), "conversation": int(conversation_n)}:
                question = Asked(asked[:80], conversation_n)
            case _:
                return
        self._waiting[question.asker] = question
        self._asked.set()
        if self._writing is not None and self._asker == question.asker:
            self._writing.cancel()

    async def run(self) -> float:
        """A job: answer one after the other, until cancelled."""
        while True:
            await self._asked.wait()
            if not self._waiting:
                self._asked.clear()
                continue
            question = self._waiting.pop(next(iter(self._waiting)))
            self._asker = question.asker
            self._writing = asyncio.create_task(self._answer(question), name=f"hand-over {question.id}")
            try:
                await asyncio.wait({self._writing})
            finally:
                await end(self._writing)
                self._writing = None

    async def _answer(self, question: Asked) -> None:
        try:
            if not await self._ours():
                return
            proposed = await self._write(question.conversation_n)
        except CloserError as error:
            self._tell(question, HandOver(), str(error))
        else:
            self._tell(question, proposed.summary, proposed.note)

    async def _ours(self) -> bool:
        lease = tables.leases
        async with self._store.read() as conn:
            holder = (await conn.execute(select(lease.c.holder).where(lease.c.name == PRESENCE))).scalar()
        return holder == self._store.holder

    def _tell(self, question: Asked, summary: HandOver, note: str) -> None:
        self._say({"t": "hand_over_said", "id": question.id, "summary": summary.json(), "note": note[:1_000]})
