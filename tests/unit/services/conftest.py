"""The world of the use cases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.desk_world import DeskWorld, desk_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made
