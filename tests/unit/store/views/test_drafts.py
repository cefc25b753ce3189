"""Which draft stands before a person, and in what order the pile waits."""

import json

import pytest

from closer_tui.domain.draft import Check, CheckLevel, Source, Usage
from closer_tui.store.views import Reader, drafts
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (["pending"], "pending"),
        (["stale", "generating"], "stale"),
        (["superseded", "requested"], "requested"),
        (["approved"], None),
        (["failed"], "failed"),
        (["failed", "approved"], None),
        (["rejected", "withheld"], "withheld"),
        ([], None),
    ],
)
def test_the_draft_that_matters_is_shown(
    world: SmallWorld, reader: Reader, states: list[str], shown: str | None
) -> None:
    n = world.conversation(world.inbox())
    for state in states:
        world.draft(n, state=state)
    found = drafts.of(reader, n)
    assert (found.state if found else None) == shown


def test_a_draft_being_written_is_known_while_a_stale_one_waits(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox())
    world.draft(n, state="stale")
    new = world.draft(n, state="generating")
    working = drafts.working(reader, n)
    assert working is not None
    assert working.n == new
    assert [draft.state for draft in drafts.history(reader, n)] == ["generating", "stale"]


def test_who_waited_longest_comes_first_and_who_waits_for_nothing_last(world: SmallWorld, reader: Reader) -> None:
    world.inbox()
    waits = [None, NOON - 2 * MINUTE, NOON - 9 * MINUTE, None, NOON - 5 * MINUTE]
    made = [world.draft(world.conversation(waiting_since=at, last_message_at=NOON - i)) for i, at in enumerate(waits)]
    world.draft(world.conversation(status="resolved", waiting_since=NOON - 99 * MINUTE))
    expected = [made[2], made[4], made[1], made[3], made[0]]
    assert [draft.n for draft in drafts.pending(reader, 10)] == expected
    assert [draft.n for draft in drafts.pending(reader, 4)] == expected[:4]


def test_a_draft_carries_what_it_stands_on(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox("sms"), "Maria", waiting_since=NOON)
    number = world.draft(
        n,
        sources_json=json.dumps([{"id": "q1", "title": "Opening hours", "kind": "quick_reply", "quote": ""}]),
        checks_json=json.dumps([{"name": "promise", "level": "hold", "detail": "names a price"}]),
        usage_json=json.dumps({"input_tokens": 5, "took_ms": 900}),
        promises_json='["Saturday"]',
    )
    draft = drafts.one(reader, number)
    assert draft is not None
    assert draft.sources == (Source("q1", "Opening hours"),)
    assert draft.checks == (Check("promise", CheckLevel.HOLD, "names a price"),)
    assert draft.held
    assert (draft.usage, draft.promises) == (Usage(input_tokens=5, took_ms=900), ("Saturday",))
    assert (draft.customer, draft.channel, draft.waiting_since) == ("Maria", "sms", NOON)
    told = draft.json()
    assert {
        "id", "conversation", "revision", "state", "body", "action", "topic", "reason", "sources", "checks", "model",
        "usage", "created_at",
    } <= set(told)  # fmt: skip
    json.dumps(told)
    assert drafts.one(reader, 99) is None


def test_the_pile_is_walked_by_index_and_sorts_nothing(world: SmallWorld) -> None:
    for sql, index in (
        (drafts.PENDING_WAITING, "ix_conversations_waiting"),
        (drafts.PENDING_REST, "ix_conversations_needs"),
    ):
        plan = " | ".join(row[3] for row in world.db.execute(f"EXPLAIN QUERY PLAN {sql}", (50,)))
        assert index in plan
        assert "TEMP B-TREE" not in plan
    plan = " | ".join(row[3] for row in world.db.execute(f"EXPLAIN QUERY PLAN {drafts.OF}", (1, 8)))
    assert "SEARCH d USING INDEX" in plan
    assert "TEMP B-TREE" not in plan
