"""A small world for tests of the store's read side and its care."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from closer_tui.store.views import Reader
from tests.unit.store.small_world import SmallWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SmallWorld]:
    """An empty database in a home of the test's own."""
    made = SmallWorld(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def reader(world: SmallWorld) -> Iterator[Reader]:
    """A reader of that database."""
    with Reader.open(world.paths) as opened:
        yield opened
