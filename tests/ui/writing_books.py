"""The part of the fake desk that is about words kept ready: it keeps them in the world's own tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from closer_tui.domain.ready_text import QuickReply

if TYPE_CHECKING:
    from tests.ui.world import World


@dataclass(frozen=True, slots=True)
class Kept:
    """What saving did."""

    n: int
    before: QuickReply | None


class WritingBooks:
    """Mixed into `Books`."""

    world: World

    def _note(self, *call: object) -> str:
        raise NotImplementedError

    async def quick_reply_save(self, reply: QuickReply, *, n: int | None = None) -> Kept:
        self._note("quick_reply_save", reply.shortcut, reply.body, n)
        tidy, world = reply.checked(), self.world
        row = world.db.execute("SELECT shortcut, body, title FROM quick_replies WHERE n = ?", (n,)).fetchone()
        if n is not None:
            world.run(
                "UPDATE quick_replies SET shortcut = ?, body = ?, title = ? WHERE n = ?",
                *(tidy.shortcut, tidy.body, tidy.title, n),
            )
        else:
            n = world.run(
                "INSERT INTO quick_replies (shortcut, body, title, updated_at) VALUES (?, ?, ?, 0)",
                *(tidy.shortcut, tidy.body, tidy.title),
            )
        return Kept(n, QuickReply(*row) if row else None)

    async def quick_reply_remove(self, n: int) -> QuickReply:
        self._note("quick_reply_remove", n)
        row = self.world.db.execute("SELECT shortcut, body, title FROM quick_replies WHERE n = ?", (n,)).fetchone()
        self.world.run("DELETE FROM quick_replies WHERE n = ?", n)
        return QuickReply(*row)
