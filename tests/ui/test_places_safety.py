"""Hostile words in every column of the store at once, and a walk through screens and boxes: shown, never obeyed.

The long harness does the same in a real terminal, with every command there is.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from closer_tui.domain.clock import ManualClock, SystemClock
from closer_tui.store.past_searches import PastSearches
from closer_tui.tui.drawing import cell_width
from tests.support.hostile import fill, poison, strings
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.test_safety import CONTROL
from tests.ui.world import World
from tests.unit.store.small_world import SmallWorld

WALK = (
    "",
    "enter",
    "H",
    "l",
    "l enter",
    "E",
    "number_sign",
    "at",
    "s",
    "P",
    "f t a g colon e",
    "X",
    "colon H O S",
    "colon left_square_bracket slash",
    "semicolon down",
    "w slash down",
    "w slash f7",
    "apostrophe",
    "slash e",
    "slash t a g colon tab",
    "p",
    "p x",
    "p e",
    "f4 j",
    "f5 j",
    "f6 v",
    "f7 j",
    "4 j enter",
    "B",
    "9",
)
"""Keys from the inbox; escape leads back."""


class HostileWorld(World):
    """A home in which whatever is words is hostile."""

    def __init__(self, home: Path) -> None:
        small = SmallWorld(home)
        fill(small)
        self.placed = poison(small.db, strings(500, seed=3))
        small.close()
        self.paths = small.paths
        self.clock = ManualClock(SystemClock().now())
        self.db = sqlite3.connect(self.paths.database, isolation_level=None)
        past = PastSearches(self.paths.past_searches)
        for word in strings(30, seed=4):
            past.add(word.encode("utf-8", "replace").decode())


@pytest.mark.parametrize(
    "walk", [pytest.param(WALK[::2], id="half"), pytest.param(WALK, id="all", marks=pytest.mark.long)]
)
async def test_hostile_words_in_every_column_pass_no_screen_and_no_box(tmp_path: Path, walk: tuple[str, ...]) -> None:
    world = HostileWorld(tmp_path / "home")
    assert world.placed > 500
    books = Books(world)
    async with driving(make_app(world, books), size=(160, 45)) as at:
        for keys in walk:
            await at.pilot.press(*keys.split())
            await at.quiet()
            painted = at.painted()
            assert not CONTROL.search(painted.replace("\n", "")), keys
            assert {cell_width(line) for line in painted.split("\n")} == {160}, keys
            await at.pilot.press("escape", "escape", "escape")
            at.app.go("inbox")
        assert at.app.is_running
    assert {name for name, *_ in books.calls} <= {"mark_read", "present", "seen"}
    world.close()
