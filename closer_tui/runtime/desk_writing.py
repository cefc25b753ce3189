"""The desk's part about words kept ready, bound to one person and one open store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from closer_tui.domain.intent import Learnt
from closer_tui.domain.macro import Macro
from closer_tui.domain.ready_text import QuickReply
from closer_tui.services import intents, knowledge, macros, quick_replies
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

    async def intent_teach(self, name: str, example: str) -> Learnt:
        """Such questions are of this intent."""
        done = await intents.teach(self.store, name, [example], actor=self.actor)
        self._moved()
        return done

    async def intent_unlearn(self, learnt: Learnt) -> None:
        """Forget that again."""
        await intents.unlearn(self.store, learnt, actor=self.actor)
        self._moved()

    async def document_add(self, path: Path) -> knowledge.Taken:
        """Take a file in, or its newer version."""
        taken = await knowledge.add(self.store, path, actor=self.actor)
        self._moved()
        return taken

    async def document_remove(self, n: int) -> knowledge.Taken:
        """Take a document out."""
        taken = await knowledge.remove(self.store, n, actor=self.actor)
        self._moved()
        return taken

    async def documents_read_again(self) -> Sequence[knowledge.Taken]:
        """Look at every file again."""
        taken = await knowledge.reindex(self.store, actor=self.actor)
        self._moved()
        return taken

    async def macro_save(self, macro: Macro, *, n: int | None = None) -> macros.Kept:
        """Add a macro, or put it in the place of number `n`."""
        done = await macros.save(self.store, macro, actor=self.actor, n=n)
        self._moved()
        return done

    async def macro_remove(self, n: int) -> Macro:
        """Remove one; returns it."""
        was = await macros.remove(self.store, n, actor=self.actor)
        self._moved()
        return was

    async def macro_run(self, macro: Macro, conversation_n: int, *, hold_ms: int = 0) -> macros.Ran:
        """Do every step of a macro, or none."""
        done = await macros.run(self.store, macro, conversation_n, actor=self.actor, hold_ms=hold_ms)
        self._moved()
        return done

    async def macro_undo(self, run_n: int) -> None:
        """Put back what a run did, all of it or nothing."""
        await macros.undo(self.store, run_n, actor=self.actor)
        self._moved()
