"""The doctor finds what is wrong, says what to do about it, and changes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.store.doctor import examine, worst
from closer_tui.store.doctor_database import search_index
from closer_tui.store.doctor_files import place, versions
from closer_tui.store.findings import Finding, Level, size
from closer_tui.store.views import Reader
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld

HOUR = 60 * MINUTE


def findings(paths: Paths, now: int = NOON) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(paths, now=now)}


@pytest.fixture
def working(world: SmallWorld) -> SmallWorld:
    """A home in which all is well."""
    n = world.conversation(world.inbox(last_ok_at=NOON), "Maria", ("vip",), unread=1, waiting_since=NOON)
    world.message(n, "hello", at=NOON - MINUTE)
    world.draft(n)
    world.escalation(world.conversation(last_message_at=NOON))
    world.outbox(n, created_at=NOON)
    world.add("leases", name="engine", holder="box:1:a", token="t", acquired_at=NOON, expires_at=NOON + MINUTE)
    for name in ("write.lock", "config.toml", "closer.log"):
        (world.paths.data_dir / name).touch(mode=0o600)
    return world


def test_a_well_home_has_nothing_to_complain_of(working: SmallWorld) -> None:
    found = examine(working.paths, now=NOON)
    assert [finding for finding in found if finding.level is not Level.OK] == []
    assert worst(found) is Level.OK
    assert {
        "versions", "permissions", "place", "disk", "write-ahead log", "size", "integrity", "schema", "journal",
        "references", "search index", "counters", "channels", "clock", "engine", "inbox inbox_1", "outbox", "drafting",
        "secrets", "webhooks",
    } <= {finding.name for finding in found}  # fmt: skip


def test_every_complaint_says_what_to_do(world: SmallWorld) -> None:
    n = world.conversation(world.inbox(state="disconnected", last_error="revoked"))
    world.inbox(failures=12, last_error="down")
    world.outbox(n, state="unknown")
    world.message(n, "from the future", at=NOON + 9 * HOUR)
    world.paths.database.chmod(0o644)
    for finding in examine(world.paths, now=NOON):
        assert finding.detail
        assert finding.hint or finding.level is Level.OK, finding


def test_looking_changes_nothing(working: SmallWorld) -> None:
    working.close()
    before = {path.name: path.read_bytes() for path in working.paths.data_dir.iterdir() if path.is_file()}
    examine(working.paths, now=NOON)
    after = {path.name: path.read_bytes() for path in working.paths.data_dir.iterdir() if path.is_file()}
    assert {name: content for name, content in after.items() if not name.endswith(("-shm", "-wal"))} == {
        name: content for name, content in before.items() if not name.endswith(("-shm", "-wal"))
    }


def test_a_home_without_a_database_is_no_patient(tmp_path: Path) -> None:
    found = findings(resolve_paths(tmp_path / "new"))
    assert found["database"].level is Level.OK


def test_files_others_can_read_are_named(working: SmallWorld) -> None:
    working.paths.database.chmod(0o644)
    finding = findings(working.paths)["permissions"]
    assert finding.level is Level.FAIL
    assert "closer.db" in finding.detail
    assert finding.hint.startswith("Run: chmod go-rwx ")


def test_a_backup_others_can_read_is_named(working: SmallWorld) -> None:
    (working.paths.backups_dir / "old.db").touch(mode=0o644)
    (working.paths.backups_dir / "old.db").chmod(0o644)
    assert "old.db" in findings(working.paths)["permissions"].detail


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(working: SmallWorld, tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    home = str(working.paths.data_dir.resolve())
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {home} {kind} rw 0 0\nother:/y {home}elsewhere ext4 rw 0 0\n")
    finding = place(working.paths, mounts)
    assert finding.level is Level.FAIL
    assert kind in finding.detail


def test_a_synchronised_folder_is_warned_of(tmp_path: Path) -> None:
    assert place(resolve_paths(tmp_path / "Dropbox" / "closer"), tmp_path / "no-mounts").level is Level.WARN


def test_a_system_that_does_not_tell_its_mounts_is_taken_for_local(working: SmallWorld, tmp_path: Path) -> None:
    assert place(working.paths, tmp_path / "missing").level is Level.OK


def test_the_library_is_named_with_its_bug() -> None:
    detail = versions().detail
    assert sqlite3.sqlite_version in detail
    assert ("advisory lock" in detail) == (sqlite3.sqlite_version_info < (3, 51, 3))


def test_a_damaged_page_stops_the_examination(working: SmallWorld) -> None:
    working.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = working.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'drafts'").fetchone()[0]
    working.close()
    with working.paths.database.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    found = findings(working.paths)
    assert found["integrity"].level is Level.FAIL
    assert "--put-aside" in found["integrity"].hint
    assert "counters" not in found


def test_what_is_no_database_is_told(working: SmallWorld) -> None:
    working.close()
    working.paths.database.write_bytes(b"no database " * 900)
    for side in ("-wal", "-shm"):
        Path(f"{working.paths.database}{side}").unlink(missing_ok=True)
    assert findings(working.paths)["integrity"].level is Level.FAIL


def test_a_newer_database_and_one_that_waits_are_told(world: SmallWorld) -> None:
    world.add("migrations", name="m999_future", applied_at=1, app_version="99")
    assert findings(world.paths)["database"].level is Level.FAIL
    world.db.execute("DELETE FROM migrations WHERE name IN ('m999_future', 'm002_counters')")
    assert findings(world.paths)["schema"].level is Level.WARN


def test_rows_that_point_at_nothing_are_told(working: SmallWorld) -> None:
    working.db.execute("PRAGMA foreign_keys = 0")
    working.db.execute("DELETE FROM contacts WHERE n = 1")
    finding = findings(working.paths)["references"]
    assert finding.level is Level.FAIL
    assert "conversations" in finding.detail


def test_a_message_search_does_not_know_is_told(working: SmallWorld) -> None:
    working.db.execute(
        "UPDATE messages SET body = 'rewritten behind the back of the index' WHERE direction = 'inbound'"
    )
    assert findings(working.paths)["search index"].level is Level.FAIL


def test_a_message_that_was_never_indexed_is_told(working: SmallWorld) -> None:
    seq, body = working.db.execute("SELECT seq, body FROM messages LIMIT 1").fetchone()
    working.db.execute("INSERT INTO messages_fts (messages_fts, rowid, body) VALUES ('delete', ?, ?)", (seq, body))
    assert findings(working.paths)["search index"].level is Level.FAIL


def test_of_a_large_database_the_newest_messages_are_looked_up(working: SmallWorld, reader: Reader) -> None:
    assert "looked up" in search_index(reader, working.paths, copied_up_to=0).detail
    row = working.db.execute("SELECT seq, body FROM messages ORDER BY seq DESC LIMIT 1").fetchone()
    working.db.execute("INSERT INTO messages_fts (messages_fts, rowid, body) VALUES ('delete', ?, ?)", row)
    assert "indexed of" in search_index(reader, working.paths, copied_up_to=0).detail
    working.db.execute("INSERT INTO messages_fts (rowid, body) VALUES (7, 'of nobody')")  # so that the number is right
    assert search_index(reader, working.paths, copied_up_to=0).level is Level.FAIL


def test_a_conversation_on_a_channel_nobody_knows_is_told(working: SmallWorld) -> None:
    working.change("conversations", 1, channel="pigeon")
    assert findings(working.paths)["channels"].level is Level.FAIL


def test_a_wrong_counter_is_named_with_both_numbers(working: SmallWorld) -> None:
    working.db.execute("UPDATE counters SET value = 7 WHERE key = 'tag:vip'")
    assert "tag:vip 7 instead of 1" in findings(working.paths)["counters"].detail


def test_a_clock_that_went_back_is_told(working: SmallWorld) -> None:
    working.add("changes", at=NOON + 2 * HOUR, kind="draft.changed")
    assert findings(working.paths)["clock"].level is Level.FAIL


def test_a_message_from_the_future_is_told(working: SmallWorld) -> None:
    working.message(1, "hello from tomorrow", at=NOON + 24 * HOUR)
    assert findings(working.paths)["clock"].level is Level.WARN


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"last_ok_at": NOON}, Level.OK),
        ({"failures": 1, "last_error": "down"}, Level.WARN),
        ({"failures": 30, "last_error": "down"}, Level.FAIL),
        ({"state": "disconnected", "last_error": "revoked"}, Level.FAIL),
        ({"last_ok_at": NOON - 5 * HOUR}, Level.WARN),
    ],
)
def test_each_inbox_says_how_it_is(working: SmallWorld, values: dict[str, object], level: Level) -> None:
    working.change("inboxes", 1, **values)
    assert findings(working.paths)["inbox inbox_1"].level is level


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"state": "unknown"}, Level.WARN),
        ({"state": "failed"}, Level.WARN),
        ({"created_at": NOON - HOUR}, Level.FAIL),
        ({"created_at": NOON - HOUR, "not_before": NOON}, Level.OK),
        ({"state": "sending", "started_at": NOON - HOUR}, Level.FAIL),
        ({"state": "sent", "created_at": NOON - HOUR}, Level.OK),
    ],
)
def test_a_stuck_outbox_is_told(working: SmallWorld, values: dict[str, object], level: Level) -> None:
    working.change("outbox", 1, **values)
    assert findings(working.paths)["outbox"].level is level


def test_without_an_engine_what_waits_only_waits(working: SmallWorld) -> None:
    working.db.execute("DELETE FROM leases")
    working.change("outbox", 1, created_at=NOON - HOUR)
    found = findings(working.paths)
    assert (found["engine"].level, found["outbox"].level) == (Level.WARN, Level.WARN)


def test_late_and_failed_drafts_are_told(working: SmallWorld) -> None:
    late = working.draft(working.conversation(), state="requested", created_at=NOON - HOUR)
    assert findings(working.paths)["drafting"].level is Level.FAIL
    working.change("drafts", late, state="failed")
    working.change("conversations", 1, attention="draft_failed")
    assert findings(working.paths)["drafting"].level is Level.WARN


def test_a_log_without_bound_is_told(working: SmallWorld) -> None:
    working.close()
    with Path(f"{working.paths.database}-wal").open("ab") as file:
        file.truncate(70_000_000)
    assert findings(working.paths)["write-ahead log"].level is Level.WARN


def test_dead_letters_are_told(working: SmallWorld) -> None:
    working.add("webhook_endpoints", id="wh_1", url="https://x.example", events_json="[]", created_at=NOON)
    working.add("webhook_events", id="evt_1", event="message.received", env="live", body="{}", created_at=NOON)
    working.add("webhook_deliveries", endpoint_n=1, event_n=1, state="dead", next_at=NOON, finished_at=NOON)
    assert findings(working.paths)["webhooks"].level is Level.WARN


def test_sizes_are_said_in_few_digits() -> None:
    assert [size(n) for n in (0, 999, 1_500, 12_345_678, 9_876_543_210)] == [
        "0 bytes", "999 bytes", "1.5 kB", "12.3 MB", "9.9 GB",
    ]  # fmt: skip


def test_a_database_in_use_is_examined_too(working: SmallWorld) -> None:
    with closing(sqlite3.connect(working.paths.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE contacts SET name = 'Mary'")
        assert worst(examine(working.paths, now=NOON)) is Level.OK
        other.execute("ROLLBACK")
