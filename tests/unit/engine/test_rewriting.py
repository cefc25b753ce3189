"""Rewriting by the engine: the newest question counts, a stop ends it, and only the present engine answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from closer_tui.domain.errors import Refused
from closer_tui.drafting.rewriting import Asked
from closer_tui.engine.answering import PRESENCE
from closer_tui.engine.rewriting import Rewritings
from closer_tui.store import leases
from tests.support.desk_world import DeskWorld, desk_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    async with desk_world(tmp_path / "home") as made:
        async with made.store.write() as tx:
            await leases.acquire(tx, PRESENCE, made.store.holder, made.clock.now(), 60_000)
        yield made


def question(number: int, text: str = "Hi") -> dict[str, Any]:
    return {"t": "rewrite", "id": f"s:{number}", "conversation": 1, "text": text, "how": "shorter", "language": ""}


class Writer:
    """Writes what it is told to, when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cancelled: list[str] = []
        self.go = asyncio.Event()
        self.begun = asyncio.Event()
        self.stopped = asyncio.Event()

    async def __call__(self, asked: Asked, on_text: Callable[[str], None]) -> str:
        self.asked.append(asked.text)
        self.begun.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled.append(asked.text)
            self.stopped.set()
            raise
        if asked.text == "refuse":
            raise Refused("rewriting needs a model", "Set one up.")
        return asked.text.upper()


Said = asyncio.Queue[dict[str, Any]]


async def next_of(said: Said) -> dict[str, Any]:
    async with asyncio.timeout(10):
        return await said.get()


async def test_a_question_is_answered_and_a_refusal_is_told(world: DeskWorld) -> None:
    writer, said = Writer(), Said()
    writer.go.set()
    rewritings = Rewritings(world.store, writer, said.put_nowait)
    job = asyncio.create_task(rewritings.run())
    rewritings.heard(question(1, "hello"))
    assert await next_of(said) == {"t": "rewrite_text", "id": "s:1", "text": "HELLO", "done": True, "problem": ""}
    rewritings.heard(question(2, "refuse"))
    refused = await next_of(said)
    job.cancel()
    assert (refused["id"], refused["done"], refused["text"]) == ("s:2", True, "")
    assert "needs a model" in refused["problem"]


async def test_the_newest_question_of_a_screen_replaces_the_one_before(world: DeskWorld) -> None:
    writer, said = Writer(), Said()
    rewritings = Rewritings(world.store, writer, said.put_nowait)
    job = asyncio.create_task(rewritings.run())
    rewritings.heard(question(1, "old"))
    await writer.begun.wait()
    rewritings.heard(question(2, "new"))
    writer.go.set()
    assert (await next_of(said))["id"] == "s:2"
    job.cancel()
    assert writer.cancelled == ["old"]
    assert said.empty()


async def test_a_stop_ends_it(world: DeskWorld) -> None:
    writer, said = Writer(), Said()
    rewritings = Rewritings(world.store, writer, said.put_nowait)
    job = asyncio.create_task(rewritings.run())
    rewritings.heard(question(1, "old"))
    await writer.begun.wait()
    rewritings.heard({"t": "rewrite_stop", "id": "s:1"})
    async with asyncio.timeout(10):
        await writer.stopped.wait()
    job.cancel()
    assert writer.cancelled == ["old"]
    assert said.empty()


@pytest.mark.parametrize("odd", [{"how": "ruder"}, {"text": 7}, {"id": None}, {"t": "preview"}])
async def test_what_is_no_question_is_passed_over(world: DeskWorld, odd: dict[str, Any]) -> None:
    writer = Writer()
    rewritings = Rewritings(world.store, writer, lambda _: None)
    rewritings.heard(question(1) | odd)
    assert not rewritings._questions._waiting
