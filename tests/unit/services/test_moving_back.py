"""Taking back a change of owner: owner, queue and the bot's work are as they were, unless somebody moved it since."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.errors import Conflict, NotFound, Refused
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.handover import HandOver
from closer_tui.services.compose import reply
from closer_tui.services.handing_back import hand_back
from closer_tui.services.inboxes import set_mode
from closer_tui.services.moving_back import undo_last_move, undo_move
from closer_tui.services.ownership import assign, claim, escalate, take, unassign
from closer_tui.services.triage import resolve, snooze
from closer_tui.store import handovers
from tests.support.desk_world import NOON, DeskWorld

REFUND = EscalationCall("refunds", EscalationReason.TOPIC, "I want my money back")
HOUR = 3_600_000

STANDS = "SELECT status, owner_kind, owner_name, topic, needs_action FROM conversations"
QUEUE = "SELECT topic, claimed_by, claimed_at, created_at FROM escalations WHERE closed_at IS NULL"

Act = Callable[[DeskWorld], Awaitable[int | None]]

MOVES: dict[str, Act] = {
    "take": lambda world: take(world.store, 1, actor="ana"),
    "claim": lambda world: claim(world.store, 1, actor="ana"),
    "assign": lambda world: assign(world.store, 1, "ben", actor="ana"),
    "unassign": lambda world: unassign(world.store, 1, actor="ana"),
    "escalate": lambda world: escalate(world.store, 1, EscalationCall("", EscalationReason.BY_HAND), actor="ana"),
    "hand back": lambda world: hand_back(world.store, 1, actor="ana", summary="all agreed"),
}

START: dict[str, Act] = {
    "a queue": lambda world: escalate(world.store, 1, REFUND, actor="bot"),
    "a person": lambda world: take(world.store, 1, actor="cleo"),
    "nobody": lambda world: unassign(world.store, 1, actor="cleo"),
}

POSSIBLE = [
    ("the bot", "take"),
    ("the bot", "assign"),
    ("the bot", "escalate"),
    ("a queue", "take"),
    ("a queue", "claim"),
    ("a queue", "assign"),
    ("a queue", "unassign"),
    ("a queue", "escalate"),
    ("a queue", "hand back"),
    ("a person", "take"),
    ("a person", "assign"),
    ("a person", "unassign"),
    ("a person", "escalate"),
    ("a person", "hand back"),
    ("nobody", "take"),
    ("nobody", "assign"),
    ("nobody", "escalate"),
    ("nobody", "hand back"),
]


@pytest.mark.parametrize(("start", "what"), POSSIBLE)
async def test_every_move_can_be_taken_back_to_where_it_began(world: DeskWorld, start: str, what: str) -> None:
    await world.hears()
    if start == "nobody":
        await take(world.store, 1, actor="cleo")
    if start != "the bot":
        await START[start](world)
    before, queued = await world.rows(STANDS), await world.rows(QUEUE)
    epoch = await world.one("SELECT owner_epoch FROM conversations")
    answers = await world.rows("SELECT answer FROM messages WHERE direction = 'inbound'")
    world.clock.advance(60_000)
    move_n = await MOVES[what](world)
    assert move_n is not None
    assert await world.rows(STANDS) != before

    await undo_move(world.store, move_n, actor="ana")

    assert await world.rows(STANDS) == before
    assert await world.rows(QUEUE) == queued  # the clock of a queue goes on where it was
    assert await world.rows("SELECT answer FROM messages WHERE direction = 'inbound'") == answers
    assert await world.one("SELECT owner_epoch FROM conversations") == epoch + 2
    [last] = await world.rows("SELECT actor, action FROM audit ORDER BY seq DESC LIMIT 1")
    assert last == ("ana", "conversation.move_undone")


async def test_the_bot_goes_on_where_taking_over_had_cut_it_off(world: DeskWorld) -> None:
    await world.hears()
    move_n = await take(world.store, 1, actor="ana")
    assert move_n is not None
    assert await world.rows("SELECT state FROM drafts") == [("superseded",)]

    await undo_move(world.store, move_n, actor="ana")

    assert await world.rows("SELECT state, owner_epoch FROM drafts ORDER BY n") == [("superseded", 2), ("requested", 3)]


async def test_a_proposal_that_waited_through_both_moves_is_still_the_only_one(world: DeskWorld) -> None:
    await world.waiting_draft()
    move_n = await take(world.store, 1, actor="ana")
    assert move_n is not None

    await undo_move(world.store, move_n, actor="ana")

    assert await world.rows("SELECT state, owner_epoch FROM drafts") == [("pending", 3)]


async def test_a_hand_back_taken_back_is_read_by_no_draft_and_the_bot_stops(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor="ana")
    move_n = await hand_back(world.store, 1, actor="ana", summary=HandOver(facts=("wrong conversation",)))

    await undo_move(world.store, move_n, actor="ana")

    async with world.store.read() as conn:
        assert await handovers.newest(conn, 1) is None
    assert await world.one("SELECT count(*) FROM drafts WHERE state IN ('requested', 'generating')") == 0


async def test_what_somebody_moved_since_stays_where_they_put_it(world: DeskWorld) -> None:
    await world.hears()
    move_n = await take(world.store, 1, actor="ana")
    assert move_n is not None
    world.clock.advance(5_000)
    await assign(world.store, 1, "cleo", actor="ben")
    world.clock.advance(3_000)

    with pytest.raises(Conflict, match="ben gave this to cleo 3 seconds ago"):
        await undo_move(world.store, move_n, actor="ana")

    assert (await world.rows(STANDS))[0][1:3] == ("agent", "cleo")


async def test_a_move_is_taken_back_once(world: DeskWorld) -> None:
    await world.hears()
    move_n = await take(world.store, 1, actor="ana")
    assert move_n is not None
    await undo_move(world.store, move_n, actor="ana")

    with pytest.raises(Conflict, match="already"):
        await undo_move(world.store, move_n, actor="ana")
    with pytest.raises(NotFound, match="move_009"):
        await undo_move(world.store, 9, actor="ana")


async def test_the_last_move_of_a_conversation_is_found_by_its_name_and_can_be_made_again(world: DeskWorld) -> None:
    await world.hears()
    with pytest.raises(NotFound, match="never changed hands"):
        await undo_last_move(world.store, 1, actor="ana")
    await take(world.store, 1, actor="ana")

    assert await undo_last_move(world.store, 1, actor="ana") == 1
    assert (await world.rows(STANDS))[0][1] == "bot"
    await undo_last_move(world.store, 1, actor="ana")  # taking back what was taken back
    assert (await world.rows(STANDS))[0][1:3] == ("agent", "ana")


@pytest.mark.parametrize("how", ["resolved", "snoozed"])
async def test_escalating_what_was_away_and_taking_it_back_puts_it_away_again(world: DeskWorld, how: str) -> None:
    await world.hears()
    if how == "resolved":
        await resolve(world.store, 1, actor="ana")
    else:
        await snooze(world.store, 1, NOON + HOUR, actor="ana")
    before = await world.rows("SELECT status, snooze_until FROM conversations")
    move_n = await escalate(world.store, 1, REFUND, actor="ana")

    await undo_move(world.store, move_n, actor="ana")

    assert await world.rows("SELECT status, snooze_until FROM conversations") == before


async def test_it_stays_on_the_list_when_the_customer_wrote_since_or_the_time_has_come(world: DeskWorld) -> None:
    await world.hears()
    await snooze(world.store, 1, NOON + HOUR, actor="ana")
    move_n = await escalate(world.store, 1, REFUND, actor="ana")
    world.clock.advance(2 * HOUR)
    await undo_move(world.store, move_n, actor="ana")
    assert await world.one("SELECT status FROM conversations") == "open"

    await resolve(world.store, 1, actor="ana")
    move_n = await escalate(world.store, 1, REFUND, actor="ana")
    await world.hears("And another thing")
    await undo_move(world.store, move_n, actor="ana")
    assert await world.one("SELECT status FROM conversations") == "open"


async def test_what_is_done_since_goes_back_into_no_queue(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")
    move_n = await claim(world.store, 1, actor="ana")
    await resolve(world.store, 1, actor="ana")

    with pytest.raises(Conflict, match="resolved since"):
        await undo_move(world.store, move_n, actor="ana")


async def test_nothing_is_given_back_to_a_bot_that_is_switched_off(world: DeskWorld) -> None:
    await world.hears()
    move_n = await take(world.store, 1, actor="ana")
    assert move_n is not None
    await set_mode(world.store, world.inbox.n, InboxMode.OFF, actor="owner")

    with pytest.raises(Refused, match="switched off"):
        await undo_move(world.store, move_n, actor="ana")


async def test_an_answer_out_of_a_queue_is_a_claim_on_record(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")
    await reply(world.store, 1, "I am on it.", actor="ana")
    world.clock.advance(7_000)

    with pytest.raises(Conflict, match="ana claimed this 7 seconds ago"):
        await claim(world.store, 1, actor="ben")


async def test_the_queue_it_was_resolved_from_has_it_again_with_its_clock(world: DeskWorld) -> None:
    await world.hears("I want my money back")
    await escalate(world.store, 1, REFUND, actor="bot")
    waits = await world.rows(QUEUE)
    await resolve(world.store, 1, actor="ana")
    await world.hears("And one more thing")
    await undo_last_move(world.store, 1, actor="ana")
    assert await world.rows(QUEUE) == waits
