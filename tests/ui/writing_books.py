"""The part of the fake desk that is about words kept ready: it keeps them in the world's own tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from closer_tui.domain.intent import Learnt, intent_name
from closer_tui.domain.macro import Macro
from closer_tui.domain.ready_text import QuickReply

if TYPE_CHECKING:
    from tests.ui.world import World


@dataclass(frozen=True, slots=True)
class Kept:
    """What saving did."""

    n: int
    before: QuickReply | None


@dataclass(frozen=True, slots=True)
class KeptMacro:
    """What saving a macro did."""

    n: int
    before: Macro | None


@dataclass(frozen=True, slots=True)
class Ran:
    """What running a macro did."""

    n: int
    leaves_at: int | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file."""

    name: str
    outcome: str
    parts: int = 0
    problem: str = ""
    undo: str | None = None


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

    async def intent_teach(self, name: str, example: str) -> Learnt:
        self._note("intent_teach", name, example)
        tidy = intent_name(name)
        db = self.world.db
        known = db.execute("SELECT n FROM intents WHERE name = ?", (tidy,)).fetchone()
        n = known[0] if known else self.world.run("INSERT INTO intents (name, updated_at) VALUES (?, 0)", tidy)
        self.world.run(
            "INSERT INTO intent_examples (intent_n, body, added_by, at) VALUES (?, ?, 'paul', 0)", n, example
        )
        return Learnt(tidy, not known, (example,))

    async def intent_unlearn(self, learnt: Learnt) -> None:
        self._note("intent_unlearn", learnt.name)

    async def document_add(self, path: Path) -> Taken:
        n = self.world.document(path.name, "Refunds", "Refunds reach you in 5 days.")
        self.world.changed("knowledge.changed")
        return Taken(path.name, "added", 1, undo=self._note("document_add", n, str(path)))

    async def document_remove(self, n: int) -> Taken:
        batch = self._note("document_remove", n)
        name = str(self.world.value("SELECT name FROM documents WHERE n = ?", n))
        self.world.run("UPDATE documents SET removed_at = 1 WHERE n = ?", n)
        self.world.changed("knowledge.changed")
        return Taken(name, "removed", 1, undo=batch)

    async def documents_read_again(self) -> list[Taken]:
        self._note("documents_read_again")
        return [Taken("faq.md", "outdated", 3, "it is no readable text. Save it again as UTF-8 text.")]

    async def macro_save(self, macro: Macro, *, n: int | None = None) -> KeptMacro:
        tidy, world = macro.checked(), self.world
        self._note("macro_save", tidy.name, n)
        row = world.db.execute("SELECT name, script, title FROM macros WHERE n = ?", (n,)).fetchone()
        if n is not None:
            world.run("UPDATE macros SET name = ?, script = ? WHERE n = ?", tidy.name, tidy.script, n)
        else:
            n = world.run(
                "INSERT INTO macros (name, script, title, updated_at) VALUES (?, ?, ?, 0)",
                *(tidy.name, tidy.script, tidy.title),
            )
        return KeptMacro(n, Macro(*row) if row else None)

    async def macro_remove(self, n: int) -> Macro:
        self._note("macro_remove", n)
        row = self.world.db.execute("SELECT name, script, title FROM macros WHERE n = ?", (n,)).fetchone()
        self.world.run("DELETE FROM macros WHERE n = ?", n)
        return Macro(*row)

    async def macro_run(self, macro: Macro, conversation_n: int, *, hold_ms: int = 0) -> Ran:
        self._note("macro_run", macro.name, conversation_n, hold_ms)
        return Ran(7)

    async def macro_undo(self, run_n: int) -> None:
        self._note("macro_undo", run_n)
