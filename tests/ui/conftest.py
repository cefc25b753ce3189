"""A bakery and its desk for every screen test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual._styles_cache import StylesCache

from tests.ui.books import Books
from tests.ui.world import World, bakery


@pytest.fixture(autouse=True)
def no_lines_kept() -> Iterator[None]:
    """Textual keeps the painted lines of widgets that are long gone; a thousand tests of them slow each other down."""
    yield
    StylesCache.get_inner_outer.cache_clear()


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
