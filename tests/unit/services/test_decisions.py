"""What becomes of every draft is recorded with the move itself, and goes when the decision is taken back."""

from __future__ import annotations

import pytest

from closer_tui.services.approve import approve, redraft, reject, undo_approval, undo_reject
from closer_tui.services.compose import reply
from closer_tui.services.triage import resolve
from tests.support.desk_world import DeskWorld

ROW = "SELECT outcome, actor, reason, edit_class, similarity, ready_at <= at FROM decisions"


async def test_an_approval_as_it_is_is_recorded_as_unchanged(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await approve(world.store, n, actor="ana")
    assert await world.rows(ROW) == [("unchanged", "ana", "", "", 1000, 1)]


async def test_an_edit_is_recorded_with_its_class_and_likeness(world: DeskWorld) -> None:
    n = await world.waiting_draft("The loaf is 4.50 with us.")
    await approve(world.store, n, actor="ana", body="The loaf is 4.80 with us.")
    assert await world.rows(ROW) == [("edited", "ana", "", "factual_correction", 960, 1)]


async def test_a_rejection_is_recorded_with_its_reason_and_undone(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await reject(world.store, n, actor="ana", reason="wrong hours")
    assert await world.rows(ROW) == [("rejected", "ana", "wrong hours", "", None, 1)]

    await undo_reject(world.store, n, actor="ana")
    assert await world.rows(ROW) == []
    assert await world.one("SELECT sum(count) FROM decision_days") == 0


async def test_taking_an_approval_back_takes_its_record_back(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    done = await approve(world.store, n, actor="ana", body="Something else.", hold_ms=5_000)
    await undo_approval(world.store, done.outbox_n, actor="ana")
    assert await world.rows(ROW) == []


async def test_an_answer_by_hand_is_compared_with_the_draft_it_replaces(world: DeskWorld) -> None:
    await world.waiting_draft("Yes, from 8.")
    await reply(world.store, 1, "Yes, from 9.", actor="ana")
    assert await world.rows(ROW) == [("by_hand", "ana", "", "factual_correction", 917, 1)]


async def test_a_draft_that_was_outrun_stays_so_when_another_takes_its_place(world: DeskWorld) -> None:
    await world.waiting_draft()
    await world.hears("And on Sunday?")
    assert [row[0] for row in await world.rows(ROW)] == ["stale"]
    await world.finishes_draft("On Sunday, too.")
    assert [row[0] for row in await world.rows(ROW)] == ["stale"]


async def test_a_stale_draft_that_is_sent_all_the_same_counts_as_sent(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await world.hears("Hello?")
    await approve(world.store, n, actor="ana", accept_stale=True)
    assert [row[0] for row in await world.rows(ROW)] == ["unchanged"]


async def test_what_the_bot_sends_by_itself_is_no_judgement_of_a_person(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await approve(world.store, n, actor="bot")
    assert [row[0] for row in await world.rows(ROW)] == ["alone"]
    assert await world.rows("SELECT * FROM decision_times") == []


async def test_asking_anew_and_resolving_are_recorded_and_a_draft_nobody_saw_is_not(world: DeskWorld) -> None:
    await world.waiting_draft()
    await redraft(world.store, 1, actor="ana")
    assert [row[0] for row in await world.rows(ROW)] == ["superseded"]
    await redraft(world.store, 1, actor="ana")
    assert len(await world.rows(ROW)) == 1
    await world.finishes_draft()
    await resolve(world.store, 1, actor="ana")
    assert [row[0] for row in await world.rows(f"{ROW} ORDER BY draft_n")] == ["superseded", "withheld"]


@pytest.mark.parametrize("again", range(2))
async def test_the_sums_of_a_day_are_those_of_its_records(world: DeskWorld, again: int) -> None:
    for number in range(3 + again):
        n = await world.waiting_draft("The loaf is 4.50.", who=f"+49170555{number:05}")
        await approve(world.store, n, actor="ana", body="The loaf is 4.80." if number else None)
    kept = "SELECT outcome, edit_class, count, similarity FROM decision_days WHERE count > 0 ORDER BY outcome"
    counted = "SELECT outcome, edit_class, count(*), sum(similarity) FROM decisions GROUP BY 1, 2 ORDER BY 1"
    assert await world.rows(kept) == await world.rows(counted)
