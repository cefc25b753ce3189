"""Where a person writes: a reply, a note, or other words for a draft.

What is written is never thrown away: Escape only leaves the field, another conversation only puts it aside, and it
is on disk before the program ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from closer_tui.domain.filling import places
from closer_tui.tui.commands import bindings, conversing
from closer_tui.tui.drawing import settle

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
        """A slash on an empty line asks for the quick replies."""

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
        self._told = ("", "")
        self.complete: Callable[[str], str] | None = None
        """How the text may go on; asked at every key, so it must be quick."""

    def update_suggestion(self) -> None:
        """Grey words behind the cursor, at the end of a reply; the right arrow takes them, any other key does not."""
        at_end = self.selection.is_empty and self.cursor_location == self.document.end
        wanted = self.complete is not None and at_end and self.purpose is not Purpose.NOTE
        self.suggestion = self.complete(self.text) if wanted and self.complete is not None else ""

    def offer(self, text: str, *, after: str) -> None:
        """Grey words that come a moment later, if the text and the cursor are still where they were asked for."""
        at_end = self.selection.is_empty and self.cursor_location == self.document.end
        if self.text == after and at_end and self.has_focus:
            self.suggestion = settle(text.split("\n", maxsplit=1)[0])

    def on_text_area_selection_changed(self) -> None:
        """A cursor that moved away from the end completes nothing."""
        self.update_suggestion()

    @property
    def busy(self) -> bool:
        """Whether it holds words."""
        return bool(self.text.strip())

    @property
    def _on_an_empty_line(self) -> bool:
        return self.selection.is_empty and not self.document.get_line(self.cursor_location[0])

    def insert_ready(self, text: str) -> None:
        """A ready text, at the cursor; the first place that has no value is selected, to be written over."""
        self.insert(text)
        self.select_missing()

    def select_missing(self) -> tuple[str, ...]:
        """Select the first place that has no value yet; the names of all."""
        missing = places(self.text)
        if missing:
            start = self.text.index("{" + missing[0] + "}")
            end = start + len(missing[0]) + 2
            self.selection = Selection(self._location(start), self._location(end))
        return missing

    def _location(self, index: int) -> tuple[int, int]:
        before = self.text[:index].split(self.document.newline)
        return len(before) - 1, len(before[-1])

    def take(self, text: str, purpose: Purpose) -> None:
        """Hold another text."""
        if purpose is not self.purpose:
            self.purpose = purpose
            self.placeholder = Content(PLACEHOLDER[purpose])
        if text or self.text:
            self.load_text(text)
            self.move_cursor(self.document.end)
        else:
            # One empty text for another needs no painting, but what was undone in it belongs to the one before.
            self.history.clear()
        self.set_class(purpose is not Purpose.REPLY, "special")

    def tell_facts(self, words: str, look: str) -> None:
        """A few words on the upper edge, which costs no line and moves nothing."""
        if (words, look) != self._told:
            self._told = (words, look)
            self.border_title = None
            if words:
                self.border_title = Content.assemble(" ", (words, f"${look}"), " ")

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
        if event.character == "/" and self._on_an_empty_line:
            event.stop()
            event.prevent_default()
            self.post_message(self.QuickRepliesWanted(self))
            return
        await super()._on_key(event)
