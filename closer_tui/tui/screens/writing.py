"""What the composer holds for which conversation: replies, notes and edited drafts, none of them ever lost."""

from __future__ import annotations

from collections.abc import Sequence

from closer_tui.store.unsent import Unsent
from closer_tui.store.views.rows import ConversationRow, MessageRow
from closer_tui.tui.kit import Kit
from closer_tui.tui.subject import Subject
from closer_tui.tui.unsent import SAVE_SECONDS
from closer_tui.tui.widgets.composer import Composer, Purpose
from closer_tui.tui.widgets.composer_facts import facts_of

__all__ = ["WritingDesk"]

SENT_BEFORE_MS = 60_000
"""How much earlier than its last saved key a text may have been sent, by the clock of a channel."""


class WritingDesk:
    """Moves texts between the composer and the kept ones as conversations change."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._conversation_n: int | None = None
        self._edited: tuple[int, int] | None = None
        self._saving = False
        self.active = False
        """Whether the composer has the focus."""

    def enter(
        self,
        composer: Composer,
        conversation_n: int,
        draft: tuple[int, int] | None = None,
        said: Sequence[MessageRow] = (),
    ) -> None:
        """A conversation is shown with its draft (number, revision) and what was `said`: bring back what was written.

        An edit comes back as one while its draft stands as it was; else its words are a reply.
        """
        self._conversation_n = conversation_n
        self._edited = None
        kept = self._kit.unsent.of(conversation_n)
        if kept is not None and any(_is_sent(kept, message) for message in said):
            # It was sent, and the program ended before it could forget so.
            self._kit.unsent.forget(conversation_n)
            kept = None
        if kept is None:
            composer.take("", Purpose.REPLY)
        elif kept.purpose == Purpose.EDIT and draft == (kept.draft_n, kept.revision):
            self._edited = draft
            composer.take(kept.text, Purpose.EDIT)
        else:
            composer.take(kept.text, Purpose.NOTE if kept.purpose == Purpose.NOTE else Purpose.REPLY)

    def reload(self, composer: Composer, conversation_n: int) -> None:
        """Words came back for a conversation; when it is the one shown and its composer is empty, they go in."""
        if conversation_n == self._conversation_n and not composer.busy:
            self.enter(composer, conversation_n)

    def leave(self, composer: Composer) -> None:
        """The conversation goes: keep what was written."""
        self.keep(composer)
        self._conversation_n = None

    def keep(self, composer: Composer) -> None:
        """Keep what is in the composer, on disk too."""
        self._remember(composer)
        self._kit.unsent.save()

    def tell_facts(self, composer: Composer, row: ConversationRow | None) -> None:
        """What the channel says about what is written, while it is being written."""
        if row is None or not (composer.has_focus or composer.busy):
            composer.tell_facts("", "muted")
            return
        facts = facts_of(composer.text, composer.purpose.value, row, self._kit.when)
        words = f"{facts.words} · → completes" if composer.suggestion else facts.words
        composer.tell_facts(words, facts.look)

    def typed(self, composer: Composer) -> None:
        """A key changed the text: it is on disk a moment later, whatever happens to this process then."""
        if self._remember(composer) and not self._saving:
            self._saving = True
            composer.set_timer(SAVE_SECONDS, lambda: self._save(composer), name="unsent")

    def _save(self, composer: Composer) -> None:
        self._saving = False
        # In a thread: a slow disk must not make a key wait.
        composer.run_worker(self._kit.unsent.save, name="unsent", group="unsent", thread=True, exit_on_error=False)

    def _remember(self, composer: Composer) -> bool:
        if self._conversation_n is None:
            return False
        edited = self._edited or (0, 0)
        return self._kit.unsent.keep(self._conversation_n, composer.text, composer.purpose.value, edited)

    def begin(self, composer: Composer, purpose: Purpose) -> None:
        """Write a reply or a note; words that are there already stay and change their purpose."""
        if composer.purpose is not purpose:
            composer.take(composer.text, purpose)
        composer.focus()

    def edit(self, composer: Composer, about: Subject) -> bool:
        """Take the draft's words into the composer. False when other words are in the way."""
        draft = about.draft
        if draft is None:
            return False
        if composer.purpose is Purpose.EDIT and self._edited == (draft.n, draft.revision):
            composer.focus()
            return True
        if composer.busy:
            return False
        self._edited = (draft.n, draft.revision)
        composer.take(draft.body, Purpose.EDIT)
        composer.focus()
        return True

    def edits(self, about: Subject) -> bool:
        """Whether the words in the composer are still about the draft that is shown."""
        draft = about.draft
        return draft is not None and self._edited == (draft.n, draft.revision)

    def make_reply(self, composer: Composer) -> None:
        """What was edited is gone: its words go on as a reply."""
        composer.take(composer.text, Purpose.REPLY)
        self._edited = None

    def done(self, composer: Composer, conversation_n: int) -> None:
        """What was written is on its way."""
        self._kit.unsent.forget(conversation_n)
        self._kit.unsent.save()
        if self._conversation_n == conversation_n:
            composer.take("", Purpose.REPLY)
            self._edited = None


def _is_sent(kept: Unsent, message: MessageRow) -> bool:
    mine = message.direction == "outbound" and message.delivery not in {"cancelled", "failed"}
    return mine and message.body == kept.text.strip() and message.at > kept.at - SENT_BEFORE_MS
