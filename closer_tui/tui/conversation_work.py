"""The part of the desk for work on one conversation beside its replies.

What can be taken back gives a name, by which `take_back` does it: in this sitting, in a later one, or from the command
line. None means that nothing changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from closer_tui.domain.contact import ContactDetail
from closer_tui.domain.priority import Priority

if TYPE_CHECKING:
    from closer_tui.drafting.proposals import Suggestion

__all__ = ["ConversationWork", "TakenBack"]


class TakenBack(Protocol):
    """What came of taking back: how many changes came back, and why the others did not."""

    @property
    def count(self) -> int:
        """Changes that came back."""

    @property
    def refused(self) -> Sequence[str]:
        """Why the others did not."""


class ConversationWork(Protocol):
    """What a person does to one conversation. Every method raises a CloserError that says what to do next."""

    actor: str

    async def take_back(self, batch: str) -> TakenBack:
        """Undo what was done under this name."""

    async def tag(self, conversation_n: int, tag: str) -> str | None:
        """Add a tag."""

    async def untag(self, conversation_n: int, tag: str) -> str | None:
        """Take a tag away."""

    async def set_priority(self, conversation_n: int, priority: Priority) -> str:
        """Say how much it presses."""

    async def follow_up(self, conversation_n: int, due_at: int, *, note: str = "", unless_reply: bool = False) -> str:
        """Be reminded of it at a moment (ms)."""

    async def follow_up_done(self, conversation_n: int) -> str:
        """What was to be followed up is dealt with, or no longer wanted."""

    async def contact_edit(self, contact_n: int, name: str, detail: ContactDetail) -> str:
        """Say something else of a contact; an empty name goes back to the channel's."""

    async def contact_merge(self, into_n: int, from_n: int) -> str:
        """Make a contact a part of another."""

    async def contact_split(self, contact_n: int) -> None:
        """Take the last merge into a contact back."""

    async def block(self, contact_n: int) -> str:
        """Hear no more of a contact."""

    async def unblock(self, contact_n: int) -> str:
        """Hear of them again."""

    async def hide(self, message_seq: int, *, hidden: bool) -> str:
        """Put a message out of sight, or back."""

    async def note_edit(self, message_seq: int, body: str) -> str:
        """Write a note of one's own anew."""

    async def note_delete(self, message_seq: int) -> str:
        """Delete a note of one's own."""

    async def rate(self, message_seq: int, *, good: bool, word: str = "") -> str:
        """Say what one of the bot's messages is worth."""

    async def proposal_accept(self, proposal: Suggestion) -> str:
        """Make the change that repeated edits propose."""

    async def proposal_dismiss(self, key: str) -> str:
        """Hear no more of it."""

    async def tag_colour(self, tag: str, colour: str) -> str:
        """Choose the colour of a tag."""
