"""Following up: the reminder comes when it should, to a person, with its note; and not when it should not."""

from __future__ import annotations

import pytest

from closer_tui.domain.clock import HOUR
from closer_tui.domain.errors import CloserError, Conflict, InvalidInput, NotFound
from closer_tui.domain.text import clean
from closer_tui.services.approve import undo_approval
from closer_tui.services.compose import reply
from closer_tui.services.following import LONGEST_NOTE, finish, follow_up, remind_due
from closer_tui.services.triage import resolve, snooze, wake_due
from closer_tui.services.undoing import take_back
from closer_tui.store.database import Store
from tests.support.desk_world import NOON, DeskWorld

LATER = NOON + 2 * HOUR
STATES = "SELECT state FROM follow_ups ORDER BY n"
STANDS = "SELECT status, attention, needs_action FROM conversations"


async def after(world: DeskWorld, ms: int = 3 * HOUR) -> int:
    world.clock.advance(ms)
    return await remind_due(world.store)


@pytest.mark.parametrize("put_away", ["open", "snoozed", "resolved"])
async def test_when_its_time_comes_the_conversation_needs_a_person(world: DeskWorld, put_away: str) -> None:
    await world.hears()
    await follow_up(world.store, 1, LATER, actor="ana", note="call the supplier")
    if put_away == "snoozed":
        await snooze(world.store, 1, NOON + 9 * HOUR, actor="ana")
    elif put_away == "resolved":
        await resolve(world.store, 1, actor="ana")

    assert await after(world, HOUR) == 0
    assert await after(world) == 1
    assert await after(world) == 0

    assert await world.rows(STANDS) == [("open", "follow_up", 1)]
    assert await world.rows("SELECT note, state FROM follow_ups") == [("call the supplier", "due")]
    assert await world.one("SELECT value FROM counters WHERE key = 'needs'") == 1


async def test_a_customer_who_writes_first_cancels_it_only_if_that_was_chosen(world: DeskWorld) -> None:
    for who, unless in (("+491", True), ("+492", False)):
        await world.hears(who=who)
        n = await world.one("SELECT max(n) FROM conversations")
        await follow_up(world.store, n, LATER, actor="ana", unless_reply=unless)

    await world.hears(who="+491")
    await world.hears(who="+492")

    assert await world.rows(STATES) == [("cancelled",), ("waiting",)]
    assert await world.rows("SELECT actor, action FROM audit WHERE action = 'follow_up.cancelled'") == [
        ("customer", "follow_up.cancelled")
    ]


async def test_it_survives_a_restart(world: DeskWorld) -> None:
    await world.hears()
    await follow_up(world.store, 1, LATER, actor="ana")
    world.clock.advance(3 * HOUR)
    again = await Store.open(world.store.paths, world.clock)
    try:
        assert await remind_due(again) == 1
    finally:
        await again.close()


async def test_a_new_one_takes_the_place_of_the_old_and_gives_it_back(world: DeskWorld) -> None:
    await world.hears()
    await follow_up(world.store, 1, LATER, actor="ana", note="first")
    batch = await follow_up(world.store, 1, LATER + HOUR, actor="ana", note="second")
    assert await world.rows(STATES) == [("cancelled",), ("waiting",)]

    await take_back(world.store, batch, actor="ana")

    assert await world.rows(STATES) == [("waiting",), ("cancelled",)]


@pytest.mark.parametrize("due", [False, True])
async def test_what_was_ended_by_mistake_stands_again_as_it_did(world: DeskWorld, due: bool) -> None:
    await world.hears()
    await follow_up(world.store, 1, LATER, actor="ana")
    if due:
        await after(world)
    before = (await world.rows(STATES), await world.rows(STANDS))

    batch = await finish(world.store, 1, actor="ana")
    assert await world.rows("SELECT attention FROM conversations") == [("",)]
    await take_back(world.store, batch, actor="ana")

    assert (await world.rows(STATES), await world.rows(STANDS)) == before


async def test_acting_on_the_conversation_deals_with_what_is_due(world: DeskWorld) -> None:
    await world.hears()
    await follow_up(world.store, 1, LATER, actor="ana")
    await after(world)

    await resolve(world.store, 1, actor="ana")

    assert await world.rows(STATES) == [("done",)]
    assert await world.rows("SELECT attention FROM conversations") == [("",)]


async def test_a_reply_of_ours_deals_with_what_is_due(world: DeskWorld) -> None:
    await world.hears()
    await follow_up(world.store, 1, LATER, actor="ana")
    await after(world)

    sent = await reply(world.store, 1, "It has arrived.", actor="ana", hold_ms=5_000)

    assert await world.rows(STATES) == [("done",)]
    assert await world.rows("SELECT attention FROM conversations") == [("",)]
    await undo_approval(world.store, sent.outbox_n, actor="ana")
    assert await world.rows(STATES) == [("due",)]
    assert await world.rows(STANDS) == [("open", "follow_up", 1)]


async def test_what_came_due_can_no_longer_be_unmade(world: DeskWorld) -> None:
    await world.hears()
    batch = await follow_up(world.store, 1, LATER, actor="ana")
    await finish(world.store, 1, actor="bo")

    with pytest.raises(Conflict, match="dealt with"):
        await take_back(world.store, batch, actor="ana")


async def test_a_reminder_that_makes_no_sense_is_refused(world: DeskWorld) -> None:
    await world.hears()
    with pytest.raises(InvalidInput, match="has passed"):
        await follow_up(world.store, 1, NOON, actor="ana")
    with pytest.raises(InvalidInput, match="longer"):
        await follow_up(world.store, 1, LATER, actor="ana", note="x" * (LONGEST_NOTE + 1))
    with pytest.raises(NotFound):
        await finish(world.store, 1, actor="ana")
    with pytest.raises(CloserError):
        await follow_up(world.store, 9, LATER, actor="ana")


async def test_a_hostile_note_is_cleaned_before_it_is_kept(world: DeskWorld) -> None:
    await world.hears()
    hostile = "\x1b]0;title\x07 [bold]\u202e call\nme"
    await follow_up(world.store, 1, LATER, actor="ana", note=hostile)

    assert await world.one("SELECT note FROM follow_ups") == clean(hostile, multiline=False).strip()


async def test_a_snooze_that_ends_stands_before_a_person(world: DeskWorld) -> None:
    await world.hears()
    await snooze(world.store, 1, LATER, actor="ana")
    world.clock.advance(3 * HOUR)

    assert await wake_due(world.store) == 1

    assert await world.rows(STANDS) == [("open", "woken", 1)]


async def test_a_customer_who_writes_ends_a_snooze(world: DeskWorld) -> None:
    await world.hears()
    await snooze(world.store, 1, LATER, actor="ana")

    await world.hears("Are you there?")

    assert await world.rows("SELECT status, snooze_until FROM conversations") == [("open", None)]
