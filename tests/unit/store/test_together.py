"""A transaction that is open already stands for a store: pieces of it stand or fall alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict
from closer_tui.store import audit
from closer_tui.store.together import Together
from tests.support.desk_world import DeskWorld, desk_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    async with desk_world(tmp_path) as made:
        yield made


async def test_a_transaction_handed_over_whole_is_a_piece_of_it(world: DeskWorld) -> None:
    async def notes(tx: AsyncConnection) -> str:
        await audit.note(tx, 1, "ana", "kept")
        return "done"

    async def fails(tx: AsyncConnection) -> None:
        await audit.note(tx, 1, "ana", "undone")
        raise Conflict("no")

    async with world.store.write() as tx:
        together = Together(tx, 1)
        assert await together.transact(notes) == "done"
        with pytest.raises(Conflict):
            await together.transact(fails)

    assert await world.rows("SELECT action FROM audit WHERE actor = 'ana'") == [("kept",)]
