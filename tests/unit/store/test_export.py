"""Everything can be taken out, and no secret with it."""

import json
import sqlite3
from contextlib import closing

from closer_tui.store import export
from closer_tui.store.views import Reader
from tests.unit.store.small_world import NOON, SmallWorld


def test_every_table_is_either_exported_or_left_out_for_a_reason(world: SmallWorld) -> None:
    with closing(sqlite3.connect(world.paths.database)) as db:
        tables = {
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith(("sqlite_", "messages_fts", "parts_fts", "parts_vocabulary"))
        }
    assert tables == set(export.TABLES) | set(export.LEFT_OUT)
    assert not set(export.TABLES) & set(export.LEFT_OUT)


def test_rows_carry_public_ids_and_times_and_parsed_values(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox(), "林さん", ("vip",), waiting_since=NOON)
    world.message(n, "予約は…")
    world.draft(n, sources_json='[{"id": "q1"}]')
    rows = list(export.rows(reader))
    found = {row["table"]: row for row in rows}
    assert found["conversations"]["id"] == "conv_001"
    assert found["conversations"]["waiting_since"] == "2026-05-22T12:00:00Z"
    assert found["messages"]["body"] == "予約は…"
    assert found["messages"]["id"].startswith("msg_")
    assert found["drafts"]["sources"] == [{"id": "q1"}]
    assert found["conversation_tags"]["tag"] == "vip"
    json.dumps(rows)


def test_more_rows_than_one_chunk_all_come_out(world: SmallWorld, reader: Reader) -> None:
    world.db.executemany("INSERT INTO contacts (name, created_at) VALUES (?, 1)", ((str(i),) for i in range(2_345)))
    assert sum(row["table"] == "contacts" for row in export.rows(reader)) == 2_345


def test_no_secret_leaves(world: SmallWorld, reader: Reader) -> None:
    canary = "canary-4711"
    world.add("secrets", owner="inbox_1", purpose="token", sealed=canary, created_at=NOON)
    world.add(
        "api_tokens", id="tok_1", prefix="cls_live_ab", hash=canary, env="live", channels_json="[]", scopes_json="[]",
        created_at=NOON,
    )  # fmt: skip
    world.add(
        "idempotency", token_n=1, method="POST", path="/", key=canary, body_hash=canary, state="done", response=canary,
        created_at=NOON,
    )  # fmt: skip
    told = json.dumps(list(export.rows(reader)))
    assert "tok_1" in told
    assert canary not in told
