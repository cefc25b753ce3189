"""What time alone brings about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.domain.clock import DAY, HOUR
from closer_tui.engine import upkeep
from closer_tui.engine.upkeep import FEED_KEPT_MS, tidy, wake_and_expire
from closer_tui.services.triage import snooze
from tests.support.desk_world import DeskWorld, desk_world


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


async def test_snoozes_end_and_drafts_nobody_decided_on_expire_each_once(desk: DeskWorld) -> None:
    await desk.waiting_draft(who="+441")
    await desk.hears(who="+442")
    await snooze(desk.store, 2, desk.clock.now() + HOUR, actor="ana")
    assert await wake_and_expire(desk.store, 2 * DAY) == 0

    desk.clock.advance(HOUR)
    assert await wake_and_expire(desk.store, 2 * DAY) == 1
    assert await desk.one("SELECT status FROM conversations WHERE n = 2") == "open"

    desk.clock.advance(2 * DAY)
    assert await wake_and_expire(desk.store, 2 * DAY) == 1
    assert await wake_and_expire(desk.store, 2 * DAY) == 0
    assert await desk.rows("SELECT state, decision FROM drafts WHERE n = 1") == [("expired", "nobody decided in time")]
    assert await desk.one("SELECT pending_draft FROM conversations WHERE n = 1") is None


async def test_keys_and_feed_rows_go_when_they_have_served_their_time(desk: DeskWorld) -> None:
    await desk.hears()
    async with desk.store.write() as tx:
        for at in (desk.clock.now() - DAY - 1, desk.clock.now() - DAY + 1):
            await tx.exec_driver_sql(
                "INSERT INTO idempotency (token_n, method, path, key, body_hash, state, created_at)"
                " VALUES (1, 'POST', '/', ?, '', 'done', ?)",
                (str(at), at),
            )
    newest = await desk.one("SELECT max(seq) FROM changes")

    await tidy(desk.store, DAY)
    assert await desk.one("SELECT count(*) FROM idempotency") == 1
    assert await desk.one("SELECT max(seq) FROM changes") == newest

    desk.clock.advance(FEED_KEPT_MS + 2_000)
    await tidy(desk.store, DAY)
    assert await desk.one("SELECT count(*) FROM changes") == 0
    await desk.hears()
    assert await desk.one("SELECT min(seq) FROM changes") > newest


async def test_a_long_write_ahead_log_is_folded_in(desk: DeskWorld) -> None:
    for n in range(8):
        await desk.hears(f"{n} " + "word " * 130_000)
    wal = desk.store.paths.database.with_name(desk.store.paths.database.name + "-wal")
    assert wal.stat().st_size > upkeep.WAL_FOLD_BYTES

    await tidy(desk.store, DAY)

    assert wal.stat().st_size == 0
    assert await desk.one("SELECT count(*) FROM messages") == 8
