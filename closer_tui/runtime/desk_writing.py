"""The desk's part about words kept ready, bound to one person and one open store."""

from __future__ import annotations

from collections.abc import Callable

from closer_tui.domain.ready_text import QuickReply
from closer_tui.services import quick_replies
from closer_tui.services.quick_replies import Kept
from closer_tui.store.database import Store


class WritingAtStore:
    """Mixed into `StoreDesk`."""

    store: Store
    actor: str
    _moved: Callable[[], None]

    async def quick_reply_save(self, reply: QuickReply, *, n: int | None = None) -> Kept:
        """Add a quick reply, or put it in the place of number `n`."""
        done = await quick_replies.save(self.store, reply, actor=self.actor, n=n)
        self._moved()
        return done

    async def quick_reply_remove(self, n: int) -> QuickReply:
        """Remove one; returns it."""
        was = await quick_replies.remove(self.store, n, actor=self.actor)
        self._moved()
        return was
