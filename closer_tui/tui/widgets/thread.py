"""A conversation's messages, newest at the bottom, older ones read as you scroll up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.commands import bindings, moving
from closer_tui.tui.drawing import Run
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import LineView
from closer_tui.tui.widgets.thread_lines import Marks, ThreadLines

__all__ = ["PAGE", "ThreadView"]

PAGE = 50
"""Messages read at once."""
NEAR_TOP = 8
"""Lines from the top at which older messages are fetched, so that scrolling does not stop there."""
ARRIVALS = 20
"""New messages that fit into one renewal beside those that are shown."""
MOST_REFRESHED = 400
"""Messages read again when something changed; beyond these only the newest page stays."""

ReadPage = Callable[[tuple[int, str] | None, int], Sequence[MessageRow]]
"""Messages before a key (None: the newest), at most so many, oldest first."""


MarkOf = Callable[[Sequence[MessageRow]], Marks]
"""What stands out among the messages that were read."""


class ThreadView(LineView):
    """Shows one conversation. It reads through a function and never writes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.SCROLL, moving.ShowMore)]

    def __init__(self, when: When, *, from_top: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._from_top = from_top
        self._when = when
        self._thread = ThreadLines(when)
        self._read: ReadPage | None = None
        self.conversation_n: int | None = None
        self._follows = True

    @property
    def messages(self) -> Sequence[MessageRow]:
        """What is loaded, oldest first."""
        return self._thread.messages

    def show(self, conversation_n: int, customer: str, read: ReadPage, mark: MarkOf, *, find: int = 0) -> None:
        """Show a conversation at its newest message, or at the one numbered `find`; the same one again is renewed."""
        if conversation_n == self.conversation_n and not find:
            self._renew(mark)
            return
        self.conversation_n = conversation_n
        self._read = read
        self._thread = ThreadLines(self._when, customer)
        self._load(read(None, PAGE), at_end=True)
        if find:
            self._seek(find)
        self._thread.marks = replace(mark(self.messages), found=find)
        self._follows = not find
        self.changed()
        if find:
            y = self._thread.line_of(find, self._laid_out_for) - self.size.height // 3
            self.scroll_to(y=max(y, 0), animate=False, immediate=True)
            self._follows = self.at_end

    def clear(self) -> None:
        """Show nothing."""
        self.conversation_n = None
        self._read = None
        self._thread = ThreadLines(self._when)
        self.changed()

    def _renew(self, mark: MarkOf) -> None:
        """Read again what is shown. At the end it stays at the end; elsewhere it does not move."""
        if self._read is None:
            return
        before, more = self._thread.messages, self._thread.more_above
        found = self._read(None, min(max(PAGE, len(before) + ARRIVALS), MOST_REFRESHED))
        # What is older than what was shown stays out: it would push the reader's place down.
        first = before[0].key if before and more else (0, "")
        self._thread.messages = [message for message in found if message.key >= first]
        self._thread.more_above = more or len(found) >= MOST_REFRESHED
        self._thread.marks = replace(mark(self.messages), found=self._thread.marks.found)
        self.changed()

    def changed(self) -> None:
        """Lay out again. Who is at the end stays there, whatever came or however the pane was folded."""
        follows = self._follows
        super().changed()
        if follows:
            self.action_last()
            self._follows = True

    @property
    def at_end(self) -> bool:
        """Whether the newest message is in view."""
        return self.scroll_offset.y >= self.max_scroll_y - 1

    def _load(self, messages: Sequence[MessageRow], *, at_end: bool) -> None:
        thread = self._thread
        if at_end:
            thread.messages = list(messages)
        else:
            thread.messages = [*messages, *thread.messages]
        thread.more_above = len(messages) >= PAGE

    def _seek(self, seq: int) -> None:
        thread = self._thread
        while self._read and thread.more_above and thread.messages and thread.messages[0].seq > seq:
            self._load(self._read(thread.messages[0].key, PAGE), at_end=False)

    def lay_out(self, width: int) -> list[list[Run]]:
        """The messages' lines; few of them rest on the bottom, where the composer is."""
        lines = self._thread.lay_out(width)
        if self._from_top:
            return lines
        room = self.scrollable_content_region.height
        return [[] for _ in range(room - len(lines))] + lines

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Near the top, fetch what is older."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = self.at_end
        if new_value < NEAR_TOP and new_value < old_value and self._thread.more_above:
            self.call_next(self._load_older)

    def _load_older(self) -> None:
        thread = self._thread
        if self._read is None or not thread.more_above or not thread.messages:
            return
        before = len(self._lines)
        self._load(self._read(thread.messages[0].key, PAGE), at_end=False)
        self.changed()
        self.scroll_to(y=self.scroll_offset.y + len(self._lines) - before, animate=False, immediate=True)

    def action_show_more(self) -> None:
        """More of the newest message that is cut short; else what is older."""
        message = self._thread.longest_hidden()
        if message is None:
            self._load_older()
            return
        self._thread.show_more(message)
        self.changed()
