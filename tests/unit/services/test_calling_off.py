"""An approved reply that still waits for its undo, when the customer writes again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.domain.errors import Conflict
from closer_tui.services.approve import approve, undo_approval
from closer_tui.services.compose import reply
from tests.support.desk_world import DeskWorld, desk_world

HOLD = 5_000


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    async with desk_world(tmp_path / "home") as world:
        await world.hears("Do you open at 8?")
        yield world


async def outbox(world: DeskWorld) -> list[str]:
    return [state for (state,) in await world.rows("SELECT state FROM outbox ORDER BY n")]


async def draft(world: DeskWorld, n: int) -> tuple[str, str, str]:
    """State, text and the reason for the state."""
    [[state, body, why]] = await world.rows("SELECT state, body, decision FROM drafts WHERE n = :n", n=n)
    return state, body, why


async def test_it_is_called_off_and_its_draft_waits_stale_with_the_reason(world: DeskWorld) -> None:
    n = await world.finishes_draft("Yes, from 8.")
    done = await approve(world.store, n, actor="ana", hold_ms=HOLD)
    await world.hears("Sorry, I meant Sunday.")
    assert await outbox(world) == ["cancelled"]
    assert await draft(world, n) == ("stale", "Yes, from 8.", "the customer wrote again before the reply left")
    [[pending, waiting]] = await world.rows("SELECT pending_draft, waiting_since FROM conversations")
    assert pending == n
    assert waiting is not None
    assert await world.rows("SELECT count(*) FROM audit WHERE action = 'reply.called_off'") == [(1,)]
    with pytest.raises(Conflict, match="taken back already"):
        await undo_approval(world.store, done.outbox_n, actor="ana")


async def test_a_new_draft_is_asked_for_that_knows_what_they_wrote(world: DeskWorld) -> None:
    n = await world.finishes_draft()
    await approve(world.store, n, actor="ana", hold_ms=HOLD)
    await world.hears("Sorry, I meant Sunday.")
    [[last, basis]] = await world.rows(
        "SELECT c.last_inbound, d.last_inbound FROM drafts d JOIN conversations c ON c.n = d.conversation_n"
        " WHERE d.state = 'requested'"
    )
    assert last == basis


async def test_the_words_a_person_put_in_stay_in_the_draft(world: DeskWorld) -> None:
    n = await world.finishes_draft("Yes, from 8.")
    await approve(world.store, n, actor="ana", body="Yes, and on Sundays from 9.", hold_ms=HOLD)
    await world.hears("Sorry, I meant Sunday.")
    assert (await draft(world, n))[:2] == ("stale", "Yes, and on Sundays from 9.")


async def test_what_may_leave_already_leaves(world: DeskWorld) -> None:
    n = await world.finishes_draft()
    await approve(world.store, n, actor="ana", hold_ms=0)
    await world.hears("Sorry, I meant Sunday.")
    assert await outbox(world) == ["queued"]
    assert (await draft(world, n))[0] == "approved"


async def test_an_answer_in_ones_own_words_leaves(world: DeskWorld) -> None:
    await reply(world.store, 1, "We open at 8.", actor="ana", hold_ms=HOLD)
    await world.hears("Sorry, I meant Sunday.")
    assert await outbox(world) == ["queued"]


async def test_an_old_message_that_turns_up_late_calls_nothing_off(world: DeskWorld) -> None:
    n = await world.finishes_draft()
    await approve(world.store, n, actor="ana", hold_ms=HOLD)
    await world.hears("Hello?", at=world.clock.now() - 3_600_000)
    assert await outbox(world) == ["queued"]


async def test_a_message_of_somebody_else_calls_nothing_off(world: DeskWorld) -> None:
    n = await world.finishes_draft()
    await approve(world.store, n, actor="ana", hold_ms=HOLD)
    await world.hears("And you?", who="+447700900999")
    assert await outbox(world) == ["queued"]


async def test_who_asks_for_no_more_messages_gets_none(world: DeskWorld) -> None:
    n = await world.finishes_draft()
    await approve(world.store, n, actor="ana", hold_ms=HOLD)
    await world.hears("STOP")
    assert await outbox(world) == ["cancelled"]
    assert (await draft(world, n))[0] == "withheld"
