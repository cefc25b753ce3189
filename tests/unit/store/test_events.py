"""Public events are queued with what causes them, for whoever subscribed and nobody else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.domain.channel import Environment
from closer_tui.domain.public_events import PublicEvent
from closer_tui.services.approve import approve
from closer_tui.store import events, outbox, webhooks
from closer_tui.store.announce import announce
from tests.support.desk_world import NOON, DeskWorld, desk_world


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


async def listen(desk: DeskWorld, name: str, *wanted: PublicEvent, env: Environment | None = Environment.LIVE) -> None:
    """Somebody subscribes."""
    async with desk.store.write() as tx:
        await webhooks.add(tx, name, f"https://{name}.example/hook", env, wanted, NOON)


async def emit(
    desk: DeskWorld, event: PublicEvent = PublicEvent.REPLIED, env: Environment = Environment.LIVE
) -> str | None:
    async with desk.store.write() as tx:
        return await events.emit(tx, NOON, env, event, {"text": "Größe 🍞"})


async def test_nothing_is_written_when_nobody_listens(desk: DeskWorld) -> None:
    assert await emit(desk) is None
    assert await desk.one("SELECT count(*) FROM webhook_events") == 0


async def test_one_event_is_stored_once_and_is_due_for_each_who_listens(desk: DeskWorld) -> None:
    await listen(desk, "wh_a", PublicEvent.REPLIED)
    await listen(desk, "wh_b", PublicEvent.REPLIED, PublicEvent.RECEIVED)
    await listen(desk, "wh_c", PublicEvent.RECEIVED)

    event_id = await emit(desk)

    assert event_id is not None
    assert event_id.startswith("evt_")
    assert await desk.one("SELECT id FROM webhook_events") == event_id
    assert await desk.rows("SELECT endpoint_n, state, attempts, next_at FROM webhook_deliveries ORDER BY 1") == [
        (1, "due", 0, NOON),
        (2, "due", 0, NOON),
    ]


async def test_the_body_is_bytes_once_and_for_all_with_the_event_s_name_in_it(desk: DeskWorld) -> None:
    await listen(desk, "wh_a", PublicEvent.REPLIED)

    await emit(desk)

    body = await desk.one("SELECT body FROM webhook_events")
    assert json.loads(body) == {"event": "message.replied", "text": "Größe 🍞"}


async def test_the_sandbox_and_real_customers_are_told_apart(desk: DeskWorld) -> None:
    await listen(desk, "wh_live", PublicEvent.REPLIED)
    await listen(desk, "wh_test", PublicEvent.REPLIED, env=Environment.TEST)
    await listen(desk, "wh_both", PublicEvent.REPLIED, env=None)

    await emit(desk, env=Environment.TEST)

    told = "SELECT e.id FROM webhook_deliveries d JOIN webhook_endpoints e ON e.n = d.endpoint_n ORDER BY 1"
    assert await desk.rows(told) == [("wh_both",), ("wh_test",)]


async def test_an_endpoint_that_was_switched_off_is_told_nothing(desk: DeskWorld) -> None:
    await listen(desk, "wh_a", PublicEvent.REPLIED)
    async with desk.store.write() as tx:
        await tx.exec_driver_sql("UPDATE webhook_endpoints SET disabled_at = 1")
        assert not await events.anyone_listens(tx, Environment.LIVE, PublicEvent.REPLIED)

    assert await emit(desk) is None


async def test_an_event_goes_with_the_transaction_that_caused_it(desk: DeskWorld) -> None:
    await listen(desk, "wh_a", PublicEvent.REPLIED)

    async def cut_off() -> None:
        async with desk.store.write() as tx:
            await events.emit(tx, NOON, Environment.LIVE, PublicEvent.REPLIED, {})
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        await cut_off()

    assert await desk.one("SELECT count(*) FROM webhook_events") == 0


async def test_a_reply_answers_what_was_written_before_it_and_each_is_told_once(desk: DeskWorld) -> None:
    await listen(desk, "wh_a", PublicEvent.REPLIED)
    await desk.hears("Hello")
    n = await desk.waiting_draft("Yes, from 8.")
    done = await approve(desk.store, n, actor="ana")
    await desk.hears("One more thing")

    async with desk.store.write() as tx:
        row = await outbox.one(tx, done.outbox_n)
        await announce(tx, row, NOON + 5_000, NOON + 6_000)
        await announce(tx, row, NOON + 5_000, NOON + 6_000)

    bodies = [json.loads(body) for [body] in await desk.rows("SELECT body FROM webhook_events ORDER BY n")]
    assert [body["reply"] for body in bodies] == [
        {"id": bodies[0]["reply"]["id"], "body": "Yes, from 8.", "sent_at": "2026-05-22T12:00:05Z", "mode": "human"}
    ] * 2
    assert await desk.rows("SELECT answer, body FROM messages WHERE direction = 'inbound' ORDER BY seq") == [
        ("replied", "Hello"),
        ("replied", "Do you open at 8?"),
        ("pending", "One more thing"),
    ]
