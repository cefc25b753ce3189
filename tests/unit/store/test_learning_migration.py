"""What is known of drafts that were decided before decisions were recorded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.store import migrations as steps
from tests.support.desk_world import NOON

OLD = (
    "INSERT INTO inboxes (n, id, channel, connector, name, created_at) VALUES (1, 'inbox_1', 'sms', 'closer', 'S', 1)",
    "INSERT INTO contacts (n, name, created_at) VALUES (1, 'Maria', 1)",
    "INSERT INTO conversations (n, inbox_n, contact_n, channel, thread, address, created_at, topic)"
    " VALUES (1, 1, 1, 'sms', '+44', '+44', 1, 'hours')",
)
DRAFTS = (
    # state, decision, decided by, finished, decided
    ("approved", "unchanged", "ana", 1_000, 61_000),
    ("approved", "edited", "ana", 1_000, 61_000),
    ("rejected", "Wrong facts", "ana", 1_000, 61_000),
    ("superseded", "ana answered", None, 1_000, 61_000),
    ("superseded", "a newer draft is ready", None, 1_000, 61_000),
    ("stale", "a new message arrived", None, 1_000, 61_000),
    ("superseded", "the customer wrote again", None, None, 61_000),
    ("pending", None, None, 1_000, None),
)


def test_what_can_be_known_is_filled_in_and_the_rest_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = resolve_paths(tmp_path / "home")
    paths.ensure()
    with monkeypatch.context() as before:
        before.setattr(steps, "NAMES", steps.NAMES[: steps.NAMES.index("m013_learning")])
        steps.migrate(paths, NOON, "old")
    with closing(sqlite3.connect(paths.database)) as db:
        for statement in OLD:
            db.execute(statement)
        for revision, (state, decision, by, finished, at) in enumerate(DRAFTS, start=1):
            db.execute(
                "INSERT INTO drafts (n, conversation_n, revision, state, decision, decided_by, finished_at, decided_at,"
                " last_inbound, last_public, owner_epoch, tone_version, created_at)"
                " VALUES (?, 1, ?, ?, ?, ?, ?, ?, 0, 0, 0, 1, 0)",
                (revision, revision, state, decision, by, finished, at),
            )
        db.commit()

    steps.migrate(paths, NOON, "new")

    with closing(sqlite3.connect(paths.database)) as db:
        found = db.execute(
            "SELECT outcome, actor, reason, topic, similarity FROM decisions ORDER BY draft_n"
        ).fetchall()
        kept = dict(db.execute("SELECT outcome, sum(count) FROM decision_days GROUP BY 1").fetchall())
        times = db.execute("SELECT took_ms, count FROM decision_times").fetchall()
    assert found == [
        ("unchanged", "ana", "", "hours", 1000),
        ("edited", "ana", "", "hours", None),
        ("rejected", "ana", "Wrong facts", "hours", None),
        ("by_hand", "", "", "hours", None),
        ("superseded", "", "", "hours", None),
        ("stale", "", "", "hours", None),
    ]
    assert kept == {"unchanged": 1, "edited": 1, "rejected": 1, "by_hand": 1, "superseded": 1, "stale": 1}
    assert times == [(60_000, 4)]
