"""Writing in the inbox: replies, notes and edited drafts, and the words that come back when one is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from closer_tui.tui.screens.inbox_frame import InboxFrame

if TYPE_CHECKING:
    from closer_tui.tui.screens.inbox_side import Side
    from closer_tui.tui.subject import Subject
    from closer_tui.tui.undo import Step
    from closer_tui.tui.widgets.composer import Composer, Purpose

__all__ = ["InboxWriting"]


class InboxWriting(InboxFrame):
    """What is written speaks through the composer, so from there on there is a side."""

    @property
    def _pen(self) -> Composer | None:
        return self.side.composer if self.side else None

    @property
    def _furnished(self) -> Side:
        assert self.side is not None, "a composer speaks only once it is mounted"
        return self.side

    def catch_up(self) -> None:
        """Also: words that came back on another screen go into the composer, if it is empty."""
        super().catch_up()
        if self.side is not None and self.about is not None:
            self.side.writing.reload(self.side.composer, self.about.conversation.n)

    def action_write(self) -> None:
        """Write a reply."""
        from closer_tui.tui.widgets.composer import Purpose

        self._begin(Purpose.REPLY)

    def action_write_note(self) -> None:
        """Write a note."""
        from closer_tui.tui.widgets.composer import Purpose

        self._begin(Purpose.NOTE)

    def _begin(self, purpose: Purpose) -> None:
        if self.narrow:
            self.reading = True
        self._furnished.writing.begin(self._furnished.composer, purpose)

    def write_ready(self, body: str) -> None:
        """Write a reply that begins with a ready text, its places filled in for this customer."""
        reason = self.why_not("write")
        if self.about is None or reason is not None:
            self.kit.tell(reason or "Open a conversation first.", "information")
            return
        from closer_tui.domain.filling import fill

        self.action_write()
        values = self.kit.data.contact_values(self.about.conversation.n, self.kit.agent)
        self._furnished.composer.insert_ready(fill(body, values).text)

    def action_edit(self) -> None:
        """Put the draft into the composer."""
        about = self.ready()
        if about is None:
            return
        if self.narrow:
            self.reading = True
        side = self._furnished
        if not side.writing.edit(side.composer, about):
            self.kit.tell("Your unsent words are still in the composer; send or clear them first.", "warning")
            side.composer.focus()

    def on_text_area_changed(self) -> None:
        """What is written is kept as it grows."""
        if self.side is not None:
            self.side.writing.typed(self.side.composer)
            self.ask_model_to_go_on()
            self.tell_facts()
            self.tell_writing()

    def tell_facts(self) -> None:
        """What the channel says about what is written."""
        if self.side is not None:
            self.side.writing.tell_facts(self.side.composer, self.about.conversation if self.about else None)

    def on_composer_sent(self, event: Composer.Sent) -> None:
        """Send, keep or approve what was written."""
        self._send(event.text, event.purpose.value)

    def send_later(self, composer: Composer, about: Subject) -> None:
        """Ask for the moment, then send what was written at it."""
        text, kind = composer.text.strip(), composer.purpose.value

        async def choose() -> None:
            send_at = await self.kit.decisions.ask_when(about)
            if send_at is not None and self.still_at(about):
                self._send(text, kind, send_at)

        self.kit.act(choose())

    def _send(self, text: str, kind: str, send_at: int | None = None) -> None:
        about, side = self.about, self._furnished
        if about is None:
            return
        if kind == "edit" and not side.writing.edits(about):
            side.writing.make_reply(side.composer)
            self.kit.tell("The draft you edited is gone. Your words are kept; send them as a reply.", "warning")
            return
        if kind != "note" and not self.all_filled_in(side.composer):
            return
        if reason := self.why_not({"edit": "approve", "note": "write_note"}.get(kind, "write")):
            self.kit.tell(reason, "warning")
            return

        async def send() -> None:
            decisions = self.kit.decisions
            if kind == "edit":
                sent = await decisions.approve(about, text, send_at=send_at)
            elif kind == "note":
                sent = await decisions.note(about, text)
            else:
                began = self.kit.present.began(about.conversation.n)
                sent = await decisions.reply(about, text, began, send_at=send_at)
            if sent:
                side.writing.done(side.composer, about.conversation.n)
                self.on_composer_left()

        self.kit.act(send())

    def on_composer_left(self) -> None:
        """Out of the composer; what is written is kept."""
        self._furnished.writing.keep(self._furnished.composer)
        if self.narrow:
            self._turn_to_thread(True)
        else:
            self.conversations.focus()
        self._show_selected()

    def on_descendant_focus(self) -> None:
        """Other keys, other hints."""
        self._focus_moved()

    def on_descendant_blur(self) -> None:
        """Other keys, other hints."""
        self._focus_moved()

    def _focus_moved(self) -> None:
        if self.side is not None:
            self.side.writing.active = self.side.composer.has_focus
            if self.side.writing.active:
                self.complete_from_past()
            self.tell_facts()
            self.tell_writing()
        self.refresh_hints()

    def returned(self, step: Step) -> None:
        """Back to the conversation; its words stand in the composer again, unless others do."""
        side, n = self.side, step.conversation_n
        if side is None or n is None or (side.composer.has_focus and side.composer.busy):
            return
        if step.text and self.kit.unsent.of(n) is None:
            self.kit.unsent.keep(n, step.text, "reply")
            side.writing.reload(side.composer, n)
        self.conversations.renew()
        if self.conversations.go_to(n):
            self._show_selected()
