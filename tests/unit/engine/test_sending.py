"""From the outbox to the channel, exactly once: what each answer of a channel does to an approved reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from closer_tui.domain.clock import HOUR, MINUTE
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelRefused,
    NotSent,
    RateLimited,
    Unauthorized,
)
from closer_tui.engine.sending import send_due
from closer_tui.services import outbox as decide
from closer_tui.services.inboxes import disconnect
from tests.support.engine_world import SEND, EngineWorld, engine_world
from tests.support.obedient_channel import ObedientChannel

ADA, BOB = "+447700900001", "+447700900002"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[EngineWorld]:
    """Two customers wait for an answer."""
    async with engine_world(tmp_path / "home") as found:
        found.fake.write("Do you open at 8?", who=ADA)
        found.fake.write("And on Sundays?", who=BOB)
        await found.sync()
        yield found


@pytest.fixture
def channel(world: EngineWorld) -> ObedientChannel:
    """The real channel's place is taken by one that does as it is told."""
    scripted = ObedientChannel()
    world.channel = scripted
    return scripted


async def test_an_approved_reply_is_sent_and_named(world: EngineWorld) -> None:
    n = await world.approve(ADA, "Yes, from 8.")
    assert await world.send() == 1
    sent = await world.entry(n)
    assert (sent["state"], sent["delivery"], sent["external_id"]) == ("sent", "sent", "rep_0000")
    assert sent["named"] == "rep_0000"
    assert world.fake.delivered == [("msg_0000", "Yes, from 8.")]
    assert await world.rows("SELECT answer FROM messages WHERE external_id = 'msg_0000'") == [("replied",)]
    assert await world.send() == 0


async def test_a_held_reply_does_not_leave_before_its_time(world: EngineWorld) -> None:
    from closer_tui.services.compose import reply

    n = await world.one("SELECT n FROM conversations WHERE thread = :t", t=ADA)
    await reply(world.store, n, "Yes.", actor="ada", hold_ms=5_000)
    assert await world.send() == 0
    world.clock.advance(5_000)
    assert await world.send() == 1


async def test_without_a_connection_it_waits_with_its_reason_and_then_leaves(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(NotSent("the server cannot be reached"))
    await world.send()
    waiting = await world.entry(n)
    assert (waiting["state"], waiting["error"]) == ("queued", "the server cannot be reached")
    assert waiting["not_before"] > world.clock.now()
    assert await world.send() == 0
    world.clock.advance(MINUTE)
    await world.send()
    assert (await world.entry(n))["state"] == "sent"
    assert len(channel.left) == 1


async def test_an_evening_without_a_connection_asks_nobody_anything(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.extend([NotSent("the server cannot be reached")] * 40)
    for _ in range(40):
        assert await world.send() == 0
        world.clock.advance(10 * MINUTE)
    assert (await world.entry(n))["state"] == "queued"
    assert await world.send() == 1
    assert (await world.entry(n))["state"] == "sent"


async def test_tried_often_and_long_enough_it_fails_with_a_way_out(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.extend([NotSent("the server cannot be reached", "It is tried again by itself.")] * 8)
    for _ in range(8):
        assert (await world.entry(n))["state"] == "queued"
        await send_due(world.store, await world.again(), channel, replace(SEND, patience_ms=HOUR))
        world.clock.advance(10 * MINUTE)
    failed = await world.entry(n)
    assert failed["state"] == "failed"
    assert failed["error"] == "tried 8 times: the server cannot be reached"
    assert failed["hint"]
    await decide.retry(world.store, n, actor="ada")
    await world.send()
    assert (await world.entry(n))["state"] == "sent"
    assert [r.body for r in channel.left] == ["Yes."]


async def test_a_rate_limit_pauses_the_inbox_as_long_as_asked(world: EngineWorld, channel: ObedientChannel) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(RateLimited("slow down", retry_after_ms=17_000))
    await world.send()
    assert (await world.entry(n))["state"] == "queued"
    assert (await world.entry(n))["not_before"] == world.clock.now() + 17_000
    assert (await world.again()).retry_at == world.clock.now() + 17_000


async def test_a_refused_token_keeps_every_reply_and_a_new_one_sends_them(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    from closer_tui.services.inboxes import NewInbox, connect

    for who in (ADA, BOB):
        await world.approve(who, f"Yes, {who}.")
    channel.answers.append(Unauthorized("the token was revoked"))
    await world.send()
    assert (await world.again()).state.value == "disconnected"
    assert [state for state, _ in await world.outbox() if state not in {"queued", "sent"}] == []
    tried = len(channel.attempts)
    await world.send()
    assert len(channel.attempts) == tried
    inbox = world.inbox
    await connect(
        world.store,
        NewInbox(inbox.channel, inbox.connector, inbox.name, config=inbox.config, env=inbox.env),
        actor="ada",
    )
    world.clock.advance(MINUTE)
    await world.send()
    assert [state for state, _ in await world.outbox()] == ["sent", "sent"]
    assert sorted(r.body for r in channel.left) == [f"Yes, {who}." for who in (ADA, BOB)]


async def test_a_removed_inbox_keeps_its_approved_replies(world: EngineWorld, channel: ObedientChannel) -> None:
    await world.approve(ADA, "Yes.")
    before = await world.again()
    await disconnect(world.store, before.n, actor="ada")
    from closer_tui.engine.sending import send_due
    from tests.support.engine_world import SEND

    await send_due(world.store, before, channel, SEND)
    assert await world.outbox() == [("queued", "Yes.")]
    assert channel.attempts == []


async def test_a_refusal_fails_with_what_to_do_and_the_next_one_goes(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    refused = await world.approve(ADA, "Yes.")
    await world.approve(BOB, "No.")
    channel.answers.append(ChannelRefused("too long for this channel", "Shorten it.", code="too_long"))
    await world.send()
    failed = await world.entry(refused)
    assert (failed["state"], failed["error"], failed["hint"]) == ("failed", "too long for this channel", "Shorten it.")
    assert [r.body for r in channel.left] == ["No."]
    assert await world.one("SELECT attention FROM conversations WHERE thread = :t", t=ADA) == "outbox_failed"


async def test_replies_of_one_conversation_leave_in_order(world: EngineWorld, channel: ObedientChannel) -> None:
    for n in range(3):
        await world.approve(ADA, f"part {n}")
    channel.answers.append(NotSent("no connection"))
    await world.send()
    assert channel.left == []
    world.clock.advance(MINUTE)
    await world.send()
    assert [r.body for r in channel.left] == ["part 0", "part 1", "part 2"]


async def test_what_was_changed_after_approval_is_not_sent(world: EngineWorld, channel: ObedientChannel) -> None:
    for column, value in (("body", "Other words."), ("recipient", BOB), ("digest", "0" * 64)):
        n = await world.approve(ADA, "Yes.")
        async with world.store.write() as tx:
            await tx.exec_driver_sql(f"UPDATE outbox SET {column} = ? WHERE n = ?", (value, n))
        await world.send()
        failed = await world.entry(n)
        assert failed["state"] == "failed"
        assert "not what was approved" in failed["error"]
    n = await world.approve(ADA, "Yes.")
    async with world.store.write() as tx:
        await tx.exec_driver_sql("UPDATE conversations SET address = ? WHERE thread = ?", (BOB, ADA))
    await world.send()
    assert (await world.entry(n))["state"] == "failed"
    assert channel.attempts == []


async def put_off(world: EngineWorld, who: str, wait_ms: int) -> int:
    from closer_tui.services.compose import reply

    n = await world.one("SELECT n FROM conversations WHERE thread = :t", t=who)
    return (await reply(world.store, n, "Good morning!", actor="ana", send_at=world.clock.now() + wait_ms)).outbox_n


async def test_a_reply_for_later_leaves_at_its_moment_and_not_before(world: EngineWorld) -> None:
    n = await put_off(world, ADA, 3 * HOUR)
    world.clock.advance(3 * HOUR - 1)
    assert await world.send() == 0
    world.clock.advance(1)
    assert await world.send() == 1
    assert (await world.entry(n))["state"] == "sent"
    assert world.fake.delivered == [("msg_0000", "Good morning!")]


async def test_when_the_customer_writes_first_a_reply_for_later_goes_back_to_a_person(world: EngineWorld) -> None:
    n = await put_off(world, ADA, 3 * HOUR)
    other = await put_off(world, BOB, 3 * HOUR)
    world.fake.write("Never mind!", who=ADA)
    await world.sync()
    held = await world.entry(n)
    assert (held["state"], held["error"], held["attempts"]) == (
        "failed",
        "the customer wrote again before it was to leave",
        0,
    )
    assert await world.one("SELECT needs_action FROM conversations WHERE thread = :t", t=ADA) == 1
    assert await world.one("SELECT waiting_since FROM conversations WHERE thread = :t", t=ADA) is not None
    world.clock.advance(3 * HOUR)
    await world.send()
    assert [body for _, body in world.fake.delivered] == ["Good morning!"]
    assert (await world.entry(other))["state"] == "sent"
    await decide.retry(world.store, n, actor="ana")
    await world.send()
    assert (await world.entry(n))["state"] == "sent"


async def test_a_reply_for_later_does_not_keep_what_is_said_now_waiting(world: EngineWorld) -> None:
    from closer_tui.services.compose import reply

    await put_off(world, ADA, 3 * HOUR)
    n = await world.one("SELECT n FROM conversations WHERE thread = :t", t=ADA)
    now = await reply(world.store, n, "Yes, from 8.", actor="ana")
    assert await world.send() == 1
    assert (await world.entry(now.outbox_n))["state"] == "sent"


async def test_a_reply_whose_moment_passed_long_ago_is_not_sent_without_a_person(world: EngineWorld) -> None:
    n = await put_off(world, ADA, 3 * HOUR)
    world.clock.advance(16 * HOUR)
    await world.send()
    entry = await world.entry(n)
    assert (entry["state"], world.fake.delivered) == ("failed", [])
    assert "passed while nothing ran" in entry["error"]


async def test_a_closed_window_or_an_opt_out_is_found_at_the_moment_it_would_leave(world: EngineWorld) -> None:
    n = await put_off(world, ADA, 3 * HOUR)
    async with world.store.write() as tx:
        await tx.exec_driver_sql("UPDATE conversations SET opted_out = 1 WHERE thread = ?", (ADA,))
    world.clock.advance(3 * HOUR)
    await world.send()
    entry = await world.entry(n)
    assert (entry["state"], world.fake.delivered) == ("failed", [])
    assert "no more messages" in entry["error"]


async def test_to_somebody_who_wants_no_more_messages_nothing_waits_behind_a_reply_in_doubt(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    in_doubt = await world.approve(ADA, "Yes, from 8.")
    channel.answers.append(AmbiguousSend("the answer was lost"))
    await world.send()
    behind = await world.approve(ADA, "And on Sundays from 9.")
    async with world.store.write() as tx:
        await tx.exec_driver_sql("UPDATE conversations SET opted_out = 1 WHERE thread = ?", (ADA,))
    world.clock.advance(HOUR)
    await world.send()
    assert (await world.entry(in_doubt))["state"] == "unknown"
    entry = await world.entry(behind)
    assert entry["state"] == "failed"
    assert "no more messages" in entry["error"]
