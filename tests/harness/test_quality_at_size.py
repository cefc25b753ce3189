"""The quality page over a hundred thousand judged drafts of one month answers within 50 ms."""

from __future__ import annotations

import random
from pathlib import Path
from time import perf_counter

import pytest

from closer_tui.domain.clock import DAY
from closer_tui.store.views import Reader, quality
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld

DRAFTS = 100_000
LONGEST = 0.05
"""Seconds of the whole report."""
TRIES = 7


@pytest.mark.long
def test_the_numbers_of_a_large_shop_are_there_at_once(tmp_path: Path, scale: float) -> None:
    world = SmallWorld(tmp_path)
    fill(world, int(DRAFTS * scale))
    world.close()
    with Reader.open(world.paths) as r:
        found, times = quality.read(r, since=NOON - 30 * DAY), []
        for _ in range(TRIES):
            began = perf_counter()
            quality.read(r, since=NOON - 30 * DAY)
            times.append(perf_counter() - began)
    assert found.total.shown == int(DRAFTS * scale)
    assert found.escalations.missed > 0
    assert min(times) < LONGEST, [round(each * 1_000, 1) for each in times]


def fill(world: SmallWorld, size: int) -> None:
    """As many conversations with a judged draft each, every tenth escalated, every twentieth taken over."""
    source = random.Random(1)
    for channel in ("whatsapp", "email", "sms"):
        world.inbox(channel)
    db, numbers = world.db, range(1, size + 1)
    db.execute("BEGIN")
    db.execute("INSERT INTO contacts (n, name, created_at) VALUES (1, 'Maria', 0)")
    topics = ("", "refunds", "hours", "orders")
    db.executemany(
        "INSERT INTO conversations (n, inbox_n, contact_n, channel, thread, address, created_at, topic)"
        " VALUES (?, ?, 1, 'email', ?, 'm@example.org', 0, ?)",
        [(n, 1 + n % 3, str(n), source.choice(topics)) for n in numbers],
    )
    db.executemany(
        "INSERT INTO drafts (n, conversation_n, revision, state, last_inbound, last_public, owner_epoch, tone_version,"
        " created_at) VALUES (?, ?, 1, 'approved', 0, 0, 0, 1, 0)",
        [(n, n) for n in numbers],
    )
    ends = ("unchanged", "unchanged", "unchanged", "edited", "rejected", "by_hand", "stale")
    ats = [NOON - source.randrange(29 * DAY) for _ in numbers]
    db.executemany(
        "INSERT INTO decisions (draft_n, conversation_n, inbox_n, at, outcome, topic, tone_version, ready_at,"
        " edit_class, similarity) VALUES (?, ?, ?, ?, ?, ?, 1, ?, 'missing_fact', 900)",
        [
            (n, n, 1 + n % 3, at, source.choice(ends), source.choice(topics), at - source.randrange(10 * MINUTE))
            for n, at in zip(numbers, ats, strict=True)
        ],
    )
    moves = [(n, ats[n - 1], "bot", "ESCALATE", "refunds") for n in numbers if n % 10 == 0]
    moves += [(n, ats[n - 1], "ana", "TAKE", "ana") for n in numbers if n % 20 == 5]
    db.executemany(
        "INSERT INTO owner_moves (conversation_n, at, actor, event, epoch, kind, name, before_json)"
        """ VALUES (?, ?, ?, ?, 1, 'queue', ?, '{"kind": "bot"}')""",
        moves,
    )
    db.execute("COMMIT")
