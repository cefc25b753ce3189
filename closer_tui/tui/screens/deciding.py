"""A screen that shows something to decide on: the actions of all decision and conversation commands.

Each action takes the subject as it is at the key press, so that what happens is what was seen, whatever arrives
while a question is open.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from closer_tui.tui.commands import Command, conversing, deciding, knowing, learning, looking, queues, working
from closer_tui.tui.grace import Grace
from closer_tui.tui.kit import Kit
from closer_tui.tui.reasons import why_not
from closer_tui.tui.screens.looking import LookingScreen
from closer_tui.tui.screens.working import WorkingScreen

if TYPE_CHECKING:
    from closer_tui.tui.subject import Subject
    from closer_tui.tui.undo import Step

__all__ = ["ON_A_CONVERSATION", "DecidingScreen"]

ON_A_CONVERSATION: tuple[type[Command], ...] = (
    deciding.Approve,
    deciding.Edit,
    deciding.Reject,
    deciding.Redraft,
    conversing.TakeOver,
    queues.Claim,
    conversing.HandBack,
    conversing.Escalate,
    conversing.Snooze,
    conversing.Resolve,
    conversing.Reopen,
    conversing.Spam,
    conversing.MarkUnread,
    conversing.Assign,
    conversing.Unassign,
    conversing.Tag,
    conversing.History,
    conversing.CopyMessage,
    looking.Links,
    knowing.Sources,
    *working.WORKING,
    *learning.RATING,
    deciding.Undo,
)


class DecidingScreen(WorkingScreen, LookingScreen):
    """Holds the subject and the moment in which keys are dead."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.grace = Grace(kit.when.clock, kit.settings.decision_grace_ms)
        self.about: Subject | None = None

    def look_at(self, about: Subject | None) -> None:
        """This is what stands on the screen now."""
        self.about = about
        self.grace.about(about and about.fingerprint)
        self.kit.present.looks_at(about.conversation.n if about else None)

    def why_not(self, action: str) -> str | None:
        """The reason, by what stands on the screen."""
        return why_not(action, self.about, self.kit.agent)

    def settled(self) -> bool:
        """Whether what stands on the screen is what the cursor is on."""
        return True

    def ready(self) -> Subject | None:
        """The subject, if a decision key may be trusted now."""
        if self.about is None:
            return None
        if not self.settled() or not self.grace.over:
            self.kit.tell("This has just changed: look, then press the key again.", "information")
            return None
        return self.about

    def decided(self) -> None:
        """A decision about what was shown went through."""

    def returned(self, step: Step) -> None:
        """A step was taken back: show what it was about, with the words that were written for it."""

    def _decide(self, decision: Coroutine[Any, Any, bool]) -> None:
        async def follow() -> None:
            if await decision:
                self.decided()

        self.kit.act(follow())

    def action_approve(self) -> None:
        """Approve the draft."""
        if about := self.ready():
            self._decide(self.kit.decisions.approve(about))

    def action_reject(self) -> None:
        """Reject the draft."""
        if about := self.ready():
            self._decide(self.kit.decisions.reject(about))

    def action_redraft(self) -> None:
        """Ask for another draft."""
        if self.about:
            self.kit.act(self.kit.decisions.redraft(self.about))

    def action_take_over(self) -> None:
        """Take the conversation."""
        if about := self.ready():
            self._decide(self.kit.decisions.take(about))

    def action_claim(self) -> None:
        """Take it out of its queue."""
        if about := self.ready():
            self._decide(self.kit.decisions.claim(about))

    def action_hand_back(self) -> None:
        """Give it back to the bot."""
        if about := self.ready():
            self._decide(self.kit.decisions.hand_back(about))

    def action_escalate(self) -> None:
        """Put it into a queue."""
        if about := self.ready():
            self._decide(self.kit.decisions.escalate(about, self.kit.data.topics()))

    def action_mark_unread(self) -> None:
        """Toggle unread."""
        if self.about:
            self.kit.act(self.kit.decisions.toggle_unread(self.about))

    def action_assign(self) -> None:
        """Give it to a colleague."""
        if about := self.ready():
            self._decide(self.kit.decisions.assign(about))

    def action_unassign(self) -> None:
        """Leave it to nobody."""
        if about := self.ready():
            self._decide(self.kit.decisions.unassign(about))

    def action_undo(self) -> None:
        """Take the last step back."""

        async def back() -> None:
            if step := await self.kit.decisions.take_back():
                self.returned(step)

        self.kit.act(back())

    def action_history(self) -> None:
        """What happened here."""
        from closer_tui.tui.modals.history import History

        if self.about:
            rows = self.kit.data.story(self.about.conversation.n, self.kit.when.moment)
            self.app.push_screen(History(self.about.who, rows, self.kit.when))

    def action_sources(self) -> None:
        """What the draft stands on."""
        from closer_tui.tui.modals.sources import Sources

        if self.about and self.about.draft:
            self.app.push_screen(Sources(self.about.draft.sources))

    def action_copy_message(self) -> None:
        """Copy the draft, or else what was said last."""
        if self.about is None:
            return
        text = self.about.draft.body if self.about.draft else self.about.conversation.snippet
        self.app.copy_to_clipboard(text)
        self.kit.tell("Copied.", "information")
