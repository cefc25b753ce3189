"""From the outbox to the channel, exactly once: what each answer of a channel does to an approved reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from closer_tui.channels.base import Sent
from closer_tui.domain.clock import DAY, HOUR, MINUTE
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelRefused,
    ChannelUnavailable,
    NotSent,
    RateLimited,
    Unauthorized,
)
from closer_tui.services import outbox as decide
from closer_tui.services.inboxes import disconnect
from closer_tui.store import keys, messages
from closer_tui.store import outbox as rows
from tests.support import closer_fake as fakes
from tests.support.engine_world import EngineWorld, engine_world
from tests.support.obedient_channel import BLIND, ONLY_LOOKUP, ObedientChannel

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


async def entry(world: EngineWorld, n: int) -> dict[str, Any]:
    """An outbox row with its message's delivery."""
    columns = "state, attempts, not_before, error, hint, lookups, external_id"
    [row] = await world.rows(
        f"SELECT {', '.join('o.' + c for c in columns.split(', '))}, m.delivery, m.external_id"
        " FROM outbox o JOIN messages m ON m.seq = o.message_seq WHERE o.n = :n",
        n=n,
    )
    return dict(zip([*columns.split(", "), "delivery", "named"], row, strict=True))


async def test_an_approved_reply_is_sent_and_named(world: EngineWorld) -> None:
    n = await world.approve(ADA, "Yes, from 8.")
    assert await world.send() == 1
    sent = await entry(world, n)
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
    waiting = await entry(world, n)
    assert (waiting["state"], waiting["error"]) == ("queued", "the server cannot be reached")
    assert waiting["not_before"] > world.clock.now()
    assert await world.send() == 0
    world.clock.advance(MINUTE)
    await world.send()
    assert (await entry(world, n))["state"] == "sent"
    assert len(channel.left) == 1


async def test_tried_often_enough_it_fails_with_a_way_out(world: EngineWorld, channel: ObedientChannel) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.extend([NotSent("the server cannot be reached")] * 8)
    for _ in range(8):
        await world.send()
        world.clock.advance(10 * MINUTE)
    failed = await entry(world, n)
    assert failed["state"] == "failed"
    assert "8 times" in failed["error"]
    assert failed["hint"]
    await decide.retry(world.store, n, actor="ada")
    await world.send()
    assert (await entry(world, n))["state"] == "sent"
    assert [r.body for r in channel.left] == ["Yes."]


async def test_a_rate_limit_pauses_the_inbox_as_long_as_asked(world: EngineWorld, channel: ObedientChannel) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(RateLimited("slow down", retry_after_ms=17_000))
    await world.send()
    assert (await entry(world, n))["state"] == "queued"
    assert (await entry(world, n))["not_before"] == world.clock.now() + 17_000
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
    failed = await entry(world, refused)
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
        failed = await entry(world, n)
        assert failed["state"] == "failed"
        assert "not what was approved" in failed["error"]
    n = await world.approve(ADA, "Yes.")
    async with world.store.write() as tx:
        await tx.exec_driver_sql("UPDATE conversations SET address = ? WHERE thread = ?", (BOB, ADA))
    await world.send()
    assert (await entry(world, n))["state"] == "failed"
    assert channel.attempts == []


# --- in doubt -------------------------------------------------------------------------------------------------------


async def test_a_reply_in_doubt_is_asked_about_under_its_key(world: EngineWorld, channel: ObedientChannel) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(("done", AmbiguousSend("no answer")))
    await world.send()
    assert (await entry(world, n))["state"] == "unknown"
    assert (await entry(world, n))["error"] == "no answer"
    world.clock.advance(MINUTE)
    await world.send()
    assert (await entry(world, n))["state"] == "sent"
    assert len(channel.left) == 1
    assert len({r.key for r in channel.attempts}) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        NotSent("the server cannot be reached"),
        AmbiguousSend("no answer"),
        RateLimited("slow down", retry_after_ms=5_000),
    ],
)
async def test_a_reply_in_doubt_stays_in_doubt_through_any_trouble(
    world: EngineWorld, channel: ObedientChannel, trouble: Any
) -> None:
    """Were it queued again, it would be sent anew once the channel has forgotten its key."""
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(("done", AmbiguousSend("no answer")))
    channel.answers.extend([trouble] * 12)
    for _ in range(13):
        await world.send()
        assert (await entry(world, n))["state"] == "unknown"
        assert (await entry(world, n))["error"]
        world.clock.advance(10 * MINUTE)
    world.clock.advance(DAY)
    tried = len(channel.attempts)
    await world.send()
    assert (await entry(world, n))["state"] == "sent"
    assert len(channel.attempts) == tried
    assert len(channel.left) == 1


async def test_a_refused_token_does_not_settle_a_reply_in_doubt(world: EngineWorld, channel: ObedientChannel) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.extend([("done", AmbiguousSend("no answer")), Unauthorized("revoked")])
    await world.send()
    world.clock.advance(MINUTE)
    await world.send()
    assert (await entry(world, n))["state"] == "unknown"
    assert (await world.again()).state.value == "disconnected"


async def test_a_refusal_does_not_hide_that_the_first_attempt_arrived(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.extend([("done", AmbiguousSend("no answer")), ChannelRefused("no such message", "Write anew.")])
    await world.send()
    world.clock.advance(MINUTE)
    await world.send()
    assert (await entry(world, n))["state"] == "sent"
    assert len(channel.left) == 1


async def test_a_refusal_in_doubt_fails_once_the_channel_surely_has_nothing(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(AmbiguousSend("no answer"))
    channel.answers.extend([ChannelRefused("no such message", "Write anew.")] * 3)
    await world.send()
    world.clock.advance(MINUTE)
    await world.send()
    assert (await entry(world, n))["state"] == "unknown"
    world.clock.advance(MINUTE)
    await world.send()
    failed = await entry(world, n)
    assert (failed["state"], failed["error"], failed["hint"]) == ("failed", "no such message", "Write anew.")
    assert channel.lookups == 2


async def test_once_the_key_is_forgotten_it_is_looked_up_twice_before_it_is_sent_again(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(AmbiguousSend("no answer"))
    await world.send()
    world.clock.advance(DAY)
    await world.send()
    assert ((await entry(world, n))["state"], channel.lookups, len(channel.attempts)) == ("unknown", 1, 1)
    await world.send()
    assert channel.lookups == 1
    world.clock.advance(6_000)
    await world.send()
    assert ((await entry(world, n))["state"], channel.lookups) == ("sent", 2)
    assert len(channel.left) == 1


async def test_a_lookup_waits_until_the_channel_has_settled(world: EngineWorld, channel: ObedientChannel) -> None:
    channel.able = ONLY_LOOKUP
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(("done", AmbiguousSend("no answer")))
    await world.send()
    world.clock.advance(4_000)
    await world.send()
    assert channel.lookups == 0
    world.clock.advance(2_000)
    await world.send()
    assert ((await entry(world, n))["state"], channel.lookups) == ("sent", 1)
    assert len(channel.attempts) == 1


async def test_a_lookup_that_cannot_tell_leaves_the_question_to_a_person_and_does_not_storm(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    channel.able = ONLY_LOOKUP
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(AmbiguousSend("no answer"))
    channel.found.extend([ChannelUnavailable("another reply stands there", "Look yourself.")] * 500)
    for _ in range(600):
        await world.send()
        world.clock.advance(1_000)
    doubtful = await entry(world, n)
    assert (doubtful["state"], doubtful["error"]) == ("unknown", "another reply stands there")
    assert doubtful["hint"]
    assert channel.lookups <= 11
    await decide.mark_sent(world.store, n, actor="ada")
    assert (await entry(world, n))["state"] == "sent"


async def test_where_nothing_can_tell_it_is_never_sent_again_by_itself(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    channel.able = BLIND
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(AmbiguousSend("no answer"))
    for _ in range(50):
        await world.send()
        world.clock.advance(HOUR)
    doubtful = await entry(world, n)
    assert (doubtful["state"], len(channel.attempts)) == ("unknown", 1)
    assert doubtful["hint"]
    await decide.retry(world.store, n, actor="ada")
    await world.send()
    assert (await entry(world, n))["state"] == "sent"


async def test_what_was_leaving_when_the_program_died_is_in_doubt(world: EngineWorld, channel: ObedientChannel) -> None:
    channel.able = BLIND
    n = await world.approve(ADA, "Yes.")
    async with world.store.write() as tx:
        from closer_tui.domain.message import DeliveryEvent

        await rows.move(tx, await rows.one(tx, n), DeliveryEvent.START, world.clock.now())
    await world.send()
    assert (await entry(world, n))["state"] == "unknown"
    assert channel.attempts == []


async def test_a_later_reply_waits_for_the_one_in_doubt(world: EngineWorld, channel: ObedientChannel) -> None:
    await world.approve(ADA, "first")
    await world.approve(ADA, "second")
    await world.approve(BOB, "other")
    channel.answers.append(("done", AmbiguousSend("no answer")))
    await world.send()
    assert sorted(r.body for r in channel.left) == ["first", "other"]
    world.clock.advance(MINUTE)
    await world.send()
    assert [r.body for r in channel.left if r.thread == ADA] == ["first", "second"]


# --- echoes ---------------------------------------------------------------------------------------------------------


async def bubbles(world: EngineWorld, thread: str) -> list[tuple[str, str]]:
    """(body, delivery) of what we said in a thread, oldest first."""
    return [
        (body, delivery)
        for body, delivery in await world.rows(
            "SELECT m.body, m.delivery FROM messages m JOIN conversations c ON c.n = m.conversation_n"
            " WHERE c.thread = :t AND m.direction = 'outbound' ORDER BY m.at",
            t=thread,
        )
    ]


async def test_an_echo_that_comes_before_the_answer_is_one_bubble(world: EngineWorld) -> None:
    n = await world.approve(ADA, "Yes.")
    world.fake.post_faults.append(fakes.lost_after)
    await world.send()
    assert (await entry(world, n))["state"] == "unknown"
    await world.sync()
    assert (await entry(world, n))["state"] == "sent"
    assert await bubbles(world, ADA) == [("Yes.", "sent")]
    world.clock.advance(MINUTE)
    await world.send()
    await world.sync()
    assert await bubbles(world, ADA) == [("Yes.", "sent")]
    assert world.fake.delivered == [("msg_0000", "Yes.")]


async def test_an_echo_that_was_changed_on_the_way_is_one_bubble_in_the_end(world: EngineWorld) -> None:
    n = await world.approve(ADA, "Yes.")
    world.fake.post_faults.append(fakes.lost_after)
    await world.send()
    world.fake.messages[0]["reply"]["body"] = "Yes. (sent by CLOSER)"
    await world.sync()
    assert len(await bubbles(world, ADA)) == 2
    world.clock.advance(MINUTE)
    await world.send()
    assert (await entry(world, n))["state"] == "sent"
    assert len(await bubbles(world, ADA)) == 1
    last = await world.rows(
        "SELECT m.external_id, a.answer, r.external_id FROM conversations c JOIN messages m ON m.seq = c.last_public"
        " JOIN messages a ON a.conversation_n = c.n AND a.external_id = 'msg_0000'"
        " LEFT JOIN messages r ON r.seq = a.reply_seq WHERE c.thread = :t",
        t=ADA,
    )
    assert last == [("rep_0000", "replied", "rep_0000")]


async def test_an_echo_of_a_reply_that_was_put_back_stops_it(world: EngineWorld) -> None:
    """The lookups found nothing, the reply is about to leave again, and then the channel shows it after all."""
    n = await world.approve(ADA, "Yes.")
    world.fake.post_faults.append(fakes.lost_after)
    await world.send()
    await decide.retry(world.store, n, actor="ada")
    await world.sync()
    assert (await entry(world, n))["state"] == "sent"
    world.fake.forget_keys()
    await world.send()
    assert world.fake.delivered == [("msg_0000", "Yes.")]


async def test_the_answer_that_comes_after_its_echo_changes_nothing(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    from closer_tui.services.sent import confirm

    n = await world.approve(ADA, "Yes.")
    channel.answers.append(("done", AmbiguousSend("no answer")))
    await world.send()
    async with world.store.read() as conn:
        doubtful = await rows.one(conn, n)
    assert await confirm(world.store, doubtful, "rep_1", world.clock.now())
    assert not await confirm(world.store, doubtful, "rep_1", world.clock.now())
    assert await bubbles(world, ADA) == [("Yes.", "sent")]


async def test_a_lookup_elsewhere_names_the_reply(world: EngineWorld, channel: ObedientChannel) -> None:
    channel.able = ONLY_LOOKUP
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(AmbiguousSend("no answer"))
    channel.found.append(Sent("rep_found", world.clock.now()))
    await world.send()
    world.clock.advance(MINUTE)
    await world.send()
    assert (await entry(world, n))["named"] == "rep_found"
    async with world.store.read() as conn:
        known = await messages.known(conn, world.inbox.n, ("rep_found",))
    assert keys.public("msg", known["rep_found"].seq).startswith("msg_")


# --- dying ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["comes", "is lost", "is an error"])
async def test_dying_at_any_step_of_sending_loses_and_doubles_nothing(world: EngineWorld, answer: str) -> None:
    fault = {"comes": None, "is lost": fakes.lost_after, "is an error": fakes.says(fakes.error(500), done=True)}[answer]
    finished = step = 0
    for step in range(1, 400):
        await world.approve(ADA if step % 2 else BOB, f"reply {step}")
        world.fake.post_faults.append(fault)
        finished += await world.crash(world.send(), step)
        world.clock.advance(2 * MINUTE)
        if finished == 3:
            break
    assert finished == 3
    assert step > 20
    world.fake.post_faults.clear()
    for _ in range(2 * step):
        await world.send()
        world.clock.advance(2 * MINUTE)
    assert [state for state, _ in await world.outbox()] == ["sent"] * step
    assert sorted(body for _, body in world.fake.delivered) == sorted(f"reply {n}" for n in range(1, step + 1))
    for who in (ADA, BOB):
        said = [e.body for e in world.fake.effects if e.message_id == ("msg_0000" if who == ADA else "msg_0001")]
        assert said == sorted(said, key=lambda body: int(body.split()[1]))
