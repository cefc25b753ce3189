"""Send again, discard, mark as sent: what each does in every state a reply can be in."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest

from closer_tui.domain.channel import Environment
from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.domain.message import Delivery, DeliveryEvent, Direction
from closer_tui.domain.public_events import PublicEvent
from closer_tui.domain.sync import Incoming
from closer_tui.services.approve import approve, redraft, reject, undo_reject
from closer_tui.services.compose import reply
from closer_tui.services.outbox import discard, mark_sent, retry
from closer_tui.services.sent import confirm, confirm_in
from closer_tui.store import outbox, webhooks
from tests.support.desk_world import MARIA, NOON, DeskWorld

START, LOSE, REFUSE = DeliveryEvent.START, DeliveryEvent.LOSE, DeliveryEvent.REFUSE
WAYS: dict[Delivery, tuple[DeliveryEvent, ...]] = {
    Delivery.QUEUED: (),
    Delivery.SENDING: (START,),
    Delivery.UNKNOWN: (START, LOSE),
    Delivery.FAILED: (START, REFUSE),
    Delivery.SENT: (START, DeliveryEvent.ACCEPT),
    Delivery.DELIVERED: (START, DeliveryEvent.DELIVER),
    Delivery.READ: (START, DeliveryEvent.SEE),
    Delivery.CANCELLED: (DeliveryEvent.CANCEL,),
}
DECISIONS: dict[str, tuple[Callable[..., Awaitable[None]], Delivery, set[Delivery]]] = {
    "retry": (retry, Delivery.QUEUED, {Delivery.UNKNOWN, Delivery.FAILED}),
    "discard": (discard, Delivery.CANCELLED, {Delivery.QUEUED, Delivery.UNKNOWN, Delivery.FAILED}),
    "mark_sent": (mark_sent, Delivery.SENT, {Delivery.SENDING, Delivery.UNKNOWN, Delivery.FAILED}),
}


async def reply_that_is(world: DeskWorld, state: Delivery) -> int:
    """An approved reply in that state."""
    n = (await approve(world.store, await world.waiting_draft(), actor="ana")).outbox_n
    for event in WAYS[state]:
        async with world.store.write() as tx:
            await outbox.move(tx, await outbox.one(tx, n), event, world.clock.now())
    return n


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("decision", DECISIONS)
async def test_a_decision_is_possible_exactly_where_it_makes_sense(
    world: DeskWorld, decision: str, state: Delivery
) -> None:
    act, after, possible = DECISIONS[decision]
    n = await reply_that_is(world, state)

    if state in possible:
        await act(world.store, n, actor="ben")
        assert await world.one("SELECT state FROM outbox") == after.value
        assert await world.one("SELECT delivery FROM messages WHERE direction = 'outbound'") == after.value
        assert await world.one("SELECT count(*) FROM audit WHERE actor = 'ben'") == 1
    else:
        with pytest.raises(Conflict, match=state.value):
            await act(world.store, n, actor="ben")
        assert await world.one("SELECT state FROM outbox") == state.value
        assert await world.one("SELECT count(*) FROM audit WHERE actor = 'ben'") == 0


@pytest.mark.parametrize("decision", DECISIONS)
async def test_a_reply_nobody_knows_is_not_found(world: DeskWorld, decision: str) -> None:
    with pytest.raises(NotFound):
        await DECISIONS[decision][0](world.store, 9, actor="ben")


@pytest.mark.parametrize("state", [Delivery.UNKNOWN, Delivery.FAILED])
async def test_sending_again_keeps_the_key_the_channel_may_know(world: DeskWorld, state: Delivery) -> None:
    n = await reply_that_is(world, state)
    [before] = await world.rows("SELECT key, digest, body, recipient FROM outbox")

    await retry(world.store, n, actor="ben")

    assert await world.rows("SELECT key, digest, body, recipient FROM outbox") == [before]
    assert await world.rows("SELECT not_before, lookups FROM outbox") == [(world.clock.now(), 0)]


async def test_a_discarded_reply_leaves_the_customer_waiting_and_the_list_as_before(world: DeskWorld) -> None:
    await world.hears()
    before = await world.rows("SELECT waiting_since, snippet, last_delivery, last_public FROM conversations")
    await world.finishes_draft()
    done = await approve(world.store, 1, actor="ana")

    await discard(world.store, done.outbox_n, actor="ana")

    after = await world.rows("SELECT waiting_since, snippet, last_delivery, last_public FROM conversations")
    assert after == before
    assert await world.one("SELECT answer FROM messages WHERE direction = 'inbound'") == "pending"


async def test_what_was_marked_as_sent_answers_what_came_before_it_and_nothing_later(world: DeskWorld) -> None:
    n = await reply_that_is(world, Delivery.UNKNOWN)
    await world.hears("And on Sunday?")

    await mark_sent(world.store, n, actor="ben")

    assert await world.rows("SELECT body, answer FROM messages WHERE direction = 'inbound' ORDER BY at") == [
        ("Do you open at 8?", "replied"),
        ("And on Sunday?", "pending"),
    ]
    assert await world.one("SELECT waiting_since IS NOT NULL FROM conversations") == 1


async def test_peers_are_told_of_a_reply_marked_as_sent(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await webhooks.add(tx, "wh_a", "https://a.example/", Environment.LIVE, [PublicEvent.REPLIED], NOON)
    n = await reply_that_is(world, Delivery.UNKNOWN)

    await mark_sent(world.store, n, actor="ben")

    [[body]] = await world.rows("SELECT body FROM webhook_events")
    assert json.loads(body)["reply"]["body"] == "Yes, from 8."


async def test_the_echo_of_a_reply_marked_as_sent_is_its_bubble_and_not_another(world: DeskWorld) -> None:
    n = await reply_that_is(world, Delivery.UNKNOWN)
    await mark_sent(world.store, n, actor="ben")
    echo = Incoming(
        "rep-1", MARIA, MARIA, "Yes, from 8.", world.clock.now(), Direction.OUTBOUND, delivery=Delivery.SENT
    )

    await world.hears_page([echo])
    await world.hears_page([echo])

    assert await world.rows("SELECT external_id, delivery FROM messages WHERE direction = 'outbound'") == [
        ("rep-1", "sent")
    ]
    assert await world.one("SELECT external_id FROM outbox") == "rep-1"


@pytest.mark.parametrize("state", [Delivery.SENDING, Delivery.UNKNOWN])
async def test_the_channel_s_word_settles_a_reply_once(world: DeskWorld, state: Delivery) -> None:
    n = await reply_that_is(world, state)
    async with world.store.read() as conn:
        row = await outbox.one(conn, n)

    assert await confirm(world.store, row, "rep-1", NOON + 9)
    assert not await confirm(world.store, row, "rep-2", NOON + 10)

    assert await world.rows("SELECT state, external_id FROM outbox") == [("sent", "rep-1")]
    assert await world.rows("SELECT external_id, delivery FROM messages WHERE direction = 'outbound'") == [
        ("rep-1", "sent")
    ]
    assert await world.one("SELECT answer FROM messages WHERE direction = 'inbound'") == "replied"
    assert await world.one("SELECT count(*) FROM audit WHERE action = 'reply.sent'") == 1


async def test_a_word_that_comes_after_a_person_gave_up_changes_nothing(world: DeskWorld) -> None:
    n = await reply_that_is(world, Delivery.UNKNOWN)
    async with world.store.read() as conn:
        row = await outbox.one(conn, n)
    await discard(world.store, n, actor="ben")

    assert not await confirm(world.store, row, "rep-1", None)

    assert await world.one("SELECT state FROM outbox") == "cancelled"


async def test_an_echo_with_other_words_that_came_first_is_dropped_and_peers_are_told_once(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await webhooks.add(tx, "wh_a", "https://a.example/", Environment.LIVE, [PublicEvent.REPLIED], NOON)
    n = await reply_that_is(world, Delivery.SENDING)
    async with world.store.read() as conn:
        row = await outbox.one(conn, n)
    world.clock.advance(1_000)
    await world.hears_page(
        [
            Incoming(
                "rep-1", MARIA, MARIA, "Yes, from 8 :-)", world.clock.now(), Direction.OUTBOUND, delivery=Delivery.SENT
            )
        ]
    )

    assert await confirm(world.store, row, "rep-1", None)

    assert await world.rows("SELECT body, external_id FROM messages WHERE direction = 'outbound'") == [
        ("Yes, from 8.", "rep-1")
    ]
    reply_seq = await world.one("SELECT seq FROM messages WHERE direction = 'outbound'")
    assert await world.rows("SELECT answer, reply_seq FROM messages WHERE direction = 'inbound'") == [
        ("replied", reply_seq)
    ]
    assert await world.rows("SELECT last_public, waiting_since FROM conversations") == [(reply_seq, None)]
    assert await world.one("SELECT count(*) FROM webhook_events") == 1


async def test_a_confirmation_of_what_moved_meanwhile_changes_nothing(world: DeskWorld) -> None:
    n = await reply_that_is(world, Delivery.UNKNOWN)
    async with world.store.read() as conn:
        seen = await outbox.one(conn, n)
    await discard(world.store, n, actor="ben")

    async with world.store.write() as tx:
        assert not await confirm_in(tx, seen, "rep-1", None, world.clock.now())

    assert await world.rows("SELECT state, external_id FROM outbox") == [("cancelled", None)]


async def test_the_echo_of_the_same_words_finds_its_own_conversation(world: DeskWorld) -> None:
    for who in ("+441", "+442"):
        n = (await approve(world.store, await world.waiting_draft(who=who), actor="ana")).outbox_n
        for event in WAYS[Delivery.UNKNOWN]:
            async with world.store.write() as tx:
                await outbox.move(tx, await outbox.one(tx, n), event, world.clock.now())
    echo = Incoming(
        "rep-1", "+442", "+442", "Yes, from 8.", world.clock.now(), Direction.OUTBOUND, delivery=Delivery.SENT
    )

    await world.hears_page([echo])

    assert await world.rows("SELECT recipient, state FROM outbox ORDER BY n") == [("+441", "unknown"), ("+442", "sent")]


async def test_a_draft_made_after_a_reply_that_is_given_up_can_still_be_approved(world: DeskWorld) -> None:
    failed = await reply_that_is(world, Delivery.FAILED)
    await redraft(world.store, 1, actor="ana")
    n = await world.finishes_draft("Yes, from 8 to 6.")

    await discard(world.store, failed, actor="ana")

    await approve(world.store, n, actor="ana")
    assert await world.rows("SELECT body, state FROM outbox ORDER BY n") == [
        ("Yes, from 8.", "cancelled"),
        ("Yes, from 8 to 6.", "queued"),
    ]


async def test_a_draft_rejected_after_a_reply_that_is_given_up_stays_rejected_when_another_answered(
    world: DeskWorld,
) -> None:
    failed = await reply_that_is(world, Delivery.FAILED)
    await redraft(world.store, 1, actor="ana")
    n = await world.finishes_draft("Yes, from 8 to 6.")
    await reject(world.store, n, actor="ana", reason="no")
    await reply(world.store, 1, "From 8 to 6, by hand.", actor="ben")

    await discard(world.store, failed, actor="ana")

    with pytest.raises(Conflict, match="taken its place"):
        await undo_reject(world.store, n, actor="ana")


async def test_a_draft_made_after_an_echo_with_other_words_can_be_approved_when_the_echo_is_dropped(
    world: DeskWorld,
) -> None:
    n = await reply_that_is(world, Delivery.UNKNOWN)
    await world.hears("And on Sundays?")
    world.clock.advance(1_000)
    await world.hears_page(
        [
            Incoming(
                "rep-1", MARIA, MARIA, "Yes, from 8 :-)", world.clock.now(), Direction.OUTBOUND, delivery=Delivery.SENT
            )
        ]
    )
    await redraft(world.store, 1, actor="ana")
    draft = await world.finishes_draft("Closed on Sundays.")
    async with world.store.read() as conn:
        row = await outbox.one(conn, n)

    assert await confirm(world.store, row, "rep-1", None)

    await approve(world.store, draft, actor="ana")
