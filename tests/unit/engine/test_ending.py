"""Ending tasks: what they died of is raised, and being asked to end oneself meanwhile is never lost."""

from __future__ import annotations

import asyncio

import pytest

from closer_tui.engine.ending import end


async def stubborn(asked: asyncio.Event, may_go: asyncio.Event) -> None:
    """Needs a moment to end."""
    try:
        await asyncio.Event().wait()
    finally:
        asked.set()
        await may_go.wait()


async def test_tasks_have_ended_and_a_second_one_is_waited_for_too() -> None:
    tasks = [asyncio.create_task(asyncio.Event().wait()) for _ in range(2)]
    await asyncio.sleep(0)
    await end(*tasks)
    assert [task.cancelled() for task in tasks] == [True, True]


async def test_what_a_task_died_of_is_raised() -> None:
    async def broken() -> None:
        raise ValueError("bad")

    task = asyncio.create_task(broken())
    await asyncio.wait({task})
    with pytest.raises(ValueError, match="bad"):
        await end(task)


async def test_a_task_that_had_ended_well_is_no_matter() -> None:
    task = asyncio.create_task(asyncio.sleep(0))
    await asyncio.wait({task})
    await end(task)


async def test_a_caller_who_is_cancelled_meanwhile_ends_as_well_but_after_its_tasks() -> None:
    asked, may_go = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(stubborn(asked, may_go))
    await asyncio.sleep(0)
    caller = asyncio.create_task(end(task))
    await asked.wait()
    caller.cancel()
    await asyncio.sleep(0)
    assert not caller.done()

    may_go.set()
    await asyncio.wait({caller}, timeout=1)
    assert task.cancelled()
    assert caller.cancelled()
