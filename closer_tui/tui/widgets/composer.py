"""Where a person writes: a reply, a note, or other words for a draft.

What is written is never thrown away: Escape only leaves the field, another conversation only puts it aside, and it
is on disk before the program ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from closer_tui.tui.commands import bindings, conversing

__all__ = ["Composer", "Purpose"]


class Purpose(StrEnum):
    """What the words are for."""

    REPLY = "reply"
    NOTE = "note"
    EDIT = "edit"


PLACEHOLDER = {
    Purpose.REPLY: "write a reply, / for quick replies",
    Purpose.NOTE: "write a note; it stays here",
    Purpose.EDIT: "the reply as it should be",
}


class Composer(TextArea):
    """A field for one text at a time, with its purpose."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(conversing.Send)]

    @dataclass
    class Sent(Message):
        """The person is done writing."""

        composer: Composer
        purpose: Purpose
        text: str

    @dataclass
    class Left(Message):
        """The person left the field; what is written stays."""

        composer: Composer

    @dataclass
    class QuickRepliesWanted(Message):
        """A slash as the first character asks for the quick replies."""

        composer: Composer

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            id=id,
            compact=True,
            soft_wrap=True,
            highlight_cursor_line=False,
            tab_behavior="focus",
            placeholder=Content(PLACEHOLDER[Purpose.REPLY]),
        )
        self.purpose = Purpose.REPLY

    @property
    def busy(self) -> bool:
        """Whether it holds words."""
        return bool(self.text.strip())

    def take(self, text: str, purpose: Purpose) -> None:
        """Hold another text."""
        self.purpose = purpose
        self.placeholder = Content(PLACEHOLDER[purpose])
        self.load_text(text)
        self.move_cursor(self.document.end)
        self.set_class(purpose is not Purpose.REPLY, "special")

    def action_send(self) -> None:
        """Done writing."""
        if self.busy:
            self.post_message(self.Sent(self, self.purpose, self.text.strip()))

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(self))
            return
        if event.character == "/" and not self.text:
            event.stop()
            event.prevent_default()
            self.post_message(self.QuickRepliesWanted(self))
            return
        await super()._on_key(event)
