"""A bakery and its desk for every screen test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.world import Books, World, bakery


@pytest.fixture
def empty_world(tmp_path: Path) -> Iterator[World]:
    """A home with an inbox and nobody in it."""
    world = World(tmp_path / "home")
    yield world
    world.close()


@pytest.fixture
def world(empty_world: World) -> World:
    """The bakery on a Friday morning."""
    return bakery(empty_world)


@pytest.fixture
def books(world: World) -> Books:
    """The desk of Paul."""
    return Books(world)
