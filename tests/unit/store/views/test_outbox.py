"""The outbox in words a person can decide by."""

import pytest

from closer_tui.store.views import Reader, outbox
from closer_tui.store.views.outbox import OutboxRow
from tests.unit.store.small_world import SmallWorld


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (OutboxRow(1, state="queued"), "waiting to leave"),
        (OutboxRow(1, attempts=2, error="no network"), "tried twice, not sent yet: no network; will try again"),
        (OutboxRow(1, state="sending", channel="sms"), "leaving to the SMS provider"),
        (OutboxRow(1, state="unknown", channel="whatsapp", lookups=2), "asked WhatsApp twice, no trace; send again?"),
        (OutboxRow(1, state="unknown", channel="whatsapp", lookups=5), "asked WhatsApp 5 times, no trace; send again?"),
        (OutboxRow(1, state="unknown", channel="email"), "it left and the mail server did not answer; did it arrive?"),
        (OutboxRow(1, state="failed", error="the number is blocked"), "not sent: the number is blocked"),
    ],
)  # fmt: skip
def test_how_a_reply_stands_is_said_in_words(row: OutboxRow, words: str) -> None:
    assert row.state_text == words


def test_what_can_be_decided_depends_on_the_state() -> None:
    names = {
        state: [a.name for a in OutboxRow(1, state=state).actions] for state in ("queued", "unknown", "failed", "sent")
    }
    assert names == {
        "queued": ["discard"],
        "unknown": ["mark-sent", "retry", "discard"],
        "failed": ["retry", "discard"],
        "sent": [],
    }
    again = next(a for a in OutboxRow(1, state="unknown").actions if a.name == "retry")
    assert "twice" in again.effect


def test_what_needs_a_person_stands_first_and_settled_ones_are_gone(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox(), "Maria")
    for state in ("sent", "queued", "failed", "unknown", "sending", "cancelled", "unknown"):
        world.outbox(n, state=state)
    found = outbox.open(reader)
    assert [(row.state, row.n) for row in found] == [
        ("unknown", 4),
        ("unknown", 7),
        ("failed", 3),
        ("sending", 5),
        ("queued", 2),
    ]
    assert found[0].customer == "Maria"
    assert [row.n for row in outbox.newest(reader, limit=2)] == [7, 6]


def test_a_reply_behind_one_in_doubt_says_what_it_waits_for(world: SmallWorld, reader: Reader) -> None:
    inbox = world.inbox()
    n, other = world.conversation(inbox, "Maria"), world.conversation(inbox, "Ben")
    world.outbox(n, state="queued")
    doubtful = world.outbox(n, state="unknown")
    behind, free = world.outbox(n, state="queued"), world.outbox(other, state="queued")
    texts = {row.n: row.state_text for row in outbox.open(reader)}
    assert texts[behind] == f"waits for out_{doubtful:03}, of which nobody knows yet whether it arrived"
    assert texts[1] == texts[free] == "waiting to leave"


def test_an_empty_outbox_is_empty(world: SmallWorld, reader: Reader) -> None:
    assert outbox.open(reader) == []


def test_an_entry_is_found_by_its_number_and_by_its_message(world: SmallWorld, reader: Reader) -> None:
    number = world.outbox(world.conversation(world.inbox()), "See you", actor="Paul")
    row = outbox.one(reader, number)
    assert row is not None
    assert outbox.of_message(reader, row.message_seq) == row
    assert outbox.one(reader, 99) is None
    told = row.json()
    assert (told["id"], told["state"], told["body"], told["actor"]) == ("out_001", "queued", "See you", "Paul")


def test_open_entries_are_found_by_their_index(world: SmallWorld) -> None:
    plan = " | ".join(row[3] for row in world.db.execute(f"EXPLAIN QUERY PLAN {outbox.OPEN}", (50,)))
    assert "o USING INDEX ix_outbox_open" in plan
    assert "TEMP B-TREE" not in plan
    plan = " | ".join(row[3] for row in world.db.execute(f"EXPLAIN QUERY PLAN {outbox.FAILED}", (50,)))
    assert "TEMP B-TREE" not in plan
