"""Rows of the outbox: in order within a conversation, due when their time has come, moved by one hand only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.domain.errors import IllegalMove, NotFound
from closer_tui.domain.message import Delivery, DeliveryEvent
from closer_tui.domain.outbox import Binding
from closer_tui.services.compose import reply
from closer_tui.services.inboxes import disconnect
from closer_tui.services.outbox import discard, retry
from closer_tui.store import outbox
from closer_tui.store.outbox import OutboxRow
from tests.support.desk_world import MARIA, DeskWorld, desk_world


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon, and two customers who wrote."""
    async with desk_world(tmp_path / "home") as made:
        await made.hears(who=MARIA)
        await made.hears(who="+442")
        yield made


async def says(desk: DeskWorld, body: str, conversation: int = 1, *, hold_ms: int = 0) -> int:
    return (await reply(desk.store, conversation, body, actor="ana", hold_ms=hold_ms)).outbox_n


async def row_of(desk: DeskWorld, n: int) -> OutboxRow:
    async with desk.store.read() as conn:
        return await outbox.one(conn, n)


async def move(desk: DeskWorld, n: int, *events: DeliveryEvent, error: str | None = None) -> Delivery | None:
    state = None
    for event in events:
        async with desk.store.write() as tx:
            state = await outbox.move(tx, await outbox.one(tx, n), event, desk.clock.now(), error=error)
    return state


async def due(desk: DeskWorld, limit: int = 20) -> list[int]:
    async with desk.store.read() as conn:
        return [row.n for row in await outbox.due(conn, desk.inbox.n, desk.clock.now(), limit)]


async def next_due(desk: DeskWorld) -> int | None:
    async with desk.store.read() as conn:
        return await outbox.next_due_at(conn, desk.clock.now())


async def test_a_number_nobody_gave_is_not_found(desk: DeskWorld) -> None:
    with pytest.raises(NotFound, match="out_063"):
        await row_of(desk, 6 * 32 + 3)


async def test_what_was_approved_is_what_the_row_binds(desk: DeskWorld) -> None:
    row = await row_of(desk, await says(desk, "Yes."))

    assert row.binding() == Binding(desk.inbox.id, 1, MARIA, "Yes.")
    assert row.binding().digest() == row.digest
    assert (row.state, row.attempts, row.reply_to, row.actor) == (Delivery.QUEUED, 0, "ext-0001", "ana")


async def test_a_reply_leaves_when_its_time_has_come_and_not_a_moment_before(desk: DeskWorld) -> None:
    n = await says(desk, "Yes.", hold_ms=5_000)
    assert await due(desk) == []
    assert await next_due(desk) == desk.clock.now() + 5_000

    desk.clock.advance(4_999)
    assert await due(desk) == []

    desk.clock.advance(1)
    assert await due(desk) == [n]


@pytest.mark.parametrize(
    "way",
    [
        (),
        (DeliveryEvent.START,),
        (DeliveryEvent.START, DeliveryEvent.LOSE),
        (DeliveryEvent.START, DeliveryEvent.NOT_SENT),
    ],
)
async def test_a_later_reply_never_overtakes_an_earlier_one_of_its_conversation(
    desk: DeskWorld, way: tuple[DeliveryEvent, ...]
) -> None:
    first = await says(desk, "one", hold_ms=1_000)
    later = await says(desk, "two")
    other = await says(desk, "hello", 2)
    await move(desk, first, *way)

    assert later not in await due(desk)
    assert other in await due(desk)


@pytest.mark.parametrize(
    "way",
    [
        (DeliveryEvent.START, DeliveryEvent.ACCEPT),
        (DeliveryEvent.START, DeliveryEvent.REFUSE),
        (DeliveryEvent.CANCEL,),
    ],
)
async def test_once_the_earlier_one_is_settled_the_next_may_leave(
    desk: DeskWorld, way: tuple[DeliveryEvent, ...]
) -> None:
    first = await says(desk, "one")
    later = await says(desk, "two")
    await move(desk, first, *way)

    assert await due(desk) == [later]


async def test_the_oldest_are_due_first_and_no_more_than_were_asked_for(desk: DeskWorld) -> None:
    for who in ("+443", "+444", "+445"):
        await desk.hears(who=who)
    numbers = [await says(desk, "hello", conversation) for conversation in (3, 1, 5, 2, 4)]

    assert await due(desk) == numbers
    assert await due(desk, 2) == numbers[:2]


async def test_of_many_who_move_a_reply_at_once_one_wins(desk: DeskWorld) -> None:
    n = await says(desk, "Yes.")
    seen = await row_of(desk, n)

    async def start() -> Delivery | None:
        async with desk.store.write() as tx:
            return await outbox.move(tx, seen, DeliveryEvent.START, desk.clock.now())

    results = await asyncio.gather(*(start() for _ in range(20)))

    assert results.count(Delivery.SENDING) == 1
    assert results.count(None) == 19
    assert (await row_of(desk, n)).attempts == 1


async def test_a_move_the_table_does_not_know_raises(desk: DeskWorld) -> None:
    n = await says(desk, "Yes.")

    with pytest.raises(IllegalMove, match="queued cannot be accepted"):
        await move(desk, n, DeliveryEvent.ACCEPT)


async def test_the_bubble_and_the_list_say_what_the_row_says(desk: DeskWorld) -> None:
    n = await says(desk, "Yes.")
    bubble = (
        "SELECT m.delivery, m.failure, c.last_delivery, c.attention FROM messages m, conversations c"
        " WHERE c.n = 1 AND m.direction = 'outbound'"
    )

    await move(desk, n, DeliveryEvent.START, DeliveryEvent.LOSE, error="no answer")
    assert await desk.rows(bubble) == [("unknown", "no answer", "unknown", "outbox_unknown")]

    await move(desk, n, DeliveryEvent.ACCEPT)
    assert await desk.rows(bubble) == [("sent", None, "sent", "")]


async def test_a_conversation_asks_for_help_as_long_as_one_of_its_replies_does(desk: DeskWorld) -> None:
    first = await says(desk, "one")
    await move(desk, first, DeliveryEvent.START, DeliveryEvent.REFUSE, error="no such number")
    second = await says(desk, "two")
    await move(desk, second, DeliveryEvent.START, DeliveryEvent.LOSE)
    attention = "SELECT attention, needs_action FROM conversations WHERE n = 1"
    assert await desk.rows(attention) == [("outbox_unknown", 1)]

    await move(desk, second, DeliveryEvent.ACCEPT)
    assert await desk.rows(attention) == [("outbox_failed", 1)]

    await discard(desk.store, first, actor="ana")
    assert await desk.rows(attention) == [("", 0)]


async def test_what_may_have_left_is_told_from_what_was_put_back(desk: DeskWorld) -> None:
    lost, back = await says(desk, "one"), await says(desk, "two", 2)
    await move(desk, lost, DeliveryEvent.START, DeliveryEvent.LOSE)
    await move(desk, back, DeliveryEvent.START, DeliveryEvent.NOT_SENT)
    await says(desk, "never tried", 2)

    async with desk.store.read() as conn:
        assert [row.n for row in await outbox.unsettled(conn, desk.inbox.n)] == [lost]
        assert [row.n for row in await outbox.put_back(conn, desk.inbox.n)] == [back]
        assert await outbox.sent_by_hand(conn, desk.inbox.n) == []


async def test_a_reply_put_off_is_looked_at_later_and_stays_what_it_is(desk: DeskWorld) -> None:
    n = await says(desk, "one")
    await move(desk, n, DeliveryEvent.START, DeliveryEvent.LOSE, error="no answer")
    seen = await row_of(desk, n)

    async with desk.store.write() as tx:
        await outbox.put_off(tx, seen, 99, lookups=1)
    [row] = await desk.rows("SELECT state, not_before, lookups, error, hint FROM outbox")
    assert row == ("unknown", 99, 1, "no answer", None)

    await move(desk, n, DeliveryEvent.ACCEPT)
    async with desk.store.write() as tx:
        await outbox.put_off(tx, seen, 100)
    assert await desk.one("SELECT not_before FROM outbox") == 99


async def test_only_what_was_tried_before_comes_due_again(desk: DeskWorld) -> None:
    async def again(until: int) -> bool:
        async with desk.store.read() as conn:
            return await outbox.due_again(conn, until)

    n = await says(desk, "one", hold_ms=1_000)
    assert not await again(desk.clock.now() + 10_000)

    await move(desk, n, DeliveryEvent.START, DeliveryEvent.NOT_SENT)
    assert not await again(desk.clock.now() + 999)
    assert await again(desk.clock.now() + 1_000)


async def test_nothing_waits_to_leave_in_an_inbox_that_was_removed(desk: DeskWorld) -> None:
    await says(desk, "one")
    assert await next_due(desk) == desk.clock.now()

    await disconnect(desk.store, desk.inbox.n, actor="owner")

    assert await next_due(desk) is None


async def test_a_retry_by_hand_forgets_why_it_failed(desk: DeskWorld) -> None:
    n = await says(desk, "one")
    await move(desk, n, DeliveryEvent.START, DeliveryEvent.REFUSE, error="no such number")

    await retry(desk.store, n, actor="ana")

    assert await desk.rows("SELECT state, error, hint FROM outbox") == [("queued", None, None)]
