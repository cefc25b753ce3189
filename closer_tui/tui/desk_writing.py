"""The part of the desk that is about words kept ready: quick replies, macros, examples of intents, documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from closer_tui.domain.intent import Learnt
from closer_tui.domain.macro import Macro
from closer_tui.domain.ready_text import QuickReply

__all__ = ["Kept", "KeptMacro", "Ran", "Taken", "WritingDesk"]


class Kept(Protocol):
    """What saving a quick reply did: its number, and what stood there before."""

    @property
    def n(self) -> int:
        """Its number."""

    @property
    def before(self) -> QuickReply | None:
        """None when it is new."""


class KeptMacro(Protocol):
    """What saving a macro did: its number, and what stood there before."""

    @property
    def n(self) -> int:
        """Its number."""

    @property
    def before(self) -> Macro | None:
        """None when it is new."""


class Ran(Protocol):
    """A macro that was run; `leaves_at` (ms) is until when its reply can be taken back, None without one."""

    @property
    def n(self) -> int:
        """The number of the run."""

    @property
    def leaves_at(self) -> int | None:
        """When its reply leaves."""

    @property
    def body(self) -> str:
        """The words of its reply."""


class Taken(Protocol):
    """What became of a document's file, and by what name the change is taken back (None: there is nothing to)."""

    @property
    def name(self) -> str:
        """What the document is called."""

    @property
    def outcome(self) -> str:
        """added, replaced, unchanged, failed, outdated, removed or missing."""

    @property
    def parts(self) -> int:
        """How many parts it has."""

    @property
    def problem(self) -> str:
        """What is wrong with the file; empty when nothing is."""

    @property
    def undo(self) -> str | None:
        """The batch."""


class WritingDesk(Protocol):
    """Every method raises a CloserError that says what to do next."""

    async def quick_reply_save(self, reply: QuickReply, *, n: int | None = None) -> Kept:
        """Add a quick reply, or put it in the place of number `n`."""

    async def quick_reply_remove(self, n: int) -> QuickReply:
        """Remove one; returns it."""

    async def intent_teach(self, name: str, example: str) -> Learnt:
        """Such questions are of this intent."""

    async def intent_unlearn(self, learnt: Learnt) -> None:
        """Forget that again."""

    async def document_add(self, path: Path) -> Taken:
        """Take a file in, or its newer version."""

    async def document_remove(self, n: int) -> Taken:
        """Take a document out."""

    async def documents_read_again(self) -> Sequence[Taken]:
        """Look at every file again."""

    async def macro_save(self, macro: Macro, *, n: int | None = None) -> KeptMacro:
        """Add a macro, or put it in the place of number `n`."""

    async def macro_remove(self, n: int) -> Macro:
        """Remove one; returns it."""

    async def macro_run(self, macro: Macro, conversation_n: int, *, hold_ms: int = 0) -> Ran:
        """Do every step of a macro, or none."""

    async def macro_undo(self, run_n: int) -> None:
        """Put back what a run did, all of it or nothing."""
