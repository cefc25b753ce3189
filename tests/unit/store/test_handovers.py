"""Notes by which a conversation was handed back before there was a table for that are still read by the next draft."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.handover import HandOver
from closer_tui.store import handovers
from closer_tui.store import migrations as steps
from closer_tui.store.database import Store
from tests.support.desk_world import NOON

OLD = (
    "INSERT INTO inboxes (n, id, channel, connector, name, created_at) VALUES (1, 'inbox_1', 'sms', 'closer', 'S', 1)",
    "INSERT INTO contacts (n, name, created_at) VALUES (1, 'Maria', 1)",
    "INSERT INTO conversations (n, inbox_n, contact_n, channel, thread, address, created_at)"
    " VALUES (1, 1, 1, 'sms', '+44', '+44', 1)",
    "INSERT INTO messages (seq, conversation_n, inbox_n, direction, at, arrived_at, external_id, author, body,"
    " delivery) VALUES (7, 1, 1, 'note', 5, 5, 'local:7', 'paul', 'Handed back to the bot: Two loaves.', 'none'),"
    " (8, 1, 1, 'note', 6, 6, 'local:8', 'paul', 'She calls often.', 'none')",
)


async def test_an_old_note_of_a_hand_back_is_a_hand_over_after_the_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = resolve_paths(tmp_path / "home")
    paths.ensure()
    with monkeypatch.context() as before:
        before.setattr(steps, "NAMES", steps.NAMES[: steps.NAMES.index("m004_ownership")])
        steps.migrate(paths, NOON, "old")
    db = sqlite3.connect(paths.database)
    for statement in OLD:
        db.execute(statement)
    db.commit()
    db.close()

    store = await Store.open(paths, ManualClock(NOON))
    async with store.read() as conn:
        found = await handovers.newest(conn, 1)
    await store.close()

    assert found is not None
    assert (found.author, found.at, found.summary) == ("paul", 5, HandOver(facts=("Two loaves.",)))
