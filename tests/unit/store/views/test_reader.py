"""Opening the database for reading: what can be wrong is said in our own words, and nothing can be written."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.errors import NotFound, StoreBehind, StoreDamaged, StoreError, StoreTooNew
from closer_tui.store.views import Reader
from tests.unit.store.small_world import SmallWorld


def test_no_database_yet_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Reader.open(resolve_paths(tmp_path))


def test_an_empty_file_is_no_database_yet(tmp_path: Path) -> None:
    paths = resolve_paths(tmp_path)
    paths.database.touch()
    with pytest.raises(NotFound):
        Reader.open(paths)


def test_an_empty_file_beside_a_full_log_is_not_taken_for_a_new_one(world: SmallWorld) -> None:
    world.inbox()
    world.paths.database.write_bytes(b"")
    with pytest.raises(StoreDamaged):
        Reader.open(world.paths)


def test_a_database_that_waits_for_a_migration_says_so(world: SmallWorld) -> None:
    world.db.execute("DELETE FROM migrations WHERE name = 'm002_counters'")
    with pytest.raises(StoreBehind):
        Reader.open(world.paths)


def test_a_database_of_a_newer_version_is_refused(world: SmallWorld) -> None:
    world.add("migrations", name="m999_future", applied_at=1, app_version="99")
    with pytest.raises(StoreTooNew) as caught:
        Reader.open(world.paths)
    assert "newer" in caught.value.message


def test_a_file_that_is_no_database_is_damaged(world: SmallWorld) -> None:
    world.close()
    world.paths.database.write_bytes(b"this is not a database at all, " * 400)
    with pytest.raises(StoreDamaged):
        Reader.open(world.paths)


def test_a_broken_page_met_by_a_query_is_damaged(world: SmallWorld) -> None:
    for _ in range(200):
        world.conversation(world.inbox("sms"), name="x" * 400)
    world.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page = world.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contacts'").fetchone()[0]
    world.close()
    with world.paths.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with Reader.open(world.paths) as r, pytest.raises(StoreDamaged):
        r.all("SELECT * FROM contacts")


def test_a_reader_cannot_write(world: SmallWorld, reader: Reader) -> None:
    world.inbox()
    with pytest.raises(StoreError):
        reader.all("DELETE FROM inboxes")
    assert reader.number("SELECT COUNT(*) FROM inboxes") == 1


def test_a_reader_sees_what_was_written_since_it_opened(world: SmallWorld, reader: Reader) -> None:
    assert reader.number("SELECT COUNT(*) FROM inboxes") == 0
    world.inbox()
    assert reader.number("SELECT COUNT(*) FROM inboxes") == 1


def test_a_moment_stands_still_while_others_write(world: SmallWorld, reader: Reader) -> None:
    world.inbox()
    with reader.moment():
        before = reader.number("SELECT COUNT(*) FROM inboxes")
        world.inbox()
        assert reader.number("SELECT COUNT(*) FROM inboxes") == before
    assert reader.number("SELECT COUNT(*) FROM inboxes") == before + 1


def test_reading_needs_no_writer_and_leaves_the_database_alone(world: SmallWorld) -> None:
    world.inbox()
    world.close()
    before = world.paths.database.read_bytes()
    with Reader.open(world.paths) as r:
        assert r.number("SELECT COUNT(*) FROM inboxes") == 1
    assert world.paths.database.read_bytes() == before


def test_pages_are_mapped_into_memory(reader: Reader) -> None:
    wanted = reader.number("PRAGMA mmap_size")
    assert wanted == 1 << 30 or wanted == int(sqlite3.connect(":memory:").execute("PRAGMA mmap_size").fetchone()[0])


def test_the_read_side_loads_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'pydantic', 'httpx', 'textual', 'anthropic', 'aiosqlite', 'asyncio'}"
    program = f"import sys, closer_tui.store.views; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
