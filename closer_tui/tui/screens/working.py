"""The actions of work on a conversation beside its replies, for every screen that shows one."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from closer_tui.domain.tags import COLOURS
from closer_tui.tui.asking import Choice
from closer_tui.tui.screens.base import CommandScreen
from closer_tui.tui.words import REJECT_REASONS

if TYPE_CHECKING:
    from closer_tui.store.views.contacts import ContactRow
    from closer_tui.store.views.rows import MessageRow
    from closer_tui.tui.subject import Subject
    from closer_tui.tui.widgets.thread import ThreadView

__all__ = ["WorkingScreen"]


class WorkingScreen(CommandScreen):
    """Takes the subject as it is at the key press."""

    about: Subject | None = None

    def ready(self) -> Subject | None:
        """The subject, if a key may be trusted now."""
        raise NotImplementedError

    def thread_view(self) -> ThreadView | None:
        """The thread that is shown, once there is one."""
        return None

    def quote(self, message: MessageRow) -> None:
        """Begin a reply that quotes a message."""
        self.kit.show(message.conversation_n, message.seq)
        self.kit.tell("Here it is in the inbox; m quotes it there.", "information")

    def _decide(self, decision: Coroutine[Any, Any, bool]) -> None:
        raise NotImplementedError

    # --- where it stands

    def action_snooze(self) -> None:
        """Put it away until later."""
        if about := self.ready():
            self._decide(self.kit.decisions.snooze(about))

    def action_resolve(self) -> None:
        """Mark as done."""
        if about := self.ready():
            self._decide(self.kit.decisions.resolve(about))

    def action_reopen(self) -> None:
        """Open again."""
        if about := self.ready():
            self._decide(self.kit.decisions.reopen(about))

    def action_spam(self) -> None:
        """Mark as spam."""
        if about := self.ready():
            self._decide(self.kit.decisions.spam(about))

    def action_set_priority(self) -> None:
        """Say how much it presses."""
        if about := self.ready():
            self.kit.act(self.kit.decisions.priority(about))

    def action_follow_up(self) -> None:
        """Be reminded, or say that it is dealt with."""
        if about := self.ready():
            self.kit.act(self.kit.decisions.follow_up(about, self.kit.data.follow_up(about.conversation.n)))

    def action_follow_ups(self) -> None:
        """Go to one of the reminders that are open."""

        async def pick() -> None:
            n = await self.kit.decisions.pick_follow_up(self.kit.data.follow_ups())
            if n is not None:
                self.kit.show(n, 0)

        self.kit.act(pick())

    # --- tags

    def action_tag(self) -> None:
        """Add or take away a tag."""
        if self.about:
            self.kit.act(self.kit.decisions.tag(self.about, self.kit.data.tags()))

    def action_colour_tag(self) -> None:
        """Choose the colour of a tag."""
        self.kit.act(self.kit.decisions.colour_tag(self.kit.data.tags(), COLOURS))

    # --- what the bot learns

    def action_teach(self) -> None:
        """Say what the customer's last question is."""
        if about := self.about:
            self.kit.act(self.kit.decisions.teach(about, self._asked_last(about), self.kit.data.intents()))

    def _asked_last(self, about: Subject) -> str:
        thread = self.thread_view()
        said = thread.messages if thread and thread.conversation_n == about.conversation.n else ()
        return next((m.body for m in reversed(said) if m.direction == "inbound"), about.conversation.snippet)

    # --- the contact

    def _contact(self) -> ContactRow | None:
        return self.kit.data.contact(self.about.conversation.contact_n) if self.about else None

    def action_show_contact(self) -> None:
        """Everything known of them, and what to do next."""
        from closer_tui.tui.modals.contact_card import ContactCard

        contact, about, data = self._contact(), self.about, self.kit.data
        if contact is None or about is None:
            return
        card = ContactCard(contact, data.talks(contact.n), data.alike(contact.n), self.kit.when, about.conversation.n)

        async def follow() -> None:
            said = await self.app.push_screen_wait(card)
            if said is None:
                return
            what, n = said
            if what == "open":
                self.kit.show(n, 0)
            elif what == "block":
                decisions = self.kit.decisions
                await (decisions.unblock(about) if contact.blocked_at else decisions.block(about))
            else:
                await {"edit": self._edit, "merge": self._merge, "split": self.kit.decisions.split}[what](contact)

        self.kit.act(follow())

    async def _edit(self, contact: ContactRow) -> bool:
        from closer_tui.tui.modals.contact_form import ContactForm

        said = await self.app.push_screen_wait(ContactForm(contact))
        return said is not None and await self.kit.decisions.edit_contact(contact, *said)

    async def _merge(self, contact: ContactRow) -> bool:
        data = self.kit.data
        return await self.kit.decisions.merge(contact, data.alike(contact.n), data.find_contact)

    def action_edit_contact(self) -> None:
        """Change what we say of them."""
        if contact := self._contact():
            self.kit.act(self._edit(contact))

    def action_merge_contact(self) -> None:
        """They are somebody else too."""
        if contact := self._contact():
            self.kit.act(self._merge(contact))

    def action_split_contact(self) -> None:
        """Take the last merge back."""
        if contact := self._contact():
            self.kit.act(self.kit.decisions.split(contact))

    def action_block_contact(self) -> None:
        """Hear no more of them."""
        if about := self.ready():
            self._decide(self.kit.decisions.block(about))

    def action_unblock_contact(self) -> None:
        """Hear of them again."""
        if about := self.ready():
            self._decide(self.kit.decisions.unblock(about))

    # --- messages

    def action_previous_message(self) -> None:
        """The message cursor goes up."""
        if thread := self.thread_view():
            thread.move_cursor(-1)

    def action_next_message(self) -> None:
        """The message cursor goes down."""
        if thread := self.thread_view():
            thread.move_cursor(1)

    def action_message_menu(self) -> None:
        """What can be done with the message under the cursor, or with the last one."""
        thread, about = self.thread_view(), self.about
        message = thread.chosen if thread else None
        if about is None or message is None:
            self.kit.tell("There is no message here yet.", "information")
            return
        self.kit.act(self._menu(about, message))

    async def _menu(self, about: Subject, message: MessageRow) -> None:
        from closer_tui.tui.contacting import message_choices, message_words

        data, decisions = self.kit.data, self.kit.decisions
        outbox_n = data.outbox_of(message.seq)
        choices = message_choices(message, self.kit.agent, outbox_n, react=data.can_react(about.conversation.inbox_n))
        picked = await self.kit.ask.choose(message_words(message), choices)
        if picked is None:
            return
        if picked.startswith("no:"):
            self.kit.tell(picked.removeprefix("no:").capitalize() + ".", "information")
        elif picked == "copy":
            self.app.copy_to_clipboard(message.body)
            self.kit.tell("Copied.", "information")
        elif picked == "quote":
            self.quote(message)
        elif picked in {"hide", "show"}:
            await decisions.hide(about, message, hidden=picked == "hide")
        elif picked == "edit":
            await self._edit_note(about, message)
        elif picked == "delete":
            await decisions.delete_note(about, message)
        elif outbox_n is not None:
            desk = await self.kit.desk()
            await (desk.outbox_retry if picked == "retry" else desk.outbox_discard)(outbox_n)
            decisions.done()

    # --- feedback

    def action_good_message(self) -> None:
        """The bot's message under the cursor, or its last one, is good."""
        if chosen := self._of_the_bot():
            self.kit.act(self.kit.decisions.rate(*chosen, good=True))

    def action_bad_message(self) -> None:
        """It is bad; why, in a word, if one likes."""
        if chosen := self._of_the_bot():
            self.kit.act(self._rate_bad(*chosen))

    async def _rate_bad(self, about: Subject, message: MessageRow) -> None:
        choices = [Choice(" ", "Just bad"), *(Choice(reason, reason) for reason in REJECT_REASONS)]
        word = await self.kit.ask.choose("What is wrong with it?", choices, free="a word", start=" ")
        if word is not None:
            await self.kit.decisions.rate(about, message, good=False, word=word.strip())

    def _of_the_bot(self) -> tuple[Subject, MessageRow] | None:
        thread, about = self.thread_view(), self.about
        message = thread.chosen if thread else None
        if message is not None and not _from_a_draft(message) and thread is not None and not thread.pointing:
            message = next((each for each in reversed(thread.messages) if _from_a_draft(each)), None)
        if about is None or message is None or not _from_a_draft(message):
            self.kit.tell("That is no message of the bot: only what began as a draft is judged.", "information")
            return None
        return about, message

    async def _edit_note(self, about: Subject, message: MessageRow) -> None:
        from closer_tui.tui.modals.edit_text import EditText

        body = await self.app.push_screen_wait(EditText("Change the note", message.body))
        if body is not None and body.strip() != message.body.strip():
            await self.kit.decisions.edit_note(about, message, body)


def _from_a_draft(message: MessageRow) -> bool:
    return message.direction == "outbound" and (message.draft_n is not None or message.author == "bot")
