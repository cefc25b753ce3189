"""Jobs: one that fails comes back later and takes no other down; one that is poked comes at once."""

from __future__ import annotations

import asyncio
import logging

import pytest

from closer_tui.domain.errors import StoreError
from closer_tui.engine.jobs import FIRST_PAUSE_MS, LONGEST_PAUSE_MS, Job


async def run_until(done: asyncio.Event, *jobs: Job) -> None:
    """Let the jobs run side by side until the event."""
    tasks = [asyncio.create_task(job.loop()) for job in jobs]
    try:
        async with asyncio.timeout(20):
            await done.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_job_that_fails_takes_no_other_down_and_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    rounds = {"broken": 0, "well": 0}
    done = asyncio.Event()

    async def broken() -> float:
        rounds["broken"] += 1
        if rounds["broken"] == 1:
            raise StoreError("the disk is full", "Make room.")
        done.set()
        return 60.0

    async def well() -> float:
        rounds["well"] += 1
        return 0.01

    failing = Job("broken", broken)
    await run_until(done, failing, Job("well", well))

    assert rounds["broken"] == 2
    assert rounds["well"] > 2
    assert (failing.failures, failing.last_error) == (0, "")
    assert "broken failed (1 in a row): the disk is full" in caplog.text


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("bad"), ExceptionGroup("two", [OSError(1, "no")])])
async def test_whatever_breaks_is_caught_with_its_trace_and_kept_for_the_doctor(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> float:
        raise error

    job = Job("broken", broken)
    await job.round()

    assert type(error).__name__ in job.last_error
    assert [record.exc_info is not None for record in caplog.records if record.levelno == logging.ERROR] == [True]


async def test_the_pause_grows_with_every_failure_and_never_without_bound() -> None:
    async def broken() -> float:
        raise StoreError("no", "")

    job = Job("broken", broken)
    pauses: list[float] = []
    for _ in range(30):
        pauses.append(await job.round())

    assert job.failures == 30
    assert all(FIRST_PAUSE_MS <= pause * 1_000 <= FIRST_PAUSE_MS + LONGEST_PAUSE_MS for pause in pauses)
    assert all(pause * 1_000 <= FIRST_PAUSE_MS + FIRST_PAUSE_MS * 2**n for n, pause in enumerate(pauses[:7]))


async def test_a_poke_brings_the_next_round_at_once() -> None:
    rounds: list[float] = []
    done = asyncio.Event()

    async def run() -> float:
        rounds.append(asyncio.get_running_loop().time())
        if len(rounds) == 1:
            asyncio.get_running_loop().call_soon(job.poke)
        else:
            done.set()
        return 3_600.0

    job = Job("sleepy", run)
    await run_until(done, job)

    assert len(rounds) == 2


async def test_a_poke_while_the_job_runs_is_not_lost() -> None:
    rounds = 0
    done = asyncio.Event()

    async def run() -> float:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            job.poke()
            await asyncio.sleep(0)
        else:
            done.set()
        return 3_600.0

    job = Job("busy", run)
    await run_until(done, job)

    assert rounds == 2


async def test_a_job_that_has_more_to_do_lets_others_have_their_turn() -> None:
    done = asyncio.Event()
    rounds = 0

    async def greedy() -> float:
        nonlocal rounds
        rounds += 1
        return 0.0

    async def modest() -> float:
        if rounds > 3:
            done.set()
        return 0.0

    await run_until(done, Job("greedy", greedy), Job("modest", modest))


async def test_stopping_the_engine_stops_a_job_in_the_middle() -> None:
    begun = asyncio.Event()

    async def run() -> float:
        begun.set()
        await asyncio.Event().wait()
        return 0.0

    task = asyncio.create_task(Job("long", run).loop())
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("turns", range(5))
async def test_a_job_that_is_poked_in_the_moment_it_is_stopped_stops(turns: int) -> None:
    async def run() -> float:
        return 3_600.0

    job = Job("sleepy", run)
    task = asyncio.create_task(job.loop())
    for _ in range(5):  # until it waits for its next round
        await asyncio.sleep(0)
    job.poke()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()

    await asyncio.wait({task}, timeout=1)
    assert task.cancelled()
