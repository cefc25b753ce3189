"""Who has a conversation: taken, claimed, escalated, handed back; and what that does to the bot's work."""

from __future__ import annotations

import asyncio
import json

import pytest

from closer_tui.domain.channel import Environment, InboxMode
from closer_tui.domain.draft import DraftEvent
from closer_tui.domain.errors import Conflict, IllegalMove, InvalidInput, NotFound, Refused
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.public_events import PublicEvent
from closer_tui.services.approve import approve
from closer_tui.services.compose import reply
from closer_tui.services.handing_back import hand_back
from closer_tui.services.inboxes import set_mode
from closer_tui.services.ownership import assign, claim, escalate, take, unassign
from closer_tui.services.triage import resolve, snooze
from closer_tui.store import drafts, webhooks
from tests.support.desk_world import NOON, DeskWorld

REFUND = EscalationCall("Refunds", EscalationReason.TOPIC, "I want my money back", "rule refunds")


async def owner(world: DeskWorld) -> tuple[str, str, int]:
    [row] = await world.rows("SELECT owner_kind, owner_name, owner_epoch FROM conversations WHERE n = 1")
    return row[0], row[1], row[2]


async def starts_writing(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await drafts.move(tx, 1, DraftEvent.CLAIM, world.clock.now())


async def test_taking_over_gives_the_conversation_to_the_person_and_raises_the_epoch(world: DeskWorld) -> None:
    await world.hears()

    await take(world.store, 1, actor="ana")

    assert await owner(world) == ("agent", "ana", 2)
    assert await world.one("SELECT needs_action FROM conversations") == 1


async def test_taking_what_one_has_changes_nothing(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor="ana")

    await take(world.store, 1, actor="ana")

    assert await owner(world) == ("agent", "ana", 2)


async def test_taking_it_from_a_colleague_works_and_is_on_record(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor="ana")

    await take(world.store, 1, actor="ben")

    assert await owner(world) == ("agent", "ben", 3)
    assert await world.one("SELECT count(*) FROM audit WHERE action = 'conversation.taken'") == 2


@pytest.mark.parametrize("begun", [False, True])
async def test_taking_over_ends_the_bot_s_run(world: DeskWorld, begun: bool) -> None:
    await world.hears()
    if begun:
        await starts_writing(world)

    await take(world.store, 1, actor="ana")

    assert await world.rows("SELECT state, decision FROM drafts") == [("superseded", "ana took over")]


async def test_taking_over_keeps_a_draft_that_is_ready_as_a_proposal(world: DeskWorld) -> None:
    n = await world.waiting_draft()

    await take(world.store, 1, actor="ana")

    assert await world.rows("SELECT state, owner_epoch FROM drafts") == [("pending", 2)]
    assert (await approve(world.store, n, actor="ana")).outbox_n == 1


async def test_a_conversation_nobody_knows_is_not_found(world: DeskWorld) -> None:
    for act in (take, claim, unassign):
        with pytest.raises(NotFound, match="conv_007"):
            await act(world.store, 7, actor="ana")


async def test_of_twenty_who_claim_at_once_one_gets_it_and_the_others_learn_who(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")

    results = await asyncio.gather(
        *(claim(world.store, 1, actor=f"agent {i}") for i in range(20)), return_exceptions=True
    )

    winners = [i for i, result in enumerate(results) if not isinstance(result, BaseException)]
    losers = [result for result in results if isinstance(result, BaseException)]
    assert len(winners) == 1
    name = f"agent {winners[0]}"
    told = f"{name} claimed this less than a second ago"
    assert all(isinstance(loser, Conflict) and told in str(loser) for loser in losers)
    assert await owner(world) == ("agent", name, 3)
    assert await world.rows("SELECT claimed_by, closed_at FROM escalations") == [(name, None)]


async def test_what_is_in_no_queue_cannot_be_claimed(world: DeskWorld) -> None:
    await world.hears()

    with pytest.raises(Conflict, match="bot has this"):
        await claim(world.store, 1, actor="ana")


async def test_an_escalation_stands_in_its_queue_with_reason_evidence_and_draft(world: DeskWorld) -> None:
    n = await world.waiting_draft("We are sorry.")

    await escalate(world.store, 1, REFUND, actor="ana")

    [row] = await world.rows(
        "SELECT topic, reason, detail, quote, draft_n, message_seq, claimed_by, closed_at FROM escalations"
    )
    assert row[:5] == ("refunds", "topic:refunds", "rule refunds", "I want my money back", n)
    assert row[5] == await world.one("SELECT last_inbound FROM conversations")
    assert row[6:] == (None, None)
    assert await owner(world) == ("queue", "refunds", 2)
    assert await world.one("SELECT topic FROM conversations") == "refunds"
    assert await world.one("SELECT answer FROM messages") == "escalated"
    assert await world.one("SELECT value FROM counters WHERE key = 'topic:refunds'") == 1


async def test_an_escalated_conversation_s_draft_can_still_be_approved(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await escalate(world.store, 1, REFUND, actor="ana")

    await approve(world.store, n, actor="ben")

    assert await world.one("SELECT count(*) FROM outbox") == 1


async def test_peers_who_subscribed_are_told_of_the_escalation_with_the_draft(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await webhooks.add(tx, "wh_a", "https://a.example/", Environment.LIVE, [PublicEvent.ESCALATED], NOON)
    await world.hears("first")
    await world.waiting_draft("We are sorry.")

    await escalate(world.store, 1, REFUND, actor="ana")

    bodies = [json.loads(body) for [body] in await world.rows("SELECT body FROM webhook_events ORDER BY n")]
    assert [(b["event"], b["reason"], b["draft"]) for b in bodies] == [
        ("message.escalated", "topic:refunds", "We are sorry.")
    ] * 2
    assert len({b["message_id"] for b in bodies}) == 2


async def test_escalating_what_was_answered_tells_of_the_last_message(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await webhooks.add(tx, "wh_a", "https://a.example/", Environment.LIVE, [PublicEvent.ESCALATED], NOON)
    await world.hears("first")
    await escalate(world.store, 1, REFUND, actor="ana")

    await escalate(world.store, 1, EscalationCall("", EscalationReason.BY_HAND), actor="ana")

    bodies = [json.loads(body) for [body] in await world.rows("SELECT body FROM webhook_events ORDER BY n")]
    assert [b["reason"] for b in bodies] == ["topic:refunds", "by_hand"]
    assert bodies[0]["message_id"] == bodies[1]["message_id"]


async def test_escalating_again_moves_to_the_other_queue_and_leaves_one_open(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")

    await escalate(world.store, 1, EscalationCall("", EscalationReason.BY_HAND), actor="ana")

    assert await world.rows("SELECT topic FROM escalations WHERE closed_at IS NULL") == [("general",)]
    assert await owner(world) == ("queue", "general", 3)


@pytest.mark.parametrize("how", ["resolved", "snoozed"])
async def test_an_escalated_conversation_is_on_the_list_wherever_it_was(world: DeskWorld, how: str) -> None:
    await world.hears()
    if how == "resolved":
        await resolve(world.store, 1, actor="ana")
    else:
        await snooze(world.store, 1, NOON + 3_600_000, actor="ana")

    await escalate(world.store, 1, REFUND, actor="ana")

    assert await world.rows("SELECT status, snooze_until, needs_action FROM conversations") == [("open", None, 1)]


async def test_an_answer_out_of_a_queue_takes_the_conversation(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")

    await reply(world.store, 1, "I am on it.", actor="ana")

    assert await owner(world) == ("agent", "ana", 3)
    assert await world.one("SELECT claimed_by FROM escalations") == "ana"


async def test_handing_back_needs_a_summary(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor="ana")

    with pytest.raises(InvalidInput, match="summary"):
        await hand_back(world.store, 1, actor="ana", summary=" \n")

    assert (await owner(world))[0] == "agent"


async def test_handing_back_leaves_a_marker_and_asks_for_a_draft_of_what_still_waits(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")
    await claim(world.store, 1, actor="ana")

    await hand_back(world.store, 1, actor="ana", summary="Promised a voucher.")

    assert await owner(world) == ("bot", "", 4)
    assert await world.rows("SELECT body, author FROM messages WHERE direction = 'note'") == [
        ("Handed back to the bot\nFacts:\n• Promised a voucher.", "ana")
    ]
    assert await world.one("SELECT count(*) FROM escalations WHERE closed_at IS NULL") == 0
    assert await world.one("SELECT topic FROM conversations") == ""
    assert await world.rows("SELECT state FROM drafts ORDER BY n") == [("superseded",), ("requested",)]
    assert await world.one("SELECT owner_epoch FROM drafts WHERE state = 'requested'") == 4


async def test_handing_back_what_was_answered_asks_for_nothing(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor="ana")
    await reply(world.store, 1, "Done.", actor="ana")

    await hand_back(world.store, 1, actor="ana", summary="all done")

    assert await world.one("SELECT count(*) FROM drafts WHERE state = 'requested'") == 0


async def test_handing_back_what_the_bot_has_leaves_no_trace(world: DeskWorld) -> None:
    await world.hears()

    with pytest.raises(IllegalMove):
        await hand_back(world.store, 1, actor="ana", summary="here")

    assert await world.one("SELECT count(*) FROM messages WHERE direction = 'note'") == 0


async def test_nothing_is_handed_to_a_bot_that_is_switched_off(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor="ana")
    await set_mode(world.store, world.inbox.n, InboxMode.OFF, actor="owner")

    with pytest.raises(Refused, match="switched off"):
        await hand_back(world.store, 1, actor="ana", summary="yours")

    assert (await owner(world))[:2] == ("agent", "ana")


async def test_assigning_gives_it_to_somebody_by_name(world: DeskWorld) -> None:
    await world.hears()
    with pytest.raises(InvalidInput):
        await assign(world.store, 1, "  ", actor="ana")

    await assign(world.store, 1, " ben ", actor="ana")

    assert await owner(world) == ("agent", "ben", 2)
    assert await world.one("SELECT value FROM counters WHERE key = 'mine:ben'") == 1


async def test_unassigning_leaves_it_to_nobody_where_it_still_needs_somebody(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await assign(world.store, 1, "ben", actor="ana")

    await unassign(world.store, 1, actor="ana")

    assert await owner(world) == ("nobody", "", 3)
    assert await world.one("SELECT needs_action FROM conversations") == 1
    await approve(world.store, n, actor="cleo")


async def test_a_conversation_unassigned_out_of_its_queue_leaves_no_open_escalation(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")

    await unassign(world.store, 1, actor="ana")

    assert await world.one("SELECT count(*) FROM escalations WHERE closed_at IS NULL") == 0


async def test_a_conversation_the_bot_has_cannot_be_unassigned(world: DeskWorld) -> None:
    await world.hears()

    with pytest.raises(IllegalMove):
        await unassign(world.store, 1, actor="ana")
