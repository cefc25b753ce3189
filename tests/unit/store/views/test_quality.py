"""The numbers of the quality page, from rows as the services write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from closer_tui.domain.clock import DAY
from closer_tui.domain.decision import FOR_A_PERSON
from closer_tui.store.views import Reader, quality
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SmallWorld]:
    made = SmallWorld(tmp_path)
    made.inbox()
    made.inbox("email")
    yield made
    made.close()


def draft(
    world: SmallWorld, conversation_n: int, outcome: str, *, at: int = NOON, took: int = MINUTE, **more: object
) -> None:
    n = world.add(
        "drafts", conversation_n=conversation_n, revision=world.db.execute("SELECT count(*) FROM drafts").fetchone()[0],
        state="approved", last_inbound=0, last_public=0, owner_epoch=0, tone_version=1, created_at=at, finished_at=at,
    )  # fmt: skip
    inbox_n = world.db.execute("SELECT inbox_n FROM conversations WHERE n = ?", (conversation_n,)).fetchone()[0]
    row = {"outcome": outcome, "at": at, "ready_at": at - took, "tone_version": 1, "inbox_n": inbox_n}
    world.add("decisions", draft_n=n, conversation_n=conversation_n, **(row | more))


def move(world: SmallWorld, n: int, epoch: int, event: str, actor: str, *, at: int = NOON, kind: str = "bot") -> None:
    before = json.dumps({"kind": kind})
    row = {"conversation_n": n, "at": at, "actor": actor, "event": event, "epoch": epoch}
    world.add("owner_moves", **row, kind="x", name="refunds", before_json=before)


def found(world: SmallWorld, *, since: int = NOON - 30 * DAY, inbox_n: int = 0) -> quality.Quality:
    with Reader.open(world.paths) as r:
        return quality.read(r, since=since, inbox_n=inbox_n)


def test_shares_are_of_the_drafts_a_person_judged(world: SmallWorld) -> None:
    n = world.conversation()
    for outcome in ("unchanged", "unchanged", "edited", "rejected", "by_hand", "stale", "superseded", "withheld"):
        draft(world, n, outcome)
    total = found(world).total
    assert (total.shown, total.decided) == (8, 5)
    assert (total.accepted.part, total.accepted.whole) == (3, 5)
    assert (total.unedited.part, total.unedited.whole) == (2, 5)


def test_inbox_topic_and_week_each_have_their_own(world: SmallWorld) -> None:
    one, other = world.conversation(1), world.conversation(2)
    draft(world, one, "unchanged", topic="hours", similarity=1000)
    draft(world, one, "edited", edit_class="missing_fact", similarity=500, at=NOON - 7 * DAY)
    draft(world, other, "rejected", topic="hours")
    draft(world, other, "unchanged", at=NOON - 40 * DAY)
    every = found(world)
    assert {name: tally.decided for name, tally in every.topics.items()} == {"hours": 2, "": 1}
    assert {n: tally.decided for n, tally in every.inboxes.items()} == {1: 2, 2: 1}
    assert [tally.decided for _, tally in sorted(every.weeks.items())] == [1, 2]
    assert every.total.likeness_mean == 0.75
    assert every.edits == {"missing_fact": 1}
    assert found(world, inbox_n=2).total.decided == 1
    assert all((at // DAY + 3) % 7 == 0 for at in every.weeks)


def test_the_median_is_of_the_time_from_ready_to_decided(world: SmallWorld) -> None:
    n = world.conversation()
    for took in (1, 9, 2, 60, 3):
        draft(world, n, "unchanged", took=took * MINUTE)
    draft(world, n, "stale", took=1)
    assert found(world).median_ms == 3 * MINUTE
    world.db.execute("DELETE FROM decisions WHERE at - ready_at < ?", (4 * MINUTE,))
    assert found(world).median_ms == 9 * MINUTE


def test_a_short_time_is_kept_to_the_second(world: SmallWorld) -> None:
    draft(world, world.conversation(), "edited", took=4_900)
    assert found(world).median_ms == 4_000


def test_an_escalation_is_right_unneeded_or_still_open(world: SmallWorld) -> None:
    right, unneeded, waiting = (world.conversation() for _ in range(3))
    for n in (right, unneeded, waiting):
        move(world, n, 1, "ESCALATE", "bot")
    world.message(right, "Here is your money.", at=NOON + MINUTE, direction="outbound", delivery="sent")
    move(world, right, 2, "HAND_BACK", "ana", at=NOON + 2 * MINUTE, kind="queue")
    move(world, unneeded, 2, "CLAIM", "ana", at=NOON + MINUTE, kind="queue")
    move(world, unneeded, 3, "HAND_BACK", "ana", at=NOON + 2 * MINUTE, kind="agent")
    sums = found(world).escalations
    assert (sums.right, sums.unneeded, sums.open, sums.missed) == (1, 1, 1, 0)
    assert found(world).escalations_of["refunds"].right == 1


def test_what_a_person_took_from_the_bot_was_missed_unless_they_took_that_back(world: SmallWorld) -> None:
    taken, by_hand, back, own = (world.conversation() for _ in range(4))
    move(world, taken, 1, "TAKE", "ana")
    move(world, by_hand, 1, "ESCALATE", "ana")
    move(world, back, 1, "TAKE", "ana")
    world.db.execute("UPDATE owner_moves SET undone_at = 1 WHERE conversation_n = ?", (back,))
    move(world, own, 1, "TAKE", "ana", kind="queue")
    assert found(world).escalations.missed == 2


def test_a_draft_rejected_because_a_person_should_answer_was_missed_once(world: SmallWorld) -> None:
    left, taken, other = (world.conversation() for _ in range(3))
    draft(world, left, "rejected", reason=FOR_A_PERSON)
    draft(world, taken, "rejected", reason=FOR_A_PERSON)
    move(world, taken, 1, "TAKE", "ana")
    draft(world, other, "rejected", reason="Too long")
    assert found(world).escalations.missed == 2


def test_every_number_is_read_from_what_is_kept_for_it(world: SmallWorld) -> None:
    with Reader.open(world.paths) as r:
        plans = {
            name: " ".join(row[3] for row in r.all(f"EXPLAIN QUERY PLAN {sql}", (0,) * sql.count("?")))
            for name, sql in (("sums", quality.SUMS), ("times", quality.TIMES), ("bot", quality.BY_THE_BOT))
        }
    assert "SEARCH decision_days" in plans["sums"]
    assert "SEARCH decision_times" in plans["times"]
    assert "ix_owner_moves_event" in plans["bot"]
