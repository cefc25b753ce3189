"""Telling colleagues what a screen shows, and whether a reply is being written there. Nothing depends on it being on
disk, so it is written without waiting for that."""

from __future__ import annotations

from closer_tui.store import presence
from closer_tui.store.database import Store


async def show(store: Store, conversation_n: int | None, *, actor: str, replying: bool) -> None:
    """This screen shows a conversation, or none."""
    async with store.write(bulk=True) as tx:
        if conversation_n is None:
            await presence.leave(tx, store.holder)
        else:
            await presence.put(tx, store.holder, actor, conversation_n, store.clock.now(), replying=replying)
