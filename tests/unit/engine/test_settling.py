"""A reply that may have left: settled by its key, by looking, by its echo, or by a person; never sent blindly again."""

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


# --- in doubt -------------------------------------------------------------------------------------------------------


async def test_a_reply_in_doubt_is_asked_about_under_its_key(world: EngineWorld, channel: ObedientChannel) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(("done", AmbiguousSend("no answer")))
    await world.send()
    assert (await world.entry(n))["state"] == "unknown"
    assert (await world.entry(n))["error"] == "no answer"
    world.clock.advance(MINUTE)
    await world.send()
    assert (await world.entry(n))["state"] == "sent"
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
        assert (await world.entry(n))["state"] == "unknown"
        assert (await world.entry(n))["error"]
        world.clock.advance(10 * MINUTE)
    world.clock.advance(DAY)
    tried = len(channel.attempts)
    await world.send()
    assert (await world.entry(n))["state"] == "sent"
    assert len(channel.attempts) == tried
    assert len(channel.left) == 1


async def test_a_refused_token_does_not_settle_a_reply_in_doubt(world: EngineWorld, channel: ObedientChannel) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.extend([("done", AmbiguousSend("no answer")), Unauthorized("revoked")])
    await world.send()
    world.clock.advance(MINUTE)
    await world.send()
    assert (await world.entry(n))["state"] == "unknown"
    assert (await world.again()).state.value == "disconnected"


async def test_a_refusal_does_not_hide_that_the_first_attempt_arrived(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    n = await world.approve(ADA, "Yes.")
    channel.answers.extend([("done", AmbiguousSend("no answer")), ChannelRefused("no such message", "Write anew.")])
    await world.send()
    world.clock.advance(MINUTE)
    await world.send()
    assert (await world.entry(n))["state"] == "sent"
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
    assert (await world.entry(n))["state"] == "unknown"
    world.clock.advance(MINUTE)
    await world.send()
    failed = await world.entry(n)
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
    assert ((await world.entry(n))["state"], channel.lookups, len(channel.attempts)) == ("unknown", 1, 1)
    await world.send()
    assert channel.lookups == 1
    world.clock.advance(6_000)
    await world.send()
    assert ((await world.entry(n))["state"], channel.lookups) == ("sent", 2)
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
    assert ((await world.entry(n))["state"], channel.lookups) == ("sent", 1)
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
    doubtful = await world.entry(n)
    assert (doubtful["state"], doubtful["error"]) == ("unknown", "another reply stands there")
    assert doubtful["hint"]
    assert channel.lookups <= 11
    await decide.mark_sent(world.store, n, actor="ada")
    assert (await world.entry(n))["state"] == "sent"


async def test_where_nothing_can_tell_it_is_never_sent_again_by_itself(
    world: EngineWorld, channel: ObedientChannel
) -> None:
    channel.able = BLIND
    n = await world.approve(ADA, "Yes.")
    channel.answers.append(AmbiguousSend("no answer"))
    for _ in range(50):
        await world.send()
        world.clock.advance(HOUR)
    doubtful = await world.entry(n)
    assert (doubtful["state"], len(channel.attempts)) == ("unknown", 1)
    assert doubtful["hint"]
    await decide.retry(world.store, n, actor="ada")
    await world.send()
    assert (await world.entry(n))["state"] == "sent"


async def test_what_was_leaving_when_the_program_died_is_in_doubt(world: EngineWorld, channel: ObedientChannel) -> None:
    channel.able = BLIND
    n = await world.approve(ADA, "Yes.")
    async with world.store.write() as tx:
        from closer_tui.domain.message import DeliveryEvent

        await rows.move(tx, await rows.one(tx, n), DeliveryEvent.START, world.clock.now())
    await world.send()
    assert (await world.entry(n))["state"] == "unknown"
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
    assert (await world.entry(n))["state"] == "unknown"
    await world.sync()
    assert (await world.entry(n))["state"] == "sent"
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
    assert (await world.entry(n))["state"] == "sent"
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
    assert (await world.entry(n))["state"] == "sent"
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
    assert (await world.entry(n))["named"] == "rep_found"
    async with world.store.read() as conn:
        known = await messages.known(conn, world.inbox.n, ("rep_found",))
    assert keys.public("msg", known["rep_found"].seq).startswith("msg_")


# --- dying ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stride", [3, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("answer", ["comes", "is lost", "is an error"])
async def test_dying_at_any_step_of_sending_loses_and_doubles_nothing(
    world: EngineWorld, answer: str, stride: int
) -> None:
    """At every third step, and with patience at every one."""
    fault = {"comes": None, "is lost": fakes.lost_after, "is an error": fakes.says(fakes.error(500), done=True)}[answer]
    finished = number = step = 0
    for number, step in enumerate(range(1, 400, stride), 1):
        await world.approve(ADA if number % 2 else BOB, f"reply {number}")
        world.fake.post_faults.append(fault)
        finished += await world.crash(world.send(), step)
        world.clock.advance(2 * MINUTE)
        if finished == 3:
            break
    assert finished == 3
    assert step > 20
    world.fake.post_faults.clear()
    for _ in range(2 * number):
        await world.send()
        world.clock.advance(2 * MINUTE)
    assert [state for state, _ in await world.outbox()] == ["sent"] * number
    assert sorted(body for _, body in world.fake.delivered) == sorted(f"reply {n}" for n in range(1, number + 1))
    for who in (ADA, BOB):
        said = [e.body for e in world.fake.effects if e.message_id == ("msg_0000" if who == ADA else "msg_0001")]
        assert said == sorted(said, key=lambda body: int(body.split()[1]))
