"""The part of a desk's books about work on conversations: who has them, where they stand, what is said of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from closer_tui.domain.contact import ContactDetail
from closer_tui.domain.errors import CloserError, Contested
from closer_tui.domain.presence import Began
from closer_tui.domain.priority import Priority

if TYPE_CHECKING:
    from closer_tui.drafting.proposals import Suggestion
    from tests.ui.world import World


@dataclass(frozen=True, slots=True)
class Back:
    """What the books say about taking back."""

    count: int = 1
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Halted:
    """What the books say about stopping the bot."""

    ended: int = 0


@dataclass
class WorkBooks:
    """Writes down what it was asked; `take_back` takes the name that the change was given: its place in the calls."""

    world: World
    actor: str = "paul"
    calls: list[tuple[object, ...]] = field(default_factory=list)
    refuse: CloserError | None = None
    moves: list[tuple[int, str, str]] = field(default_factory=list)
    contested: Contested | None = None
    seen: list[tuple[int | None, bool]] = field(default_factory=list)
    began: Began | None = None

    def _note(self, *call: object) -> str:
        self.calls.append(call)
        if self.refuse is not None:
            raise self.refuse
        return f"undo_{len(self.calls)}"

    def _stand(self, n: int, status: str) -> None:
        self.world.run("UPDATE conversations SET status = ? WHERE n = ?", status, n)
        self.world.changed("conversation.changed", n)

    async def take_back(self, batch: str) -> Back:
        what, n, *_ = self.calls[int(batch.removeprefix("undo_")) - 1]
        self._note("take_back", what, n)
        if what in {"resolve", "spam", "snooze", "reopen"}:
            self._stand(int(str(n)), "open" if what != "reopen" else "resolved")
        if what in {"document_add", "document_remove"}:
            gone = 1 if what == "document_add" else None
            self.world.run("UPDATE documents SET removed_at = ? WHERE n = ?", gone, n)
            self.world.changed("knowledge.changed")
        return Back()

    async def rate(self, message_seq: int, *, good: bool, word: str = "") -> str:
        return self._note("rate", message_seq, good, word)

    async def proposal_accept(self, proposal: Suggestion) -> str:
        return self._note("proposal_accept", proposal.key)

    async def proposal_dismiss(self, key: str) -> str:
        return self._note("proposal_dismiss", key)

    async def resolve(self, conversation_n: int) -> str:
        batch = self._note("resolve", conversation_n)
        self._stand(conversation_n, "resolved")
        return batch

    async def reopen(self, conversation_n: int) -> str:
        batch = self._note("reopen", conversation_n)
        self._stand(conversation_n, "open")
        return batch

    async def spam(self, conversation_n: int) -> str:
        batch = self._note("spam", conversation_n)
        self._stand(conversation_n, "spam")
        return batch

    async def snooze(self, conversation_n: int, until: int) -> str:
        batch = self._note("snooze", conversation_n, until)
        self.world.run("UPDATE conversations SET snooze_until = ? WHERE n = ?", until, conversation_n)
        self._stand(conversation_n, "snoozed")
        return batch

    async def halt(self) -> Halted:
        self._note("halt")
        self.world.run(
            "INSERT OR REPLACE INTO meta VALUES ('halt', ?)",
            json.dumps({"at": self.world.clock.now(), "by": "paul", "reason": ""}),
        )
        self.world.changed("bot.changed", None)
        return Halted(2)

    async def resume(self) -> None:
        self._note("resume")
        self.world.run("DELETE FROM meta WHERE key = 'halt'")
        self.world.changed("bot.changed", None)

    async def tag(self, conversation_n: int, tag: str) -> str | None:
        return self._note("tag", conversation_n, tag)

    async def untag(self, conversation_n: int, tag: str) -> str | None:
        return self._note("untag", conversation_n, tag)

    async def set_priority(self, conversation_n: int, priority: Priority) -> str:
        batch = self._note("set_priority", conversation_n, priority)
        self.world.run("UPDATE conversations SET priority = ? WHERE n = ?", int(priority), conversation_n)
        self.world.changed("conversation.changed", conversation_n)
        return batch

    async def follow_up(self, conversation_n: int, due_at: int, *, note: str = "", unless_reply: bool = False) -> str:
        return self._note("follow_up", conversation_n, due_at, note, unless_reply)

    async def follow_up_done(self, conversation_n: int) -> str:
        return self._note("follow_up_done", conversation_n)

    async def contact_edit(self, contact_n: int, name: str, detail: ContactDetail) -> str:
        return self._note("contact_edit", contact_n, name, detail)

    async def contact_merge(self, into_n: int, from_n: int) -> str:
        return self._note("contact_merge", into_n, from_n)

    async def contact_split(self, contact_n: int) -> None:
        self._note("contact_split", contact_n)

    async def block(self, contact_n: int) -> str:
        return self._note("block", contact_n)

    async def unblock(self, contact_n: int) -> str:
        return self._note("unblock", contact_n)

    async def hide(self, message_seq: int, *, hidden: bool) -> str:
        return self._note("hide", message_seq, hidden)

    async def note_edit(self, message_seq: int, body: str) -> str:
        return self._note("note_edit", message_seq, body)

    async def note_delete(self, message_seq: int) -> str:
        return self._note("note_delete", message_seq)

    async def tag_colour(self, tag: str, colour: str) -> str:
        return self._note("tag_colour", tag, colour)
