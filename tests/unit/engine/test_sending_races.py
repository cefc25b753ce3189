"""Sending while something else happens in the very same moment, on a channel that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from closer_tui.channels.base import OutgoingReply, Sent
from closer_tui.domain.channel import Capabilities, Idempotency, InboxState
from closer_tui.engine.outgoing import SendTiming
from closer_tui.engine.sending import send_due
from closer_tui.services.approve import approve
from closer_tui.store import inboxes
from tests.support.desk_world import DeskWorld, desk_world
from tests.support.scripted_channel import Fate, ScriptedChannel

TIMING = SendTiming(settle_ms=1_000, base_ms=100, cap_ms=1_000)
ABLE = Capabilities(idempotency=Idempotency.KEY, key_ms=86_400_000)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


@dataclass(slots=True)
class JumpingClock:
    """A wall clock that is set back between two looks at it."""

    looks: list[int] = field(default_factory=list)
    then: int = 0

    def now(self) -> int:
        return self.looks.pop(0) if self.looks else self.then


class BrokenChannel(ScriptedChannel):
    """Has a bug."""

    async def send(self, reply: OutgoingReply) -> Sent:
        await ScriptedChannel.send(self, reply)
        raise KeyError("bug")


def a_channel() -> ScriptedChannel:
    return ScriptedChannel(ABLE, knows_keys=True)


async def test_a_clock_that_is_set_back_lets_nothing_leave_before_its_time(desk: DeskWorld) -> None:
    done = await approve(desk.store, await desk.waiting_draft(), actor="ana", hold_ms=5_000)
    channel, now = a_channel(), desk.clock.now()
    desk.store.clock = JumpingClock([done.leaves_at], now)

    assert await send_due(desk.store, desk.inbox, channel, TIMING) == 1

    assert channel.arrived == []
    assert await desk.one("SELECT state FROM outbox") == "queued"


async def test_an_inbox_that_is_disconnected_in_the_last_moment_keeps_its_reply(desk: DeskWorld) -> None:
    await approve(desk.store, await desk.waiting_draft(), actor="ana")
    channel = a_channel()

    async with desk.store.write() as tx:
        sending = asyncio.create_task(send_due(desk.store, desk.inbox, channel, TIMING))
        await asyncio.sleep(
            0.1
        )  # it has seen a connected inbox by now, or will see a disconnected one: no reply leaves
        await inboxes.change(tx, desk.inbox.n, state=InboxState.DISCONNECTED.value)
    async with asyncio.timeout(20):
        await sending

    assert channel.arrived == []
    assert await desk.rows("SELECT state, attempts FROM outbox") == [("queued", 0)]


async def test_a_bug_in_a_channel_is_an_error_of_the_round_and_the_reply_is_in_doubt(desk: DeskWorld) -> None:
    await approve(desk.store, await desk.waiting_draft(who="+441"), actor="ana")
    await approve(desk.store, await desk.waiting_draft(who="+442"), actor="ana")
    broken = BrokenChannel(ABLE, knows_keys=True)

    with pytest.raises(KeyError):
        await send_due(desk.store, desk.inbox, broken, TIMING)
    assert await desk.rows("SELECT state FROM outbox") == [("sending",), ("sending",)]

    mended = ScriptedChannel(ABLE, knows_keys=True, arrived=broken.arrived, names=broken.names)
    await send_due(desk.store, desk.inbox, mended, TIMING)

    assert await desk.rows("SELECT state FROM outbox") == [("sent",), ("sent",)]
    assert len(mended.arrived) == 2


async def test_a_channel_that_asks_to_wait_is_left_alone_and_others_of_the_round_come_later(desk: DeskWorld) -> None:
    for n in range(6):
        await approve(desk.store, await desk.waiting_draft(who=f"+44{n}"), actor="ana")
    channel = a_channel()
    channel.fates = [Fate.BUSY]

    await send_due(desk.store, desk.inbox, channel, TIMING)

    assert channel.attempts == 4
    assert await desk.rows("SELECT state, count(*) FROM outbox GROUP BY 1 ORDER BY 1") == [("queued", 3), ("sent", 3)]
    assert await desk.one("SELECT retry_at FROM inboxes") == desk.clock.now() + 2_000
