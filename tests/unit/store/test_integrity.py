"""A damaged database is told from a sound one, never overwritten, and its outbox never silently emptied."""

import json
import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import NotFound, Refused, StoreDamaged, StoreError
from closer_tui.store import integrity
from closer_tui.store.begin_anew import begin_anew
from closer_tui.store.database import Store
from closer_tui.store.salvage import salvage
from closer_tui.store.views import Reader, outbox
from tests.unit.store.small_world import NOON, SmallWorld


@pytest.fixture
def full(world: SmallWorld) -> SmallWorld:
    """A world with an outbox of forty, folded into one file and closed."""
    world.inbox()
    for i in range(40):
        n = world.conversation(name=f"Customer {i}")
        world.message(n, f"question {i} " + "word " * 20, at=NOON + i)
        world.outbox(n, f"answer {i} " + "word " * 20, state=("queued", "unknown", "sending", "failed")[i % 4])
        world.draft(n, state="approved")
    world.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    world.db.execute("PRAGMA journal_mode = delete")
    world.close()
    return world


def break_table(world: SmallWorld, table: str) -> None:
    """Overwrite the first page of a table."""
    with closing(sqlite3.connect(world.paths.database)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    with world.paths.database.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)


def test_a_sound_database_passes(full: SmallWorld) -> None:
    integrity.check(full.paths)


def test_a_home_without_a_database_passes(tmp_path: Path) -> None:
    integrity.check(resolve_paths(tmp_path))


def test_a_flipped_byte_is_told_or_does_no_harm_to_the_outbox(full: SmallWorld, tmp_path: Path) -> None:
    told, harmless = flip_bytes(full, tmp_path, count=220, seed=20_260_522)
    assert told > 5
    assert harmless > 5


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_thousands_of_flipped_bytes_are_told_or_do_no_harm(full: SmallWorld, tmp_path: Path, scale: float) -> None:
    flip_bytes(full, tmp_path, count=int(3_000 * scale), seed=777)


def flip_bytes(full: SmallWorld, tmp_path: Path, *, count: int, seed: int) -> tuple[int, int]:
    """Flip one bit at a time; how often that was told, and how often it did no harm."""
    original = full.paths.database.read_bytes()
    with Reader.open(full.paths) as r:
        expected = [(row.n, row.state, row.recipient, row.body) for row in outbox.open(r)]
    dice = random.Random(seed)
    paths = resolve_paths(tmp_path / "flipped")
    paths.ensure()
    outcomes: Counter[str] = Counter()
    for _ in range(count):
        place = dice.randrange(len(original))
        changed = bytearray(original)
        changed[place] ^= 1 << dice.randrange(8)
        paths.database.write_bytes(changed)
        try:
            integrity.check(paths)
            with Reader.open(paths) as r:
                found = [(row.n, row.state, row.recipient, row.body) for row in outbox.open(r)]
        except StoreError:
            outcomes["told"] += 1
        else:
            # A failed reply never leaves by itself, so its words are not bound; but it is still there.
            assert [row[0] for row in found] == [row[0] for row in expected], f"byte {place}"
            assert [row for row in found if row[1] != "failed"] == [row for row in expected if row[1] != "failed"]
            outcomes["harmless"] += 1
        assert paths.database.read_bytes() == bytes(changed), "looking changed the file"
        for side in ("-wal", "-shm"):
            Path(f"{paths.database}{side}").unlink(missing_ok=True)
    return outcomes["told"], outcomes["harmless"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_damaged(full: SmallWorld, share: float) -> None:
    whole = full.paths.database.read_bytes()
    full.paths.database.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(StoreDamaged):
        integrity.check(full.paths)


async def test_a_file_cut_to_nothing_is_not_taken_for_a_new_one(full: SmallWorld) -> None:
    store = await Store.open(full.paths, ManualClock(NOON))
    await store.close()
    full.paths.database.write_bytes(b"")
    with pytest.raises(StoreDamaged) as caught:
        await Store.open(full.paths, ManualClock(NOON))
    assert "restore" in caught.value.hint
    assert full.paths.database.read_bytes() == b""


async def test_a_new_home_starts_with_an_empty_file(tmp_path: Path) -> None:
    paths = resolve_paths(tmp_path / "new")
    paths.ensure()
    paths.database.touch()
    store = await Store.open(paths, ManualClock(NOON))
    await store.close()
    integrity.check(paths)


def test_a_reply_whose_words_changed_is_told(full: SmallWorld) -> None:
    with closing(sqlite3.connect(full.paths.database, isolation_level=None)) as db:
        db.execute("UPDATE outbox SET body = 'send the money elsewhere' WHERE state = 'queued' AND n = 1")
    with pytest.raises(StoreDamaged, match="outbox entry 1 is not what was approved"):
        integrity.check(full.paths)


def test_a_reply_in_no_state_is_told(full: SmallWorld) -> None:
    with closing(sqlite3.connect(full.paths.database, isolation_level=None)) as db:
        db.execute("UPDATE outbox SET state = 'qveued' WHERE n = 1")
    with pytest.raises(StoreDamaged, match="unknown state"):
        integrity.check(full.paths)


def test_an_index_that_hides_a_reply_is_told(full: SmallWorld) -> None:
    with closing(sqlite3.connect(full.paths.database, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = 1")
        db.execute("UPDATE sqlite_master SET sql = NULL WHERE 0")
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_outbox_open'").fetchone()[0]
    with full.paths.database.open("r+b") as file:
        file.seek((root - 1) * 4096 + 3)
        file.write(b"\x00\x00")  # the page says that it holds nothing
    with pytest.raises(StoreDamaged):
        integrity.check(full.paths)


def test_the_error_names_the_newest_backup(full: SmallWorld) -> None:
    kept = full.paths.backups_dir / "before-m002-1.db"
    shutil.copyfile(full.paths.database, kept)
    break_table(full, "outbox")
    with pytest.raises(StoreDamaged) as caught:
        integrity.check(full.paths)
    assert str(kept) in caught.value.hint


def test_what_can_be_read_of_a_damaged_database_is_saved(full: SmallWorld) -> None:
    break_table(full, "messages")
    saved = salvage(full.paths.database)
    assert len(saved.open_outbox) == 40
    assert len(saved.tables["drafts"]) == 40


def test_a_broken_table_hides_only_itself(full: SmallWorld) -> None:
    break_table(full, "drafts")
    saved = salvage(full.paths.database)
    assert not saved.whole
    assert len(saved.open_outbox) == 40


def test_beginning_anew_keeps_the_file_and_writes_the_outbox_down(full: SmallWorld) -> None:
    break_table(full, "messages")
    broken = full.paths.database.read_bytes()
    done = begin_anew(full.paths, now=NOON)
    assert done.path.read_bytes() == broken
    assert not full.paths.database.exists()
    assert (done.outbox, done.whole) == (40, True)
    told = json.loads(done.report.read_text())
    assert {row["state"] for row in told["outbox_open"]} == {"queued", "unknown", "sending", "failed"}
    assert done.report.stat().st_mode & 0o077 == 0


async def test_after_beginning_anew_the_home_works(full: SmallWorld) -> None:
    break_table(full, "messages")
    begin_anew(full.paths, now=NOON)
    store = await Store.open(full.paths, ManualClock(NOON))
    await store.close()
    integrity.check(full.paths)


def test_a_sound_database_is_not_put_aside(full: SmallWorld, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        begin_anew(full.paths, now=NOON)
    with pytest.raises(NotFound):
        begin_anew(resolve_paths(tmp_path / "nothing"), now=NOON)


def test_the_log_goes_where_its_database_goes(world: SmallWorld) -> None:
    world.inbox()
    sides = {side: Path(f"{world.paths.database}{side}").read_bytes() for side in ("", "-wal")}
    target = integrity.put_aside(world.paths, "damaged", NOON)
    for side, content in sides.items():
        assert Path(f"{target}{side}").read_bytes() == content
    assert not world.paths.database.exists()
    assert integrity.free_name(world.paths.backups_dir, f"damaged-{NOON}") != target
