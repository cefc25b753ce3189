"""The draft of the pile in the composer, with the difference shown as it is typed."""

from __future__ import annotations

from textual import on
from textual.getters import query_one

from closer_tui.tui.commands import composing, conversing, deciding, going, moving
from closer_tui.tui.kit import Kit
from closer_tui.tui.screens.composing import ComposingScreen
from closer_tui.tui.screens.writing import WritingDesk
from closer_tui.tui.subject import Subject
from closer_tui.tui.widgets.composer import Composer
from closer_tui.tui.widgets.diff import DiffView
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.thread import ThreadView

__all__ = ["HINTS", "PileEditing"]

HINTS = (
    deciding.Approve,
    deciding.Edit,
    deciding.Reject,
    deciding.Redraft,
    conversing.Escalate,
    deciding.Skip,
    conversing.TakeOver,
    moving.Back,
    going.Palette,
)
WRITING_HINTS = (conversing.Send, composing.SendLater, composing.QuickReplies, moving.Back)


class PileEditing(ComposingScreen):
    """What the pile inherits: a composer that is out of sight until a draft is edited."""

    thread = query_one("#pile-thread", ThreadView)
    composer = query_one("#pile-composer", Composer)
    diff = query_one("#pile-diff", DiffView)
    hints = query_one("#hints", HintLine)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.writing = WritingDesk(kit)

    @property
    def _pen(self) -> Composer | None:
        return self.composer

    def action_edit(self) -> None:
        """Change the words, with the difference shown as you type."""
        about = self.ready()
        if about is None:
            return
        draft = about.draft
        edited = (draft.n, draft.revision) if draft else None
        self.writing.enter(self.composer, about.conversation.n, edited, self.thread.messages)
        if self.composer.busy and not self.writing.edits(about):
            self.kit.tell("Unsent words stand in the composer; they are kept there until you clear them.", "warning")
        else:
            self.writing.edit(self.composer, about)
        self.composer.display = True
        self.composer.focus()
        self.complete_from_past()

    @on(Composer.Changed)
    def _typed(self) -> None:
        self.writing.typed(self.composer)
        self.ask_model_to_go_on()
        self.writing.tell_facts(self.composer, self.about.conversation if self.about else None)
        self.tell_writing()
        if self.about and self.about.draft and self.composer.display:
            self.diff.compare(self.about.draft.body, self.composer.text)

    @on(Composer.Sent)
    def _written(self, event: Composer.Sent) -> None:
        about = self.about
        if about is None or about.draft is None:
            self.kit.tell("The draft is gone; your words are kept in its conversation.", "warning")
            return
        if self.all_filled_in(self.composer):
            self._decide_written(about, event.text)

    def _decide_written(self, about: Subject, text: str, send_at: int | None = None) -> None:
        async def send() -> None:
            if await self.kit.decisions.approve(about, text, send_at=send_at):
                self.writing.done(self.composer, about.conversation.n)
                self.decided()

        self.kit.act(send())

    def send_later(self, composer: Composer, about: Subject) -> None:
        """Ask for the moment, then approve what was written for it."""
        text = composer.text.strip()

        async def choose() -> None:
            send_at = await self.kit.decisions.ask_when(about)
            if send_at is not None:
                self._decide_written(about, text, send_at)

        self.kit.act(choose())

    @on(Composer.Left)
    def _leave_edit(self) -> None:
        self.writing.leave(self.composer)
        self.composer.load_text("")
        self.composer.display = False
        self.diff.display = False
        self.set_focus(None)

    def offer_keys(self) -> None:
        """The keys of whoever writes, or of whoever decides."""
        self.hints.offer(WRITING_HINTS if self.writing.active else HINTS)

    def on_descendant_focus(self) -> None:
        """Other keys, other hints."""
        self.writing.active = self.composer.has_focus
        self.tell_writing()
        self.offer_keys()

    on_descendant_blur = on_descendant_focus
