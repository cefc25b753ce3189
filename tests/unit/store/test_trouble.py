"""A disk that is full is told as such, and damage that is not even text as damage."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.errors import StoreDamaged, StoreError
from closer_tui.services.compose import note
from closer_tui.store import integrity
from closer_tui.store.backup import backup
from closer_tui.store.database import Store
from closer_tui.store.doctor import examine
from closer_tui.store.trouble import explain, of_the_file
from closer_tui.store.views.reader import Reader
from tests.support.desk_world import DeskWorld, desk_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    async with desk_world(tmp_path / "home") as found:
        await found.hears("Hello?")
        yield found


def sqlite_says(code: int, words: str = "so it is") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_CANTOPEN]
)
def test_the_disk_is_not_damage(code: int) -> None:
    told = explain(sqlite_says(code))
    assert not isinstance(told, StoreDamaged)
    assert "room on the disk" in told.hint


def test_only_what_has_to_do_with_the_file_is_told_in_place_of_what_was_asked() -> None:
    assert of_the_file(sqlite_says(sqlite3.SQLITE_CONSTRAINT_UNIQUE)) is None
    assert of_the_file(ValueError("no")) is None
    assert isinstance(of_the_file(sqlite_says(sqlite3.SQLITE_CORRUPT_INDEX)), StoreDamaged)


async def test_a_full_disk_refuses_a_decision_and_what_was_there_stays(world: DeskWorld) -> None:
    async with world.store.read() as conn:
        pages = (await conn.exec_driver_sql("PRAGMA page_count")).scalar_one()
    async with world.store.write() as tx:
        await tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to be out of room
    with pytest.raises(StoreError, match="does not let the database work: database or disk is full") as told:
        await note(world.store, 1, "x" * 60_000, actor="ana")
    assert not isinstance(told.value, StoreDamaged)
    assert await world.one("SELECT COUNT(*) FROM messages") == 1


@pytest.fixture
async def gibberish(tmp_path: Path) -> Paths:
    """A home whose schema holds bytes that are no text, which SQLite quotes in its error."""
    paths = resolve_paths(str(tmp_path / "damaged"))
    await (await Store.open(paths, SystemClock())).close()
    with closing(sqlite3.connect(paths.database)) as db:
        db.execute("PRAGMA writable_schema = 1")
        db.execute("UPDATE sqlite_master SET sql = CAST(x'435245415445be2020' AS TEXT) WHERE name = 'drafts'")
        db.commit()
    return paths


async def test_damage_that_is_no_text_is_told_as_damage_by_everything_that_meets_it(
    gibberish: Paths, tmp_path: Path
) -> None:
    with pytest.raises(StoreDamaged):
        Reader.open(gibberish)
    with pytest.raises(StoreDamaged):
        await Store.open(gibberish, SystemClock())
    with pytest.raises(StoreDamaged):
        backup(gibberish, tmp_path / "copy.db")
    assert integrity.problems(gibberish.database)
    assert "fail" in {finding.level for finding in examine(gibberish, now=SystemClock().now())}
