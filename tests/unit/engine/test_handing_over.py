"""Hand-overs proposed over the socket: the engine that is present answers once, and says when it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from closer_tui.config.settings import Settings
from closer_tui.domain.handover import HandOver
from closer_tui.drafting.offline import OfflineModel
from closer_tui.drafting.summing_up import Proposed, write_summary
from closer_tui.engine.answering import PRESENCE
from closer_tui.engine.handing_over import Summaries
from closer_tui.services.compose import reply
from closer_tui.services.ownership import take
from closer_tui.store import leases
from tests.support.desk_world import DeskWorld, desk_world


class Stage:
    """A home whose engine proposes."""

    def __init__(self, world: DeskWorld, write: Callable[[int], Awaitable[Proposed]]) -> None:
        self.world = world
        self.said: list[dict[str, Any]] = []
        self._came = asyncio.Event()
        self.summaries = Summaries(world.store, write, self.say)

    def say(self, message: dict[str, Any]) -> None:
        self.said.append(message)
        self._came.set()

    async def answer(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while not self.said:
                self._came.clear()
                await self._came.wait()
        return self.said[-1]


@asynccontextmanager
async def stage(
    home: Path, write: Callable[[int], Awaitable[Proposed]] | None = None, *, present: bool = True
) -> AsyncIterator[Stage]:
    async with desk_world(home) as world:
        async with world.store.write() as tx:
            holder = world.store.holder if present else leases.new_holder()
            await leases.acquire(tx, PRESENCE, holder, world.clock.now(), 60_000)
        it = Stage(world, write or write_summary(world.store, Settings(), OfflineModel()))
        running = asyncio.create_task(it.summaries.run())
        try:
            yield it
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


def question(asked: str = "a:1", **also: Any) -> dict[str, Any]:
    return {"t": "hand_over", "id": asked, "conversation": 1} | also


async def test_a_question_is_answered_with_what_stands_in_the_thread(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        await it.world.hears("The cake was dry!")
        await take(it.world.store, 1, actor="ana")
        await reply(it.world.store, 1, "The baker used the wrong flour.", actor="ana")
        it.summaries.heard(question())
        said = await it.answer()
        assert (said["t"], said["id"]) == ("hand_over_said", "a:1")
        assert HandOver.from_json(said["summary"]).facts == ("The baker used the wrong flour.",)
        assert "without a model" in said["note"]


async def test_a_conversation_that_does_not_exist_is_told(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        it.summaries.heard(question(conversation=9))
        assert "does not exist" in (await it.answer())["note"]


async def test_the_newest_question_of_an_asker_ends_the_one_before(tmp_path: Path) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def write(n: int) -> Proposed:
        if n == 1:
            begun.set()
            await never.wait()
        return Proposed(HandOver(facts=(str(n),)), "m", "")

    async with stage(tmp_path, write) as it:
        it.summaries.heard(question("a:1"))
        await begun.wait()
        it.summaries.heard(question("a:2", conversation=2))
        assert (await it.answer())["id"] == "a:2"
        assert len(it.said) == 1


async def test_an_engine_that_is_not_the_one_at_work_keeps_silent(tmp_path: Path) -> None:
    asked: list[int] = []

    async def write(n: int) -> Proposed:
        asked.append(n)
        return Proposed(HandOver(), "m", "")

    async with stage(tmp_path, write, present=False) as it:
        it.summaries.heard(question())
        it.summaries.heard({"t": "hand_over", "id": 1, "conversation": 1})
        it.summaries.heard({"t": "changed"})
        await asyncio.sleep(0.05)
        assert (it.said, asked) == ([], [])
