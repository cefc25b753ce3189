"""What drafting costs is kept by day and model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.domain.clock import DAY
from closer_tui.domain.draft import Usage
from closer_tui.store import spending
from tests.support.desk_world import NOON, DeskWorld, desk_world


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


async def add(desk: DeskWorld, at: int, cost: int, model: str = "m") -> None:
    async with desk.store.write() as tx:
        await spending.add(tx, at, model, Usage(10, 20, 3, 4, cost))


async def today(desk: DeskWorld, at: int) -> int:
    async with desk.store.read() as conn:
        return await spending.spent_today(conn, at)


async def test_a_day_adds_up_over_models_and_starts_anew_at_midnight_utc(desk: DeskWorld) -> None:
    await add(desk, NOON, 100)
    await add(desk, NOON + 1_000, 50)
    await add(desk, NOON, 7, "other")
    midnight = NOON + DAY // 2

    assert await today(desk, NOON) == 157
    assert await today(desk, midnight - 1) == 157
    assert await today(desk, midnight) == 0
    assert await today(desk, NOON - DAY) == 0


async def test_what_was_read_from_the_cache_counts_as_read(desk: DeskWorld) -> None:
    await add(desk, NOON, 1)
    await add(desk, NOON, 1)

    assert await desk.rows("SELECT day, model, drafts, input_tokens, output_tokens, cost_micros FROM spending") == [
        ("2026-05-22", "m", 2, 34, 40, 2)
    ]
