"""Working a list: done, later, spam, tags, read."""

from __future__ import annotations

import pytest

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.errors import IllegalMove, InvalidInput, NotFound
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.services.inboxes import set_mode
from closer_tui.services.ownership import escalate, take
from closer_tui.services.tagging import tag, untag
from closer_tui.services.triage import (
    mark_read,
    mark_unread,
    reopen,
    resolve,
    snooze,
    spam,
    wake_due,
)
from tests.support.desk_world import NOON, DeskWorld

HOUR = 3_600_000
REFUND = EscalationCall("refunds", EscalationReason.TOPIC)


async def status(world: DeskWorld) -> str:
    return str(await world.one("SELECT status FROM conversations WHERE n = 1"))


async def test_what_is_done_leaves_the_list_and_its_draft_is_withheld(world: DeskWorld) -> None:
    await world.waiting_draft()

    await resolve(world.store, 1, actor="ana")

    assert await world.rows("SELECT status, unread, needs_action, pending_draft FROM conversations") == [
        ("resolved", 0, 0, None)
    ]
    assert await world.rows("SELECT state, decision FROM drafts") == [("withheld", "resolved")]


async def test_the_customer_s_next_message_opens_it_and_is_drafted_again(world: DeskWorld) -> None:
    await world.waiting_draft()
    await resolve(world.store, 1, actor="ana")

    await world.hears("One more thing")

    assert await status(world) == "open"
    assert await world.rows("SELECT state FROM drafts ORDER BY n") == [("withheld",), ("requested",)]


async def test_resolving_twice_is_refused(world: DeskWorld) -> None:
    await world.hears()
    await resolve(world.store, 1, actor="ana")

    with pytest.raises(IllegalMove, match="resolved cannot be resolved"):
        await resolve(world.store, 1, actor="ana")


@pytest.mark.parametrize("act", [resolve, spam])
async def test_what_is_done_waits_in_no_queue(world: DeskWorld, act: object) -> None:
    """Else the next message would stand in a queue that has no escalation to show."""
    assert callable(act)
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")

    await act(world.store, 1, actor="ana")

    assert await world.rows("SELECT owner_kind, owner_name FROM conversations") == [("bot", "")]
    assert await world.one("SELECT count(*) FROM escalations WHERE closed_at IS NULL") == 0


async def test_out_of_a_queue_it_falls_to_nobody_where_the_bot_is_off(world: DeskWorld) -> None:
    await world.hears()
    await escalate(world.store, 1, REFUND, actor="bot")
    await set_mode(world.store, world.inbox.n, InboxMode.OFF, actor="owner")

    await resolve(world.store, 1, actor="ana")

    assert await world.one("SELECT owner_kind FROM conversations") == "nobody"


async def test_a_person_keeps_what_they_have_resolved(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor="ana")

    await resolve(world.store, 1, actor="ana")
    await world.hears("again")

    assert await world.rows("SELECT status, owner_kind, owner_name, needs_action FROM conversations") == [
        ("open", "agent", "ana", 1)
    ]


async def test_what_was_done_by_mistake_can_be_reopened(world: DeskWorld) -> None:
    await world.hears()
    await resolve(world.store, 1, actor="ana")

    await reopen(world.store, 1, actor="ana")

    assert await status(world) == "open"
    with pytest.raises(IllegalMove):
        await reopen(world.store, 1, actor="ana")


async def test_spam_is_out_of_every_list_and_nothing_is_drafted_for_it(world: DeskWorld) -> None:
    await world.waiting_draft()

    await spam(world.store, 1, actor="ana")
    await world.hears("Buy now")

    assert await status(world) == "spam"
    assert await world.rows("SELECT state FROM drafts") == [("withheld",)]
    counts = dict(await world.rows("SELECT key, value FROM counters"))
    assert (counts["spam"], counts["all"], counts["unread"], counts["needs"]) == (1, 0, 0, 0)


async def test_a_snoozed_conversation_comes_back_at_its_time(world: DeskWorld) -> None:
    await world.hears()
    await snooze(world.store, 1, NOON + HOUR, actor="ana")
    assert await wake_due(world.store) == 0
    assert await status(world) == "snoozed"

    world.clock.advance(HOUR)

    assert await wake_due(world.store) == 1
    assert await world.rows("SELECT status, snooze_until FROM conversations") == [("open", None)]
    assert await wake_due(world.store) == 0


async def test_a_snoozed_conversation_comes_back_when_the_customer_writes(world: DeskWorld) -> None:
    await world.hears()
    await snooze(world.store, 1, NOON + HOUR, actor="ana")

    await world.hears("Hello?")

    assert await world.rows("SELECT status, snooze_until FROM conversations") == [("open", None)]


async def test_snoozing_again_moves_the_time(world: DeskWorld) -> None:
    await world.hears()
    await snooze(world.store, 1, NOON + HOUR, actor="ana")

    await snooze(world.store, 1, NOON + 2 * HOUR, actor="ana")

    assert await world.one("SELECT snooze_until FROM conversations") == NOON + 2 * HOUR


async def test_nothing_is_snoozed_into_the_past(world: DeskWorld) -> None:
    await world.hears()

    with pytest.raises(InvalidInput, match="passed"):
        await snooze(world.store, 1, world.clock.now(), actor="ana")


async def test_tags_are_tidied_kept_once_and_counted(world: DeskWorld) -> None:
    await world.hears()

    await tag(world.store, 1, " VIP Guest ", actor="ana")
    await tag(world.store, 1, "vip-guest", actor="ana")
    await tag(world.store, 1, "catering", actor="ana")

    assert await world.one("SELECT tags FROM conversations") == " catering vip-guest "
    assert await world.one("SELECT value FROM counters WHERE key = 'tag:vip-guest'") == 1
    assert await world.one("SELECT count(*) FROM audit WHERE action = 'conversation.tagged'") == 2

    await untag(world.store, 1, "VIP guest", actor="ana")
    await untag(world.store, 1, "catering", actor="ana")
    await untag(world.store, 1, "never-there", actor="ana")

    assert await world.one("SELECT tags FROM conversations") == ""
    assert await world.one("SELECT count(*) FROM audit WHERE action = 'conversation.untagged'") == 2


@pytest.mark.parametrize("name", ["", "  ", "---", "🙂"])
async def test_what_has_no_letters_is_no_tag(world: DeskWorld, name: str) -> None:
    await world.hears()

    with pytest.raises(InvalidInput):
        await tag(world.store, 1, name, actor="ana")


async def test_tagging_what_is_not_there_is_refused(world: DeskWorld) -> None:
    with pytest.raises(NotFound):
        await tag(world.store, 9, "vip", actor="ana")


async def test_read_and_unread_are_told_to_the_feed_only_when_they_change(world: DeskWorld) -> None:
    await world.hears()
    feed = "SELECT count(*) FROM changes WHERE kind = 'conversation.changed'"
    before = await world.one(feed)

    await mark_read(world.store, 1)
    await mark_read(world.store, 1)
    assert await world.rows("SELECT unread FROM conversations") == [(0,)]
    assert await world.one(feed) == before + 1

    await mark_unread(world.store, 1)
    await mark_unread(world.store, 1)
    assert await world.rows("SELECT unread FROM conversations") == [(1,)]
    assert await world.one("SELECT value FROM counters WHERE key = 'unread'") == 1
    assert await world.one(feed) == before + 2
