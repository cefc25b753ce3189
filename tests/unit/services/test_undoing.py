"""Taking back what was done to conversations and tags: exactly what stood before, or a reason why not."""

from __future__ import annotations

import pytest

from closer_tui.domain.clock import HOUR
from closer_tui.domain.errors import CloserError, Conflict, NotFound
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.priority import Priority
from closer_tui.services import tagging
from closer_tui.services.ownership import escalate
from closer_tui.services.triage import reopen, resolve, set_priority, snooze, spam
from closer_tui.services.undoing import forget_old, last_of, take_back
from closer_tui.store import undo
from tests.support.desk_world import NOON, DeskWorld

STANDS = "SELECT status, snooze_until, unread, priority, owner_kind, owner_name, pending_draft FROM conversations"
REFUND = EscalationCall("refunds", EscalationReason.TOPIC)


async def stands(world: DeskWorld) -> list[tuple[object, ...]]:
    return await world.rows(STANDS)


@pytest.mark.parametrize("act", [resolve, spam])
async def test_what_was_done_by_mistake_comes_back_with_its_draft(world: DeskWorld, act: object) -> None:
    assert callable(act)
    await world.waiting_draft()
    before = await stands(world)

    batch = await act(world.store, 1, actor="ana")
    assert await stands(world) != before
    await take_back(world.store, batch, actor="ana")

    assert await stands(world) == before
    assert await world.one("SELECT state FROM drafts") == "pending"


async def test_a_draft_that_was_still_to_be_written_is_asked_for_again(world: DeskWorld) -> None:
    await world.hears()
    batch = await resolve(world.store, 1, actor="ana")

    await take_back(world.store, batch, actor="ana")

    assert await world.rows("SELECT state FROM drafts ORDER BY n") == [("withheld",), ("requested",)]


async def test_an_escalation_stands_in_its_queue_again(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")
    epoch = await world.one("SELECT owner_epoch FROM conversations")

    await take_back(world.store, await resolve(world.store, 1, actor="ana"), actor="ana")

    assert await world.rows("SELECT owner_kind, owner_name, needs_action FROM conversations") == [
        ("queue", "refunds", 1)
    ]
    assert await world.one("SELECT count(*) FROM escalations WHERE closed_at IS NULL") == 1
    assert await world.one("SELECT owner_epoch FROM conversations") > epoch


async def test_a_snooze_comes_back_with_its_time(world: DeskWorld) -> None:
    await world.hears()
    await snooze(world.store, 1, NOON + HOUR, actor="ana")
    before = await stands(world)

    await take_back(world.store, await reopen(world.store, 1, actor="ana"), actor="ana")

    assert await stands(world) == before


async def test_what_has_moved_on_since_is_left_as_it_is(world: DeskWorld) -> None:
    await world.hears()
    batch = await resolve(world.store, 1, actor="ana")
    await world.hears("One more thing")

    with pytest.raises(Conflict, match="has moved on since"):
        await take_back(world.store, batch, actor="ana")

    assert await world.one("SELECT status FROM conversations") == "open"


async def test_a_priority_comes_back_though_the_conversation_was_resolved_since(world: DeskWorld) -> None:
    await world.hears()
    batch = await set_priority(world.store, 1, Priority.URGENT, actor="ana")
    await resolve(world.store, 1, actor="ana")

    await take_back(world.store, batch, actor="ana")

    assert await world.rows("SELECT status, priority FROM conversations") == [("resolved", 0)]


async def test_nothing_is_taken_back_twice(world: DeskWorld) -> None:
    await world.hears()
    batch = await resolve(world.store, 1, actor="ana")
    await take_back(world.store, batch, actor="ana")

    with pytest.raises(Conflict, match="already"):
        await take_back(world.store, batch, actor="bo")


async def test_an_unknown_name_is_told(world: DeskWorld) -> None:
    with pytest.raises(NotFound, match="nothing to take back"):
        await take_back(world.store, "undo_x", actor="ana")
    with pytest.raises(NotFound):
        await last_of(world.store, "ana")


async def test_each_person_takes_back_their_own_last_change(world: DeskWorld) -> None:
    await world.hears()
    mine = await set_priority(world.store, 1, Priority.HIGH, actor="ana")
    theirs = await tagging.tag(world.store, 1, "vip", actor="bo")

    assert await last_of(world.store, "ana") == mine
    assert await last_of(world.store, "bo") == theirs
    await take_back(world.store, mine, actor="ana")
    with pytest.raises(CloserError):
        await last_of(world.store, "ana")


async def test_a_batch_comes_back_whole_but_for_what_has_moved_on(world: DeskWorld) -> None:
    for who in ("+491", "+492", "+493"):
        await world.hears(who=who)
    batch = undo.new_batch(NOON)
    for n in (1, 2, 3):
        await resolve(world.store, n, actor="ana", batch=batch)
    await world.hears(who="+492")

    back = await take_back(world.store, batch, actor="ana")

    assert back.count == 2
    assert back.conversations == (3, 1)
    assert len(back.refused) == 1
    assert await world.rows("SELECT status FROM conversations") == [("open",)] * 3


async def test_taking_back_stands_in_the_log(world: DeskWorld) -> None:
    await world.hears()
    await take_back(world.store, await resolve(world.store, 1, actor="ana"), actor="bo")

    assert await world.rows("SELECT actor, action FROM audit WHERE conversation_n = 1 ORDER BY seq") == [
        ("ana", "conversation.resolved"),
        ("bo", "change.undone"),
    ]


async def test_records_too_old_to_be_taken_back_are_dropped(world: DeskWorld) -> None:
    await world.hears()
    await resolve(world.store, 1, actor="ana")
    async with world.store.write() as tx:
        assert await forget_old(tx, world.clock.now()) == 0
        assert await forget_old(tx, world.clock.now() + 31 * 24 * HOUR) == 1


# --- tags


async def test_tags_are_merged_and_the_merge_is_taken_back_exactly(world: DeskWorld) -> None:
    for who in ("+491", "+492", "+493"):
        await world.hears(who=who)
    for n, name in ((1, "vip"), (2, "vip"), (2, "gold"), (3, "gold")):
        await tagging.tag(world.store, n, name, actor="ana")
    before = await world.rows("SELECT n, tags FROM conversations ORDER BY n")

    batch = await tagging.merge(world.store, "vip", "gold", actor="ana")

    assert await world.rows("SELECT tags FROM conversations") == [(" gold ",)] * 3
    assert await world.rows("SELECT key, value FROM counters WHERE key LIKE 'tag:%' AND value > 0") == [("tag:gold", 3)]
    await take_back(world.store, batch, actor="ana")
    assert await world.rows("SELECT n, tags FROM conversations ORDER BY n") == before
    assert await world.rows("SELECT key, value FROM counters WHERE key LIKE 'tag:%' ORDER BY key") == [
        ("tag:gold", 2),
        ("tag:vip", 2),
    ]


async def test_a_tag_is_renamed_with_its_colour(world: DeskWorld) -> None:
    await world.hears()
    await tagging.tag(world.store, 1, "vip", actor="ana")
    await tagging.set_colour(world.store, "vip", "red", actor="ana")

    batch = await tagging.rename(world.store, "vip", "Very important", actor="ana")

    assert await world.rows("SELECT name, colour FROM tags") == [("very-important", "red")]
    await take_back(world.store, batch, actor="ana")
    assert await world.rows("SELECT name, colour FROM tags") == [("vip", "red")]
    assert await world.one("SELECT tags FROM conversations") == " vip "


async def test_a_rename_does_not_swallow_another_tag(world: DeskWorld) -> None:
    await world.hears()
    await tagging.tag(world.store, 1, "vip", actor="ana")
    await tagging.tag(world.store, 1, "gold", actor="ana")

    with pytest.raises(Conflict, match="tags merge"):
        await tagging.rename(world.store, "vip", "gold", actor="ana")


async def test_a_tag_that_nobody_has_is_not_invented(world: DeskWorld) -> None:
    with pytest.raises(NotFound):
        await tagging.set_colour(world.store, "vip", "red", actor="ana")
    with pytest.raises(CloserError, match="is not a colour"):
        await tagging.set_colour(world.store, "vip", "mauve", actor="ana")


async def test_tagging_comes_back_both_ways(world: DeskWorld) -> None:
    await world.hears()
    added = await tagging.tag(world.store, 1, "vip", actor="ana")
    assert added is not None
    await take_back(world.store, added, actor="ana")
    assert await world.one("SELECT tags FROM conversations") == ""
    await tagging.tag(world.store, 1, "vip", actor="ana")
    removed = await tagging.untag(world.store, 1, "vip", actor="ana")
    assert removed is not None
    await take_back(world.store, removed, actor="ana")
    assert await world.one("SELECT tags FROM conversations") == " vip "
    assert await tagging.tag(world.store, 1, "vip", actor="ana") is None
