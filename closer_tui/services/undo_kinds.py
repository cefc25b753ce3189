"""How decisions that have an undo of their own are taken back as part of a batch: approvals and changes of owner."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.services.approve import undo_approval
from closer_tui.services.moving_back import undo_move
from closer_tui.store.together import Together
from closer_tui.store.undo import Change

APPROVED: Final = "draft.approved"
MOVED: Final = "owner.moved"


async def take_back_approval(tx: AsyncConnection, change: Change, now: int) -> None:
    """Raises Conflict once the reply has left."""
    await undo_approval(Together(tx, now), change.after["outbox"], actor=change.undone_by)


async def take_back_move(tx: AsyncConnection, change: Change, now: int) -> None:
    """Raises Conflict when somebody moved it since."""
    await undo_move(Together(tx, now), change.after["move"], actor=change.undone_by)
