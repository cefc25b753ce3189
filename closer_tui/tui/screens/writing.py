"""What the composer holds for which conversation: replies, notes and edited drafts, none of them ever lost."""

from __future__ import annotations

from closer_tui.tui.kit import Kit
from closer_tui.tui.subject import Subject
from closer_tui.tui.widgets.composer import Composer, Purpose

__all__ = ["WritingDesk"]


class WritingDesk:
    """Moves texts between the composer and the kept ones as conversations change."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._conversation_n: int | None = None
        self._edited: tuple[int, int] | None = None
        self.active = False
        """Whether the composer has the focus."""

    def enter(self, composer: Composer, conversation_n: int) -> None:
        """A conversation is shown: bring back what was written in it."""
        self._conversation_n = conversation_n
        kept = self._kit.unsent.of(conversation_n)
        text, purpose = kept if kept else ("", Purpose.REPLY)
        # An edit is bound to a draft that may be gone; its words come back as a reply.
        composer.take(text, Purpose.NOTE if purpose == Purpose.NOTE else Purpose.REPLY)
        self._edited = None

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
        if self._conversation_n is not None:
            self._kit.unsent.keep(self._conversation_n, composer.text, composer.purpose.value)
            self._kit.unsent.save()

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
