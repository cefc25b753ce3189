"""A backup is complete and private; a restored one never sends again what may have left."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import InvalidInput, NotFound, Refused, StoreDamaged, StoreTooNew
from closer_tui.store.backup import backup
from closer_tui.store.database import Store
from closer_tui.store.restore import Restored, restore
from closer_tui.store.settling_past import HELD_UNTIL
from closer_tui.store.views import Reader, changes, conversations, drafts, outbox
from tests.unit.store.small_world import NOON, SmallWorld

LATER = NOON + 3_600_000


def take(world: SmallWorld, target: Path) -> Path:
    return backup(world.paths, target).path


def bring(world: SmallWorld, source: Path) -> Restored:
    world.close()
    return restore(world.paths, source, now=LATER)


def ask(paths: Paths, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(paths.database)) as db:
        return db.execute(sql).fetchall()


def test_a_backup_of_a_database_in_use_holds_everything(world: SmallWorld, tmp_path: Path) -> None:
    n = world.conversation(world.inbox(), "Maria")
    world.message(n, "hello")
    world.outbox(n)
    world.db.execute("BEGIN IMMEDIATE")  # somebody is in the middle of writing
    world.message(n, "not yet there")
    done = backup(world.paths, tmp_path / "copy.db")
    world.db.execute("COMMIT")
    assert (done.conversations, done.messages, done.outbox) == (1, 2, 1)
    with closing(sqlite3.connect(done.path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT COUNT(*) FROM messages_fts WHERE messages_fts MATCH 'hello'").fetchone() == (1,)


def test_a_backup_is_one_file_for_its_owner_alone(world: SmallWorld, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    path = take(world, folder / "copy.db")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == ["copy.db"]


def test_a_backup_overwrites_only_when_told(world: SmallWorld, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(Refused):
        backup(world.paths, target)
    assert target.read_text() == "precious"
    backup(world.paths, target, overwrite=True)
    assert target.read_bytes().startswith(b"SQLite format 3")


def test_a_backup_goes_nowhere_it_could_do_harm(world: SmallWorld, tmp_path: Path) -> None:
    for target in (world.paths.database, Path(f"{world.paths.database}-wal"), tmp_path, tmp_path / "no" / "copy.db"):
        with pytest.raises(InvalidInput):
            backup(world.paths, target, overwrite=True)
    with pytest.raises(NotFound):
        backup(resolve_paths(tmp_path / "empty"), tmp_path / "copy.db")


def test_a_damaged_database_makes_no_backup(world: SmallWorld, tmp_path: Path) -> None:
    n = world.conversation(world.inbox())
    for i in range(300):
        world.message(n, f"message {i} " + "x" * 200, at=NOON + i)
    world.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = world.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages'").fetchone()[0]
    world.close()
    with world.paths.database.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\x00" * 64)
    with pytest.raises(StoreDamaged):
        backup(world.paths, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_restoring_brings_back_the_day_of_the_backup(world: SmallWorld, tmp_path: Path) -> None:
    n = world.conversation(world.inbox(), "Maria")
    world.message(n, "hello")
    source = take(world, tmp_path / "copy.db")
    world.message(n, "written later")
    done = bring(world, source)
    assert (done.conversations, done.messages, done.held, done.lost) == (1, 1, 0, ())
    assert ask(world.paths, "SELECT body FROM messages") == [("hello",)]
    assert done.put_aside is not None
    with closing(sqlite3.connect(done.put_aside)) as db:
        assert db.execute("SELECT COUNT(*) FROM messages").fetchone() == (2,)
    assert source.exists()


@pytest.mark.parametrize("state", ["queued", "sending", "unknown"])
def test_a_reply_whose_end_nobody_knows_is_held(world: SmallWorld, tmp_path: Path, state: str) -> None:
    n = world.conversation(world.inbox(), "Maria")
    number = world.outbox(n, state=state)
    source = take(world, tmp_path / "copy.db")
    done = bring(world, source)
    assert done.held == 1
    with Reader.open(world.paths) as r:
        row = outbox.one(r, number)
        conversation = conversations.one(r, n)
        assert [entry.n for entry in outbox.open(r)] == [number]
    assert row is not None
    assert conversation is not None
    assert (row.state, row.held, row.not_before) == ("unknown", True, HELD_UNTIL)
    assert "backup" in row.state_text
    assert conversation.attention == "outbox_unknown"


@pytest.mark.parametrize("end", ["sent", "delivered", "failed", "cancelled"])
def test_a_reply_that_ended_since_stays_ended(world: SmallWorld, tmp_path: Path, end: str) -> None:
    n = world.conversation(world.inbox())
    number = world.outbox(n, state="queued")
    source = take(world, tmp_path / "copy.db")
    world.change("outbox", number, state=end, external_id="wamid.7", settled_at=NOON)
    done = bring(world, source)
    assert (done.settled, done.held) == (1, 0)
    assert ask(world.paths, "SELECT state, external_id FROM outbox") == [(end, "wamid.7")]
    assert ask(world.paths, "SELECT delivery, external_id FROM messages") == [(end, "wamid.7")]


async def test_the_sender_never_finds_a_held_reply(world: SmallWorld, tmp_path: Path) -> None:
    from closer_tui.store import outbox as rows

    world.outbox(world.conversation(world.inbox()), state="queued")
    bring(world, take(world, tmp_path / "copy.db"))
    store = await Store.open(world.paths, ManualClock(LATER + 10**12))
    async with store.read() as conn:
        assert await rows.due(conn, 1, store.clock.now()) == []
        assert all(row.not_before > store.clock.now() for row in await rows.unsettled(conn, 1))
    await store.close()


def test_replies_the_backup_does_not_know_are_written_down(world: SmallWorld, tmp_path: Path) -> None:
    n = world.conversation(world.inbox())
    source = take(world, tmp_path / "copy.db")
    world.outbox(n, "approved after the backup")
    done = bring(world, source)
    assert [row["body"] for row in done.lost] == ["approved after the backup"]
    assert done.report is not None
    assert stat.S_IMODE(done.report.stat().st_mode) == 0o600
    told = json.loads(done.report.read_text())
    assert [row["body"] for row in told["outbox_open"]] == ["approved after the backup"]


def test_a_waiting_draft_must_be_looked_at_again(world: SmallWorld, tmp_path: Path) -> None:
    n = world.conversation(world.inbox())
    world.draft(n)
    begun = world.draft(world.conversation(), state="generating")
    done = bring(world, take(world, tmp_path / "copy.db"))
    assert done.drafts == 1
    with Reader.open(world.paths) as r:
        shown = drafts.of(r, n)
        assert shown is not None
        assert shown.state == "stale"
    assert ask(world.paths, f"SELECT state, not_before > {LATER} FROM drafts WHERE n = {begun}") == [("requested", 1)]


def test_who_was_shut_out_since_stays_out_and_used_keys_stay_used(world: SmallWorld, tmp_path: Path) -> None:
    n = world.conversation(world.inbox())
    token = {"prefix": "cls_live_ab", "env": "live", "channels_json": "[]", "scopes_json": "[]", "created_at": NOON}
    world.add("api_tokens", id="tok_1", hash="h1", **token)
    world.add("leases", name="engine", holder="x", token="t", acquired_at=1, expires_at=2)
    source = take(world, tmp_path / "copy.db")
    world.change("api_tokens", 1, revoked_at=NOON)
    world.change("conversations", n, opted_out=1)
    world.add(
        "idempotency", token_n=1, method="POST", path="/v1/x", key="k", body_hash="b", state="done", created_at=NOON
    )
    done = bring(world, source)
    assert done.known
    assert ask(world.paths, "SELECT revoked_at FROM api_tokens") == [(NOON,)]
    assert ask(world.paths, "SELECT opted_out FROM conversations") == [(1,)]
    assert ask(world.paths, "SELECT key FROM idempotency") == [("k",)]
    assert ask(world.paths, "SELECT * FROM leases") == []


def test_followers_never_see_a_number_twice(world: SmallWorld, tmp_path: Path) -> None:
    source = take(world, tmp_path / "copy.db")
    for _ in range(50):
        world.add("changes", at=NOON, kind="draft.changed")
    bring(world, source)
    with Reader.open(world.paths) as r:
        assert changes.last(r) > 50


def test_a_damaged_database_is_replaced_and_kept(world: SmallWorld, tmp_path: Path) -> None:
    n = world.conversation(world.inbox())
    source = take(world, tmp_path / "copy.db")
    world.outbox(n, "precious")
    world.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = world.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'conversations'").fetchone()[0]
    world.close()
    with world.paths.database.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    broken = world.paths.database.read_bytes()
    done = restore(world.paths, source, now=LATER)
    assert done.put_aside is not None
    assert done.put_aside.name.startswith("damaged-")
    assert done.put_aside.read_bytes() == broken
    assert not done.known
    assert done.report is not None
    assert "precious" in done.report.read_text()
    assert ask(world.paths, "PRAGMA integrity_check") == [("ok",)]


def test_restoring_while_others_work_is_refused(world: SmallWorld, tmp_path: Path) -> None:
    world.inbox()
    source = take(world, tmp_path / "copy.db")
    world.inbox("sms")
    with pytest.raises(Refused):
        restore(world.paths, source, now=LATER)
    assert world.db.execute("SELECT COUNT(*) FROM inboxes").fetchone() == (2,)


def test_what_is_no_backup_changes_nothing(world: SmallWorld, tmp_path: Path) -> None:
    world.inbox()
    world.close()
    before = world.paths.database.read_bytes()
    garbage, other, empty, newer = (tmp_path / name for name in ("garbage.db", "other.db", "empty.db", "newer.db"))
    garbage.write_bytes(b"garbage " * 1_000)
    empty.touch()
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE recipes (n)")
    backup(world.paths, newer)
    with closing(sqlite3.connect(newer, isolation_level=None)) as db:
        db.execute("INSERT INTO migrations VALUES ('m999_future', 1, '99')")
    for source, error in (
        (garbage, StoreDamaged),
        (other, InvalidInput),
        (empty, InvalidInput),
        (newer, StoreTooNew),
        (tmp_path / "missing.db", NotFound),
        (world.paths.database, InvalidInput),
    ):
        with pytest.raises(error):
            restore(world.paths, source, now=LATER)
    assert world.paths.database.read_bytes() == before
    assert not list(world.paths.backups_dir.iterdir())


def test_a_backup_can_begin_a_home(world: SmallWorld, tmp_path: Path) -> None:
    world.conversation(world.inbox())
    source = take(world, tmp_path / "copy.db")
    fresh = resolve_paths(tmp_path / "fresh")
    done = restore(fresh, source, now=LATER)
    assert (done.conversations, done.put_aside, done.known) == (1, None, True)
    assert stat.S_IMODE(fresh.database.stat().st_mode) == 0o600


async def test_a_restored_home_opens_for_writing(world: SmallWorld, tmp_path: Path) -> None:
    bring(world, take(world, tmp_path / "copy.db"))
    store = await Store.open(world.paths, ManualClock(LATER))
    async with store.write() as tx:
        await tx.exec_driver_sql("UPDATE counters SET value = value")
    await store.close()
