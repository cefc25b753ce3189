"""The server most tests speak to."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.support.api_world import ApiWorld, api_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[ApiWorld]:
    """A live server with an empty store, at noon."""
    async with api_world(tmp_path / "home") as made:
        yield made


@pytest.fixture
async def tester(world: ApiWorld) -> AsyncIterator[httpx.AsyncClient]:
    """A peer with a test token that may do everything in the sandbox."""
    async with world.peer(await world.token(name="tester")) as peer:
        yield peer
