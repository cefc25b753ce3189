"""Actions on many: done together, left out with a reason, stopped half-way, and taken back where nothing changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.domain.bulk import BulkAction, Facts, Pick, Preview, left_out
from closer_tui.domain.clock import HOUR
from closer_tui.domain.draft import Check, CheckLevel
from closer_tui.domain.errors import Conflict
from closer_tui.domain.sync import Incoming
from closer_tui.services import bulk, ownership, triage, undoing
from closer_tui.store.views import Reader
from closer_tui.store.views import bulk as looking
from tests.support.desk_world import DeskWorld, desk_world

MANY = 30


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """Thirty customers who wrote; the first three have a draft: good, in doubt, out of date."""
    async with desk_world(tmp_path) as world:
        doubt = [Check("promise", CheckLevel.HOLD, "promises a refund")]
        await world.waiting_draft(who="+49170000001")
        await world.waiting_draft(who="+49170000002", checks=doubt)
        await world.waiting_draft(who="+49170000003")
        await world.hears("And on Sunday?", who="+49170000003")
        others = [f"+49170{i:06}" for i in range(4, MANY + 1)]
        await world.hears_page([Incoming(f"x{who}", who, who, "Open at 8?", world.clock.now()) for who in others])
        yield world


def preview(
    world: DeskWorld, action: BulkAction, value: str | int = "", numbers: range = range(1, MANY + 1)
) -> Preview:
    """What would happen to these."""
    found = Preview(action, value)
    with Reader.open(world.store.paths) as r:
        found.add(looking.facts(r, list(numbers)))
    return found


async def done(world: DeskWorld, action: BulkAction, value: str | int = "", hold_ms: int = 0) -> bulk.BulkDone:
    """Do it to all of them."""
    picks = preview(world, action, value).picks
    return await bulk.run(world.store, action, value, picks, actor="ana", hold_ms=hold_ms)


async def standing(world: DeskWorld) -> list[tuple[object, ...]]:
    """Everything a batch may touch and its undo must put back."""
    return await world.rows(
        "SELECT n, status, snooze_until, unread, owner_kind, owner_name, topic, tags, pending_draft FROM conversations"
    )


@pytest.mark.parametrize(
    ("action", "value", "holds"),
    [
        (BulkAction.RESOLVE, "", "status = 'resolved' AND unread = 0"),
        (BulkAction.SPAM, "", "status = 'spam'"),
        (BulkAction.SNOOZE, 1_800_000_000_000, "status = 'snoozed' AND snooze_until = 1800000000000"),
        (BulkAction.TAG, "vip", "tags = ' vip '"),
        (BulkAction.ASSIGN, "ben", "owner_kind = 'agent' AND owner_name = 'ben'"),
        (BulkAction.READ, "", "unread = 0"),
    ],
)
async def test_all_of_it_is_done_and_all_of_it_taken_back(
    shop: DeskWorld, action: BulkAction, value: str | int, holds: str
) -> None:
    before = await standing(shop)
    seen: list[tuple[int, int]] = []
    picks = preview(shop, action, value).picks
    result = await bulk.run(
        shop.store, action, value, picks, actor="ana", progress=lambda done, of: seen.append((done, of))
    )
    assert (result.done, result.left, result.stopped) == (MANY, [], False)
    assert await shop.one(f"SELECT COUNT(*) FROM conversations WHERE {holds}") == MANY
    assert seen == [(25, 30), (30, 30)]
    assert await shop.one("SELECT COUNT(*) FROM audit WHERE action = :a", a=f"list.{action.value}") == 1
    back = await undoing.take_back(shop.store, result.batch, actor="ana")
    assert (back.count, back.refused) == (MANY, ())
    assert await standing(shop) == before
    with pytest.raises(Conflict):
        await undoing.take_back(shop.store, result.batch, actor="ana")


async def test_only_drafts_that_are_fresh_and_without_doubt_are_approved(shop: DeskWorld) -> None:
    plan = preview(shop, BulkAction.APPROVE)
    assert [pick.n for pick in plan.picks] == [1]
    assert plan.left == {
        "in doubt: a check raised a flag": 1,
        "out of date: the customer wrote again": 1,
        "without a draft": MANY - 3,
    }
    result = await bulk.run(shop.store, BulkAction.APPROVE, "", plan.picks, actor="ana", hold_ms=5_000)
    assert result.done == 1
    assert result.leaves_at == shop.clock.now() + 5_000
    assert await shop.one("SELECT COUNT(*) FROM outbox WHERE state = 'queued'") == 1
    assert (await undoing.take_back(shop.store, result.batch, actor="ana")).count == 1
    assert await shop.one("SELECT COUNT(*) FROM outbox WHERE state = 'queued'") == 0
    assert await shop.one("SELECT state FROM drafts WHERE n = 1") == "pending"


async def test_a_draft_that_changed_after_the_preview_is_not_approved(shop: DeskWorld) -> None:
    plan = preview(shop, BulkAction.APPROVE)
    await shop.hears("Wait!", who="+49170000001")
    result = await bulk.run(shop.store, BulkAction.APPROVE, "", plan.picks, actor="ana")
    assert (result.done, len(result.left)) == (0, 1)
    assert "stale" in result.left[0][1]
    assert await shop.one("SELECT COUNT(*) FROM outbox") == 0


async def test_flagged_and_stale_drafts_are_refused_even_when_they_are_picked(shop: DeskWorld) -> None:
    picks = [Pick(2, (2, 1)), Pick(3, (3, 1)), Pick(4)]
    result = await bulk.run(shop.store, BulkAction.APPROVE, "", picks, actor="ana")
    assert (result.done, len(result.left)) == (0, 3)
    assert await shop.one("SELECT COUNT(*) FROM outbox") == 0


async def test_what_changed_since_stays_and_the_rest_comes_back(shop: DeskWorld) -> None:
    result = await done(shop, BulkAction.RESOLVE)
    await triage.reopen(shop.store, 7, actor="ben")
    await triage.spam(shop.store, 8, actor="ben")
    back = await undoing.take_back(shop.store, result.batch, actor="ana")
    assert (back.count, len(back.refused)) == (MANY - 2, 2)
    assert await shop.one("SELECT status FROM conversations WHERE n = 8") == "spam"
    assert await shop.one("SELECT COUNT(*) FROM conversations WHERE status = 'open'") == MANY - 1


async def test_an_assignment_that_somebody_moved_on_stays(shop: DeskWorld) -> None:
    result = await done(shop, BulkAction.ASSIGN, "ben")
    await ownership.take(shop.store, 5, actor="cleo")
    back = await undoing.take_back(shop.store, result.batch, actor="ana")
    assert (back.count, len(back.refused)) == (MANY - 1, 1)
    assert await shop.one("SELECT owner_name FROM conversations WHERE n = 5") == "cleo"
    assert await shop.one("SELECT COUNT(*) FROM conversations WHERE owner_kind = 'bot'") == MANY - 1


async def test_an_approval_that_left_stays(shop: DeskWorld) -> None:
    result = await done(shop, BulkAction.APPROVE)
    async with shop.store.write() as tx:
        await tx.exec_driver_sql("UPDATE outbox SET state = 'sending', attempts = 1")
    with pytest.raises(Conflict, match="already left"):
        await undoing.take_back(shop.store, result.batch, actor="ana")


async def test_what_a_mark_as_done_withheld_comes_back_with_it(shop: DeskWorld) -> None:
    result = await done(shop, BulkAction.RESOLVE)
    assert await shop.one("SELECT state FROM drafts WHERE n = 1") == "withheld"
    await undoing.take_back(shop.store, result.batch, actor="ana")
    assert await shop.one("SELECT state FROM drafts WHERE n = 1") == "pending"
    assert await shop.one("SELECT pending_draft FROM conversations WHERE n = 1") == 1


async def test_stopping_leaves_what_was_done_and_that_can_be_taken_back(shop: DeskWorld) -> None:
    seen: list[int] = []
    result = await bulk.run(
        shop.store,
        BulkAction.TAG,
        "vip",
        preview(shop, BulkAction.TAG, "vip").picks,
        actor="ana",
        progress=lambda done, _of: seen.append(done),
        stop=lambda: bool(seen),
    )
    assert (result.done, result.stopped) == (25, True)
    assert await shop.one("SELECT COUNT(*) FROM conversation_tags") == 25
    assert (await undoing.take_back(shop.store, result.batch, actor="ana")).count == 25
    assert await shop.one("SELECT COUNT(*) FROM conversation_tags") == 0


async def test_one_that_cannot_be_moved_leaves_the_others_of_its_transaction(shop: DeskWorld) -> None:
    plan = preview(shop, BulkAction.SNOOZE, shop.clock.now() + HOUR)
    await triage.spam(shop.store, 10, actor="ben")
    result = await bulk.run(shop.store, BulkAction.SNOOZE, shop.clock.now() + HOUR, plan.picks, actor="ana")
    assert result.done == MANY - 1
    assert [n for n, _ in result.left] == [10]
    assert await shop.one("SELECT COUNT(*) FROM conversations WHERE status = 'snoozed'") == MANY - 1


async def test_the_preview_says_who_is_in_and_why_others_are_not(shop: DeskWorld) -> None:
    await triage.resolve(shop.store, 1, actor="ben")
    await triage.spam(shop.store, 2, actor="ben")
    plan = preview(shop, BulkAction.RESOLVE)
    assert (len(plan.picks), plan.total, len(plan.names)) == (MANY - 2, MANY, 8)
    assert plan.left == {"done already": 1, "spam already": 1}


@pytest.mark.parametrize("action", BulkAction)
def test_every_action_has_somebody_who_is_in_and_somebody_who_is_not(action: BulkAction) -> None:
    value = "vip"
    free = Facts(1, status="open", unread=1, draft=(1, 1), draft_state="pending")
    other = Facts(2, status="spam", unread=0, tags=("vip",), owner_kind="agent", owner_name="vip")
    answers = {left_out(action, value, facts) is None for facts in (free, other)}
    assert answers == {True, False}
