"""Rows of drafts: asked for once, finished once, and the conversation points at the one that waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.domain.draft import Check, CheckLevel, DraftAction, DraftBasis, DraftEvent, DraftState, Proposal
from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.store import conversations, drafts
from closer_tui.store.drafts import Draft
from tests.support.desk_world import NOON, DeskWorld, desk_world


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


async def move(desk: DeskWorld, n: int, event: DraftEvent, revision: int | None = None) -> DraftState | None:
    async with desk.store.write() as tx:
        return await drafts.move(tx, n, event, desk.clock.now(), by="ana", why="because", revision=revision)


async def read(desk: DeskWorld, n: int) -> Draft:
    async with desk.store.read() as conn:
        return await drafts.one(conn, n)


async def request(desk: DeskWorld, *, not_before: int, longest: int = 0, instruction: str = "") -> int:
    async with desk.store.write() as tx:
        basis = (await conversations.one(tx, 1)).basis
        return await drafts.request(
            tx, 1, basis, desk.clock.now(), not_before=not_before, longest_wait_ms=longest, instruction=instruction
        )


async def test_there_is_no_draft_by_a_number_nobody_gave(desk: DeskWorld) -> None:
    with pytest.raises(NotFound, match="draft_001"):
        await read(desk, 1)


async def test_lines_sent_quickly_ask_for_one_draft_that_answers_the_last_of_them(desk: DeskWorld) -> None:
    await desk.hears("Hi")
    await desk.hears("one question")
    await desk.hears("do you open at 8?")

    [row] = await desk.rows("SELECT n, revision, state, not_before, last_inbound FROM drafts")

    assert row[:3] == (1, 1, "requested")
    assert row[3] == desk.clock.now() + 3_000
    assert row[4] == await desk.one("SELECT max(seq) FROM messages")


async def test_a_customer_who_never_stops_writing_cannot_put_the_draft_off_for_ever(desk: DeskWorld) -> None:
    for _ in range(40):
        await desk.hears("and another thing")

    assert await desk.one("SELECT not_before FROM drafts") == NOON + 1_000 + 20_000


async def test_what_a_person_wished_stands_when_the_customer_adds_a_line(desk: DeskWorld) -> None:
    await desk.hears()
    n = await request(desk, not_before=NOON, instruction="shorter")

    await desk.hears("please hurry")

    assert (await read(desk, n)).instruction == "shorter"


async def test_each_draft_of_a_conversation_has_the_next_revision(desk: DeskWorld) -> None:
    first = await desk.waiting_draft()
    second = await desk.waiting_draft()

    assert [(await read(desk, n)).revision for n in (first, second)] == [1, 2]
    assert await desk.rows("SELECT state FROM drafts ORDER BY n") == [("superseded",), ("pending",)]
    assert await desk.one("SELECT pending_draft FROM conversations") == second


async def test_a_move_the_table_does_not_know_changes_nothing(desk: DeskWorld) -> None:
    n = await desk.waiting_draft()

    assert await move(desk, n, DraftEvent.CLAIM) is None
    assert await move(desk, 99, DraftEvent.APPROVE) is None
    assert await move(desk, n, DraftEvent.APPROVE, revision=2) is None
    assert (await read(desk, n)).state is DraftState.PENDING
    assert await move(desk, n, DraftEvent.REJECT, revision=1) is DraftState.REJECTED


async def test_who_decided_and_why_stands_beside_the_draft(desk: DeskWorld) -> None:
    n = await desk.waiting_draft()

    await move(desk, n, DraftEvent.REJECT)

    assert await desk.rows("SELECT decided_by, decision, decided_at FROM drafts") == [
        ("ana", "because", desk.clock.now())
    ]


async def test_the_conversation_points_at_what_waits_and_at_nothing_once_it_is_decided(desk: DeskWorld) -> None:
    n = await desk.waiting_draft()
    assert await desk.one("SELECT pending_draft FROM conversations") == n

    await desk.hears("And on Sunday?")
    assert await desk.one("SELECT pending_draft FROM conversations") == n  # stale, but there to be seen

    await move(desk, n, DraftEvent.REJECT)
    assert await desk.one("SELECT pending_draft FROM conversations") is None


async def test_a_draft_keeps_all_that_was_found_out_about_it(desk: DeskWorld) -> None:
    await desk.hears()
    await desk.finishes_draft(
        "Yes.", checks=[Check("link", CheckLevel.HOLD, "unknown host"), Check("tone", CheckLevel.OK)]
    )

    draft = await read(desk, 1)

    assert draft.check_levels == (CheckLevel.HOLD, CheckLevel.OK)
    assert draft.action is DraftAction.REPLY
    assert draft.basis.last_inbound == draft.basis.last_public > 0


async def test_a_run_that_was_overtaken_cannot_finish(desk: DeskWorld) -> None:
    await desk.hears()
    await move(desk, 1, DraftEvent.CLAIM)
    await desk.hears("no, wait")

    async with desk.store.write() as tx:
        late = await drafts.finish(
            tx, 1, Proposal(DraftAction.REPLY, "Yes."), [], DraftBasis(0, 0, 1, 1), desk.clock.now()
        )

    assert late is None
    assert await desk.rows("SELECT state, body FROM drafts ORDER BY n") == [("superseded", ""), ("requested", "")]


async def test_retiring_moves_what_the_table_lets_go_and_leaves_the_rest(desk: DeskWorld) -> None:
    n = await desk.waiting_draft()
    await desk.hears("more")  # the draft is stale now, another is asked for

    async with desk.store.write() as tx:
        moved = await drafts.retire(tx, 1, DraftEvent.NEW_INBOUND, desk.clock.now(), why="edited")
        assert moved == []
        moved = await drafts.retire(tx, 1, DraftEvent.SUPERSEDE, desk.clock.now(), why="answered")

    assert moved == [n, n + 1]


async def test_every_move_is_in_the_change_feed(desk: DeskWorld) -> None:
    await desk.waiting_draft()

    feed = await desk.rows("SELECT data_json FROM changes WHERE kind = 'draft.changed' ORDER BY seq")

    assert feed == [('{"state": "requested"}',), ('{"state": "generating"}',), ('{"state": "pending"}',)]


async def test_a_decision_that_comes_too_late_is_a_conflict(desk: DeskWorld) -> None:
    n = await desk.waiting_draft()
    await move(desk, n, DraftEvent.REJECT)

    async def approve() -> None:
        async with desk.store.write() as tx:
            await drafts.decide(
                tx, n, DraftEvent.APPROVE, desk.clock.now(), by="ben", why="unchanged", sent_body="Yes."
            )

    with pytest.raises(Conflict, match="somebody else"):
        await approve()
    assert await desk.one("SELECT decided_by FROM drafts") == "ana"


async def test_only_what_was_decided_comes_back_to_life(desk: DeskWorld) -> None:
    n = await desk.waiting_draft()

    async with desk.store.write() as tx:
        assert await drafts.revive(tx, n, desk.clock.now()) is None

    assert (await read(desk, n)).state is DraftState.PENDING
