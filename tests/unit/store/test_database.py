"""Opening the store, its pragmas, its lock, its migrations."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import StoreError, StoreTooNew
from closer_tui.store import pragmas
from closer_tui.store.database import READERS, Store
from closer_tui.store.migrations import NAMES, applied, migrate, statements
from closer_tui.store.tables import metadata
from tests.support.desk_world import NOON, DeskWorld, desk_world


async def opened(home: Path) -> Store:
    return await Store.open(resolve_paths(home), ManualClock(NOON))


async def test_every_connection_of_every_kind_has_the_pragmas_of_its_kind(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    try:
        async with store.write() as tx:
            assert (await tx.execute(text("PRAGMA synchronous"))).scalar() == pragmas.FULL
            assert (await tx.execute(text("PRAGMA foreign_keys"))).scalar() == 1
            assert (await tx.execute(text("PRAGMA secure_delete"))).scalar() == 1
            assert (await tx.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        async with store.write(bulk=True) as tx:
            assert (await tx.execute(text("PRAGMA synchronous"))).scalar() == pragmas.NORMAL
        held = []
        for _ in range(READERS):
            context = store.read()
            held.append((context, await context.__aenter__()))
        for _, conn in held:
            assert (await conn.execute(text("PRAGMA query_only"))).scalar() == 1
        for context, _ in held:
            await context.__aexit__(None, None, None)
    finally:
        await store.close()


def test_a_pragma_that_does_not_take_refuses_to_open() -> None:
    db = sqlite3.connect(":memory:")
    try:
        with pytest.raises(StoreError, match="journal_mode"):
            pragmas.apply(db.cursor(), {"journal_mode": "wal"})
    finally:
        db.close()


async def test_readers_cannot_write(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    try:
        with pytest.raises(OperationalError, match="readonly"):
            async with store.read() as conn:
                await conn.execute(text("DELETE FROM changes"))
    finally:
        await store.close()


async def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    store = await opened(tmp_path / "home")
    try:
        async with store.write() as tx:
            await tx.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "home").iterdir() if p.is_file()}
        assert {"closer.db", "closer.db-wal", "closer.db-shm", "write.lock"} <= set(modes)
        assert set(modes.values()) == {0o600}
    finally:
        await store.close()


async def test_an_exception_or_a_cancellation_leaves_nothing_behind(tmp_path: Path) -> None:
    async with desk_world(tmp_path / "home") as world:

        async def broken() -> None:
            async with world.store.write() as tx:
                await tx.execute(text("INSERT INTO meta VALUES ('half', 'done')"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await broken()

        written = asyncio.Event()

        async def interrupted() -> None:
            async with world.store.write() as tx:
                await tx.execute(text("INSERT INTO meta VALUES ('cut', 'off')"))
                written.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(interrupted())
        await written.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await world.rows("SELECT key FROM meta WHERE key IN ('half', 'cut')") == []
        async with world.store.write() as tx:  # the lock came free
            await tx.execute(text("INSERT INTO meta VALUES ('whole', 'x')"))


async def test_two_processes_write_side_by_side_and_nobody_is_told_the_database_is_locked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = await opened(home)
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from sqlalchemy import text\n"
        "from closer_tui.config.paths import resolve_paths\n"
        "from closer_tui.domain.clock import SystemClock\n"
        "from closer_tui.store.database import Store\n"
        "async def main():\n"
        "    store = await Store.open(resolve_paths(sys.argv[1]), SystemClock())\n"
        "    for i in range(60):\n"
        "        async with store.write() as tx:\n"
        "            await tx.execute(text(\"UPDATE counters SET value = value + 1 WHERE key = 'all'\"))\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
    )
    try:
        async with store.write() as tx:
            await tx.execute(text("INSERT INTO counters VALUES ('all', 0)"))
        others = [await asyncio.create_subprocess_exec(sys.executable, "-c", script, str(home)) for _ in range(2)]
        for _ in range(60):
            async with store.write() as tx:
                await tx.execute(text("UPDATE counters SET value = value + 1 WHERE key = 'all'"))
        assert [await p.wait() for p in others] == [0, 0]
        async with store.read() as conn:
            assert (await conn.execute(text("SELECT value FROM counters WHERE key = 'all'"))).scalar() == 180
    finally:
        await store.close()


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    await (await opened(tmp_path)).close()
    db = sqlite3.connect(tmp_path / "closer.db")
    db.execute("INSERT INTO migrations VALUES ('m999_from_the_future', 1, '9.9')")
    db.commit()
    db.close()
    before = (tmp_path / "closer.db").read_bytes()

    with pytest.raises(StoreTooNew, match="newer closer-tui"):
        await opened(tmp_path)

    assert (tmp_path / "closer.db").read_bytes() == before


def test_the_migrations_make_exactly_the_tables_the_code_sees(tmp_path: Path) -> None:
    paths = resolve_paths(tmp_path)
    paths.ensure()
    assert migrate(paths, NOON, "test") == NAMES
    made = sqlite3.connect(paths.database)
    wanted = sqlite3.connect(":memory:")
    try:
        from sqlalchemy import create_engine
        from sqlalchemy.pool import StaticPool

        engine = create_engine("sqlite://", creator=lambda: wanted, poolclass=StaticPool)
        metadata.create_all(engine)

        def columns(db: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
            return [tuple(row[1:]) for row in db.execute(f"PRAGMA table_xinfo({table})")]

        def indexes(db: sqlite3.Connection, table: str) -> set[str]:
            sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
            return {" ".join(f"{name} {text}".split()) for name, text in db.execute(sql, (table,))}

        for table in metadata.tables:
            assert columns(made, table) == columns(wanted, table), table
            assert indexes(made, table) == indexes(wanted, table), table
        engine.dispose()
    finally:
        made.close()
        wanted.close()


def test_a_backup_is_kept_before_each_migration_of_an_old_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = resolve_paths(tmp_path)
    paths.ensure()
    with monkeypatch.context() as older:
        older.setattr("closer_tui.store.migrations.NAMES", NAMES[:-1])
        migrate(paths, NOON, "test")
    db = sqlite3.connect(paths.database)
    db.execute("INSERT INTO meta VALUES ('mine', 'kept')")
    db.commit()
    db.close()

    assert migrate(paths, NOON + 1, "test") == (NAMES[-1],)

    [copy] = list(paths.backups_dir.glob("before-*.db"))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT value FROM meta WHERE key = 'mine'").fetchone() == ("kept",)
    kept.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    paths = resolve_paths(tmp_path)
    paths.ensure()
    db = sqlite3.connect(paths.database)
    db.execute("CREATE TABLE outbox (n INTEGER)")  # in the way of the first migration, half-way through it
    db.close()

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(paths, NOON, "test")

    db = sqlite3.connect(paths.database)
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"outbox", "migrations"}
    assert applied(db) == ()
    db.close()


def test_a_script_is_cut_at_statements_and_not_inside_a_trigger() -> None:
    script = (
        "CREATE TABLE a (b);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\nEND;\n-- said;\nSELECT 1;\n"
    )

    assert [s.split()[0] for s in statements(script)] == ["CREATE", "CREATE", "--"]


async def test_deleted_words_are_gone_from_the_file(tmp_path: Path) -> None:
    async with desk_world(tmp_path / "home") as world:
        await _write_and_delete(world)
        await world.store.checkpoint()
    raw = b"".join(p.read_bytes() for p in (tmp_path / "home").iterdir() if p.name.startswith("closer.db"))
    assert b"canary-in-a-row" not in raw


async def _write_and_delete(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await tx.execute(text("INSERT INTO meta VALUES ('secret', 'canary-in-a-row')"))
    async with world.store.write() as tx:
        await tx.execute(text("DELETE FROM meta WHERE key = 'secret'"))


async def test_the_process_that_waits_too_long_for_the_lock_says_so(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    other = os.open(store.paths.write_lock, os.O_RDWR)
    try:
        import fcntl

        from closer_tui.store.lock import WriteLock

        fcntl.flock(other, fcntl.LOCK_EX)
        impatient = WriteLock(store.paths.write_lock, patience_seconds=0.05)
        with pytest.raises(StoreError, match="locked"):
            async with impatient.held():
                pass
        with pytest.raises(StoreError, match="locked"), impatient.held_sync():
            pass
        impatient.close()
    finally:
        os.close(other)
        await store.close()
