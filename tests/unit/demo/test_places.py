"""The throw-away directory of a demo: private, gone at the end, never anybody else's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from closer_tui.demo.places import LOCK, PREFIX, YOUNG_SECONDS, remove_leftovers, temporary_place


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    return folder


def test_the_place_is_private_and_gone_at_the_end(there: Path) -> None:
    with temporary_place(there) as place:
        assert stat.S_IMODE(place.root.stat().st_mode) == 0o700
        place.owner.ensure()
        place.server.ensure()
        assert place.owner.data_dir != place.server.data_dir
    assert list(there.iterdir()) == []


def test_it_is_gone_even_after_an_error(there: Path) -> None:
    with pytest.raises(SystemExit), temporary_place(there):
        raise SystemExit(143)
    assert list(there.iterdir()) == []


def test_a_demo_that_runs_is_left_alone(there: Path) -> None:
    with temporary_place(there) as first, temporary_place(there) as second:
        assert remove_leftovers(there) == []
        assert first.root.exists()
        assert second.root.exists()


def leftover(folder: Path, name: str) -> Path:
    """What a demo that was killed leaves."""
    root = folder / f"{PREFIX}{name}"
    root.mkdir(mode=0o700)
    (root / LOCK).touch()
    (root / "owner").mkdir()
    (root / "owner" / "closer.db").write_text("x")
    return root


def test_the_next_demo_clears_up_after_one_that_was_killed(there: Path) -> None:
    root = leftover(there, "killed")
    with temporary_place(there):
        assert not root.exists()


def test_one_that_is_just_being_made_is_left_alone_for_a_minute(there: Path) -> None:
    root = leftover(there, "young")
    (root / LOCK).unlink()
    assert remove_leftovers(there) == []
    long_ago = root.stat().st_mtime - YOUNG_SECONDS - 1
    os.utime(root, (long_ago, long_ago))
    assert remove_leftovers(there) == [root]


def test_links_and_open_directories_are_not_ours_to_delete(there: Path) -> None:
    precious = there / "precious"
    precious.mkdir(mode=0o700)
    (precious / LOCK).touch()
    (there / f"{PREFIX}link").symlink_to(precious)
    opened = leftover(there, "open")
    opened.chmod(0o755)
    assert remove_leftovers(there) == []
    assert precious.exists()
    assert opened.exists()
