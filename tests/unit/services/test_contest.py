"""Two people at one conversation: whoever sends second is told who answers, who has answered, who took it, and when."""

from __future__ import annotations

import pytest

from closer_tui.domain.errors import Contested
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.presence import Began
from closer_tui.services.approve import approve, approve_many, undo_approval
from closer_tui.services.compose import note, reply
from closer_tui.services.ownership import claim, escalate
from closer_tui.services.presence import show
from closer_tui.store import leases
from closer_tui.store.database import Store
from closer_tui.store.presence import TTL_MS
from tests.support.desk_world import DeskWorld


async def seen(world: DeskWorld) -> Began:
    [row] = await world.rows("SELECT last_public, owner_epoch FROM conversations WHERE n = 1")
    return Began(*row)


async def elsewhere(world: DeskWorld, agent: str, *, replying: bool) -> Store:
    """Another screen on the same home."""
    other = await Store.open(world.store.paths, world.clock)
    await show(other, 1, actor=agent, replying=replying)
    return other


async def test_an_answer_given_since_is_told_with_who_when_and_what(world: DeskWorld) -> None:
    await world.hears()
    began = await seen(world)
    await reply(world.store, 1, "Yes, from eight.", actor="ben")
    world.clock.advance(40_000)

    with pytest.raises(Contested, match=r"ben answered 40 seconds ago: “Yes, from eight\.”"):
        await reply(world.store, 1, "From 8.", actor="ana", began=began)

    assert await world.one("SELECT count(*) FROM outbox") == 1
    await reply(world.store, 1, "From 8.", actor="ana", began=began, anyway=True)
    assert await world.one("SELECT count(*) FROM outbox") == 2


async def test_what_one_wrote_oneself_a_note_or_an_answer_taken_back_contests_nothing(world: DeskWorld) -> None:
    await world.hears()
    began = await seen(world)
    await note(world.store, 1, "She calls often.", actor="ben")
    taken_back = await reply(world.store, 1, "No.", actor="ben", hold_ms=5_000)
    await undo_approval(world.store, taken_back.outbox_n, actor="ben")
    await reply(world.store, 1, "Yes.", actor="ana", began=began)
    await reply(world.store, 1, "From 8.", actor="ana", began=began)


async def test_a_colleague_who_is_writing_a_reply_is_told_until_their_screen_is_gone(world: DeskWorld) -> None:
    draft_n = await world.waiting_draft()
    other = await elsewhere(world, "ben", replying=True)
    world.clock.advance(20_000)

    for send in (
        reply(world.store, 1, "From 8.", actor="ana"),
        approve(world.store, draft_n, actor="ana"),
    ):
        with pytest.raises(Contested, match="ben has been writing a reply here for 20 seconds"):
            await send
    refused = (await approve_many(world.store, [(draft_n, 1)], actor="ana")).refused
    assert [("ben has been writing" in why) for _, why in refused] == [True]
    await show(other, 1, actor="ben", replying=False)  # they only look now
    await approve(world.store, draft_n, actor="ana")
    await other.close()


async def test_a_screen_that_was_killed_is_no_ghost_for_longer_than_its_last_sign_of_life(world: DeskWorld) -> None:
    await world.hears()
    other = await elsewhere(world, "ben", replying=True)
    await other.close()  # without leaving, as after kill -9

    world.clock.advance(TTL_MS - 1)
    with pytest.raises(Contested):
        await reply(world.store, 1, "From 8.", actor="ana")
    world.clock.advance(1)
    await reply(world.store, 1, "From 8.", actor="ana")


async def test_signs_of_life_keep_the_beginning_and_moving_on_begins_anew(world: DeskWorld) -> None:
    await world.hears()
    await world.hears(who="+441")
    start = world.clock.now()
    other = await elsewhere(world, "ben", replying=True)
    world.clock.advance(15_000)
    await show(other, 1, actor="ben", replying=True)
    rows = "SELECT conversation_n, since, replying_since, expires_at FROM presence"
    assert await world.rows(rows) == [(1, start, start, start + 15_000 + TTL_MS)]
    world.clock.advance(1_000)
    await show(other, 2, actor="ben", replying=False)
    assert await world.rows(rows) == [(2, start + 16_000, None, start + 16_000 + TTL_MS)]
    await show(other, None, actor="ben", replying=False)
    assert await world.rows(rows) == []
    await other.close()


async def test_one_s_own_other_screen_contests_nothing(world: DeskWorld) -> None:
    await world.hears()
    other = await elsewhere(world, "ana", replying=True)
    await reply(world.store, 1, "From 8.", actor="ana")
    await other.close()


async def test_a_conversation_claimed_since_is_told(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, EscalationCall("refunds", EscalationReason.TOPIC), actor="bot")
    began = await seen(world)
    await claim(world.store, 1, actor="ben")
    world.clock.advance(3_000)

    with pytest.raises(Contested, match="ben claimed this 3 seconds ago"):
        await reply(world.store, 1, "From 8.", actor="ana", began=began)
    await reply(world.store, 1, "From 8.", actor="ana", began=Began(began.last_public))  # who asks for no owner


async def test_what_is_over_is_forgotten_by_whoever_comes_next(world: DeskWorld) -> None:
    await world.hears()
    async with world.store.write() as tx:
        from closer_tui.store import presence

        for _ in range(3):
            await presence.put(tx, leases.new_holder(), "ben", 1, world.clock.now(), replying=False)
    world.clock.advance(TTL_MS)
    await show(world.store, 1, actor="ana", replying=False)
    assert await world.rows("SELECT agent FROM presence") == [("ana",)]
