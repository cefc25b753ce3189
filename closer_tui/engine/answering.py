"""What screens ask the engine: one question at a time, of each asker the newest only, and words told as they come.

A question has a name, `<asker>:<number>`. A newer one of the same asker takes the place of an earlier one and ends it
when it is being answered. Of several engines the one that is registered as present answers, so that nothing is paid
for twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from sqlalchemy import select

from closer_tui.engine.ending import end
from closer_tui.engine.wake import LONGEST_LINE
from closer_tui.store import tables
from closer_tui.store.database import Store

Question = TypeVar("Question")

LONGEST_NAME: Final = 80
LONGEST_TEXT: Final = LONGEST_LINE // 8
"""Characters told at once: with every escape JSON knows they still fit into one line of the socket."""

SAY_SECONDS: Final = 1 / 8
"""How often words are handed on: more often reads no better."""

PRESENCE: Final = "engine"


class OneAtATime(Generic[Question]):
    """Answers what is asked, one after the other, until cancelled. `answer` is given the name and the question."""

    def __init__(self, answer: Callable[[str, Question], Awaitable[None]]) -> None:
        self._answer = answer
        self._waiting: dict[str, tuple[str, Question]] = {}
        self._asked = asyncio.Event()
        self._asker = ""
        self._answering: asyncio.Task[None] | None = None

    def ask(self, name: str, question: Question) -> None:
        """A question, instead of what its asker asked before."""
        self._waiting[asker_of(name)] = name[:LONGEST_NAME], question
        self._asked.set()
        self._cancel(name)

    def stop(self, name: str) -> None:
        """Its asker wants no answer any more."""
        self._waiting.pop(asker_of(name), None)
        self._cancel(name)

    async def run(self) -> float:
        """A job: answer until cancelled."""
        while True:
            await self._asked.wait()
            if not self._waiting:
                self._asked.clear()
                continue
            name, question = self._waiting.pop(next(iter(self._waiting)))
            self._asker = asker_of(name)
            self._answering = asyncio.ensure_future(self._answer(name, question))
            try:
                await asyncio.wait({self._answering})
            finally:
                await end(self._answering)
                self._answering = None

    def _cancel(self, name: str) -> None:
        if self._answering is not None and self._asker == asker_of(name):
            self._answering.cancel()


def asker_of(name: str) -> str:
    """The screen that asks."""
    return name.partition(":")[0]


async def answers_here(store: Store) -> bool:
    """Whether of all engines this one answers."""
    lease = tables.leases
    async with store.read() as conn:
        holder = (await conn.execute(select(lease.c.holder).where(lease.c.name == PRESENCE))).scalar()
    return holder == store.holder


async def tell_as_it_grows(pieces: Sequence[str], tell: Callable[[str], None]) -> None:
    """All words so far, now and then, whenever there are more. Until cancelled."""
    told = 0
    while True:
        await asyncio.sleep(SAY_SECONDS)
        if len(pieces) > told:
            told = len(pieces)
            tell("".join(pieces))
