"""The part of the desk for work beside replies: tags, reminders, contacts, single messages, and taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from closer_tui.domain.contact import ContactDetail
from closer_tui.domain.priority import Priority
from closer_tui.drafting.proposals import Suggestion
from closer_tui.services import contacts, following, learning, messaging, tagging, triage, undoing
from closer_tui.services.feedback import FeedbackVerdict, rate
from closer_tui.services.undoing import TakenBack
from closer_tui.store.database import Store

T = TypeVar("T")


class ConversationDesk:
    """One person at one store. `moved` is called after every decision, to wake the engine up."""

    def __init__(self, store: Store, actor: str, moved: Callable[[], None]) -> None:
        self.store = store
        self.actor = actor
        self._moved = moved

    def told(self, result: T) -> T:
        """Something has moved; the result is passed on."""
        self._moved()
        return result

    async def take_back(self, batch: str) -> TakenBack:
        """Undo what was done under this name."""
        return self.told(await undoing.take_back(self.store, batch, actor=self.actor))

    async def tag(self, conversation_n: int, tag: str) -> str | None:
        """Add a tag."""
        return self.told(await tagging.tag(self.store, conversation_n, tag, actor=self.actor))

    async def untag(self, conversation_n: int, tag: str) -> str | None:
        """Take a tag away."""
        return self.told(await tagging.untag(self.store, conversation_n, tag, actor=self.actor))

    async def set_priority(self, conversation_n: int, priority: Priority) -> str:
        """Say how much it presses."""
        return self.told(await triage.set_priority(self.store, conversation_n, priority, actor=self.actor))

    async def follow_up(self, conversation_n: int, due_at: int, *, note: str = "", unless_reply: bool = False) -> str:
        """Be reminded of it at a moment (ms)."""
        done = following.follow_up(
            self.store, conversation_n, due_at, actor=self.actor, note=note, unless_reply=unless_reply
        )
        return self.told(await done)

    async def follow_up_done(self, conversation_n: int) -> str:
        """What was to be followed up is dealt with, or no longer wanted."""
        return self.told(await following.finish(self.store, conversation_n, actor=self.actor))

    async def contact_edit(self, contact_n: int, name: str, detail: ContactDetail) -> str:
        """Say something else of a contact; an empty name goes back to the channel's."""
        wanted = contacts.ContactEdit(name, detail)
        return self.told(await contacts.edit(self.store, contact_n, wanted, actor=self.actor))

    async def contact_merge(self, into_n: int, from_n: int) -> str:
        """Make a contact a part of another."""
        return self.told(await contacts.merge(self.store, into_n, from_n, actor=self.actor))

    async def contact_split(self, contact_n: int) -> None:
        """Take the last merge into a contact back."""
        await self.take_back(await contacts.last_merge(self.store, contact_n))

    async def block(self, contact_n: int) -> str:
        """Hear no more of a contact."""
        return self.told(await contacts.block(self.store, contact_n, actor=self.actor))

    async def unblock(self, contact_n: int) -> str:
        """Hear of them again."""
        return self.told(await contacts.unblock(self.store, contact_n, actor=self.actor))

    async def hide(self, message_seq: int, *, hidden: bool) -> str:
        """Put a message out of sight, or back."""
        return self.told(await messaging.hide(self.store, message_seq, actor=self.actor, hidden=hidden)).batch

    async def note_edit(self, message_seq: int, body: str) -> str:
        """Write a note of one's own anew."""
        return self.told(await messaging.edit_note(self.store, message_seq, body, actor=self.actor)).batch

    async def note_delete(self, message_seq: int) -> str:
        """Delete a note of one's own."""
        return self.told(await messaging.delete_note(self.store, message_seq, actor=self.actor)).batch

    async def rate(self, message_seq: int, *, good: bool, word: str = "") -> str:
        """Say what one of the bot's messages is worth."""
        verdict = FeedbackVerdict.GOOD if good else FeedbackVerdict.BAD
        return self.told(await rate(self.store, message_seq, verdict, actor=self.actor, word=word))

    async def proposal_accept(self, proposal: Suggestion) -> str:
        """Make the change that repeated edits propose."""
        return self.told(await learning.accept(self.store, proposal, actor=self.actor))

    async def proposal_dismiss(self, key: str) -> str:
        """Hear no more of it."""
        return self.told(await learning.dismiss(self.store, key, actor=self.actor))

    async def tag_colour(self, tag: str, colour: str) -> str:
        """Choose the colour of a tag."""
        return self.told(await tagging.set_colour(self.store, tag, colour, actor=self.actor))
