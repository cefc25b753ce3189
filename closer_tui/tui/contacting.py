"""Decisions about contacts and single messages: a part of the work on a conversation, with the same rules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from closer_tui.domain.contact import ContactDetail
from closer_tui.store import keys
from closer_tui.store.views.contacts import Alike, ContactRow
from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.asking import Ask, Choice
from closer_tui.tui.desk import Desk
from closer_tui.tui.drawing import crop, one_line
from closer_tui.tui.notices import Tell
from closer_tui.tui.subject import Subject

__all__ = ["Contacting", "message_choices"]

FindContact = Callable[[str], ContactRow | None]


class Contacting:
    """What `Work` inherits. `_recorded` puts a step on the undo stack."""

    __slots__ = ()

    desk: Callable[[], Awaitable[Desk]]
    ask: Ask
    tell: Tell

    def _recorded(self, subject: Subject | None, words: str, batch: str | None) -> None:
        raise NotImplementedError

    async def edit_contact(self, contact: ContactRow, name: str, detail: ContactDetail) -> bool:
        """Keep what was said of a contact."""
        batch = await (await self.desk()).contact_edit(contact.n, name, detail)
        self._recorded(None, f"Changed what you say of {_who(contact)}", batch)
        return True

    async def rate(self, subject: Subject, message: MessageRow, *, good: bool, word: str = "") -> bool:
        """Say what one of the bot's messages is worth."""
        batch = await (await self.desk()).rate(message.seq, good=good, word=word)
        self._recorded(subject, f"Said that a reply to {subject.who} is {'good' if good else 'bad'}", batch)
        return True

    async def block(self, subject: Subject) -> bool:
        """Hear no more of this contact."""
        lines = [
            "What they write goes to spam, unseen and without drafts, on every channel.",
            "You can let them in again.",
        ]
        if not await self.ask.confirm(f"Block {subject.who}?", lines, yes="block"):
            return False
        batch = await (await self.desk()).block(subject.conversation.contact_n)
        self._recorded(subject, f"Blocked {subject.who}", batch)
        return True

    async def unblock(self, subject: Subject) -> bool:
        """Hear of them again."""
        batch = await (await self.desk()).unblock(subject.conversation.contact_n)
        self._recorded(subject, f"Let {subject.who} in again", batch)
        return True

    async def merge(self, contact: ContactRow, alike: Sequence[Alike], find: FindContact) -> bool:
        """Make another contact a part of this one, after a look at what moves."""
        picked = await self.ask.choose(
            f"Who is {_who(contact)} too?",
            [Choice(each.contact.id, one_line(each.contact.title, 40), each.why) for each in alike],
            free="a contact's ct_… or a conversation's conv_… id",
        )
        if picked is None:
            return False
        other = find(picked)
        if other is None or other.n == contact.n:
            self.tell(f"There is no other contact {one_line(picked, 40)}.", "warning")
            return False
        moves = [f"  {each.channel}  {one_line(each.address, 60)}" for each in other.identities[:8]]
        lines = [
            f"{_who(other)} becomes a part of {_who(contact)}, with:",
            *moves,
            "Replies go where they always went. z, or Split contact later, takes it back exactly.",
        ]
        if not await self.ask.confirm(f"Merge {_who(other)} into {_who(contact)}?", lines, yes="merge"):
            return False
        batch = await (await self.desk()).contact_merge(contact.n, other.n)
        self._recorded(None, f"Merged {_who(other)} into {_who(contact)}", batch)
        return True

    async def split(self, contact: ContactRow) -> bool:
        """Take the last merge back."""
        await (await self.desk()).contact_split(contact.n)
        self.tell(f"{_who(contact)} stands alone again.", "information")
        return True

    async def hide(self, subject: Subject, message: MessageRow, *, hidden: bool) -> bool:
        """Out of sight, or back."""
        batch = await (await self.desk()).hide(message.seq, hidden=hidden)
        self._recorded(subject, "Hid a message" if hidden else "Showed a message again", batch)
        return True

    async def edit_note(self, subject: Subject, message: MessageRow, body: str) -> bool:
        """Write a note anew."""
        self._recorded(subject, "Changed a note", await (await self.desk()).note_edit(message.seq, body))
        return True

    async def delete_note(self, subject: Subject, message: MessageRow) -> bool:
        """Delete a note."""
        self._recorded(subject, "Deleted a note", await (await self.desk()).note_delete(message.seq))
        return True

    async def colour_tag(self, tags: Sequence[str], colours: Sequence[str]) -> bool:
        """Choose a tag, then its colour."""
        tag = await self.ask.choose("Which tag?", [Choice(name, name) for name in tags])
        if tag is None:
            return False
        offered = [*(Choice(name, name) for name in colours), Choice("auto", "By its name")]
        colour = await self.ask.choose(f"Which colour for {tag}?", offered)
        if colour is None:
            return False
        self._recorded(None, f"Coloured {tag}", await (await self.desk()).tag_colour(tag, colour))
        return True


def message_choices(message: MessageRow, agent: str, outbox_n: int | None, *, react: bool) -> list[Choice]:
    """What can be done with a message; what cannot be done now is listed with the reason."""
    choices = [Choice("copy", "Copy its text"), Choice("quote", "Write a reply that quotes it")]
    if message.direction == "note":
        mine = message.author == agent
        whose = "" if mine else f"only {one_line(message.author, 30) or 'whoever wrote it'} can"
        choices = [Choice("copy", "Copy its text")]
        choices += [Choice("edit" if mine else "no:" + whose, "Change the note", whose)]
        choices += [Choice("delete" if mine else "no:" + whose, "Delete the note", whose)]
    hidden = message.hidden_at is not None
    choices.append(Choice("show", "Show it again") if hidden else Choice("hide", "Hide it", "only here"))
    if message.delivery == "failed" and outbox_n is not None:
        choices += [Choice("retry", "Send it again"), Choice("discard", "Give it up")]
    if message.direction == "inbound" and not react:
        why = "this channel takes no reactions"
        choices.append(Choice("no:" + why, "React", why))
    return choices


def message_words(message: MessageRow) -> str:
    """A message in a title."""
    return f"“{crop(one_line(message.body, 80), 40)}”"


def contact_number(text: str) -> tuple[str, int]:
    """Whether an id names a contact or a conversation, and its number. Raises InvalidInput."""
    kind = "conv" if text.strip().startswith("conv_") else "ct"
    return kind, keys.parse(kind, text)


def _who(contact: ContactRow) -> str:
    return crop(one_line(contact.title, 60), 30)
