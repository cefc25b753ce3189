"""Unsent words: private files that survive, are taken over by exactly one, and never overwrite another screen's."""

from __future__ import annotations

import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from closer_tui.store.unsent import Unsent, UnsentFolder
from closer_tui.tui.unsent import UnsentTexts


def texts(folder: Path) -> UnsentTexts:
    ticks = count(1_000)
    return UnsentTexts(UnsentFolder(folder, old_file=folder.parent / "unsent.json"), lambda: next(ticks))


def test_words_survive_in_files_only_their_owner_can_read(tmp_path: Path) -> None:
    first = texts(tmp_path / "unsent")
    first.keep(7, "héllo \ud800", "reply")
    first.close()
    assert [file.stat().st_mode & 0o077 for file in (tmp_path / "unsent").iterdir()] == [0]
    kept = texts(tmp_path / "unsent").of(7)
    assert kept is not None
    assert (kept.text, kept.purpose) == ("héllo \ud800", "reply")


def test_an_edit_remembers_the_draft_it_changes(tmp_path: Path) -> None:
    first = texts(tmp_path / "unsent")
    first.keep(7, "other words", "edit", (3, 2))
    first.close()
    kept = texts(tmp_path / "unsent").of(7)
    assert kept is not None
    assert (kept.draft_n, kept.revision) == (3, 2)


def test_empty_words_are_forgotten_on_disk_too(tmp_path: Path) -> None:
    first = texts(tmp_path / "unsent")
    first.keep(7, "x", "reply")
    first.save()
    first.keep(7, "  ", "reply")
    first.close()
    assert first.of(7) is None
    assert not list((tmp_path / "unsent").iterdir())


def test_two_screens_on_one_home_keep_their_own_words(tmp_path: Path) -> None:
    one, two = texts(tmp_path / "unsent"), texts(tmp_path / "unsent")
    one.keep(7, "from the first", "reply")
    one.save()
    assert two.of(7) is None, "the first still has it in its composer"
    two.keep(7, "from the second", "reply")
    two.save()
    one.keep(7, "from the first, longer", "reply")
    one.save()
    found = [(each.unsent.text, each.living) for each in UnsentFolder(tmp_path / "unsent").everything()]
    assert sorted(found) == [("from the first, longer", True), ("from the second", True)]


def test_what_several_left_behind_comes_back_one_after_the_other(tmp_path: Path) -> None:
    for text, at in (("older", 10), ("newer", 20)):
        folder = UnsentFolder(tmp_path / "unsent")
        folder.put(Unsent(7, text, at=at))
        folder.close()
    third = texts(tmp_path / "unsent")
    kept = third.of(7)
    assert kept is not None
    assert kept.text == "newer"
    third.forget(7)
    third.close()
    kept = texts(tmp_path / "unsent").of(7)
    assert kept is not None
    assert kept.text == "older"


def test_only_one_of_two_screens_takes_words_over(tmp_path: Path) -> None:
    left = UnsentFolder(tmp_path / "unsent")
    left.put(Unsent(7, "mine", at=1))
    left.close()
    screens = [UnsentFolder(tmp_path / "unsent") for _ in range(2)]
    assert sorted(len(screen.take_over()) for screen in screens) == [0, 1]


def test_words_of_a_killed_process_are_taken_over(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from closer_tui.store.unsent import Unsent, UnsentFolder\n"
        "UnsentFolder(Path(sys.argv[1])).put(Unsent(7, 'half a sen', at=5)); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "unsent")], check=False)
    fresh = texts(tmp_path / "unsent")
    kept = fresh.of(7)
    assert kept is not None
    assert kept.text == "half a sen"
    assert fresh.came_back == {7}
    fresh.close()
    assert [file.suffix for file in (tmp_path / "unsent").iterdir()] == [".json"]


@pytest.mark.parametrize("damage", ["{broken", "[]", '{"conversation_n": 7}', "[" * 100_000, "\xff"])
def test_a_damaged_file_is_put_aside_and_the_rest_is_read(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "unsent"
    folder.mkdir()
    (folder / "7.aaaa.json").write_bytes(damage.encode("latin-1"))
    left = UnsentFolder(folder)
    left.put(Unsent(8, "whole", at=1))
    left.close()
    fresh = texts(folder)
    assert [unsent.text for unsent in fresh.all()] == ["whole"]
    assert (folder / "7.aaaa.unreadable").exists()


def test_the_one_file_of_earlier_versions_is_read_once(tmp_path: Path) -> None:
    old = tmp_path / "unsent.json"
    old.write_text('{"7": ["hello", "note"]}')
    kept = texts(tmp_path / "unsent").of(7)
    assert kept is not None
    assert (kept.text, kept.purpose) == ("hello", "note")
    assert not old.exists()
    old.write_text("{broken")
    assert texts(tmp_path / "unsent").of(8) is None
    assert (tmp_path / "unsent.unreadable").read_text() == "{broken"


def test_a_home_where_nothing_was_written_has_no_folder(tmp_path: Path) -> None:
    assert texts(tmp_path / "unsent").all() == []
    assert not (tmp_path / "unsent").exists()
