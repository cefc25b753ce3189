"""A conversation's messages, newest at the bottom; older and newer ones are read as you scroll to either end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar, Protocol

from textual import events
from textual.binding import BindingType

from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.commands import bindings, moving
from closer_tui.tui.drawing import Run, cell_width
from closer_tui.tui.messages import LinkChosen
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import LineView
from closer_tui.tui.widgets.message_lines import Find
from closer_tui.tui.widgets.thread_lines import Marks, ThreadLines

__all__ = ["PAGE", "ThreadView"]

PAGE = 50
"""Messages read at once."""
NEAR_END = 8
"""Lines from either end at which more messages are fetched, so that scrolling does not stop there."""
ARRIVALS = 20
"""New messages that fit into one renewal beside those that are shown."""
MOST_REFRESHED = 400
"""Messages read again when something changed; beyond these only the newest page stays."""


class ReadPages(Protocol):
    """How messages of one conversation are read; every page is oldest first."""

    def __call__(self, before: tuple[int, str] | None, limit: int) -> Sequence[MessageRow]:
        """The newest, or those directly before a key."""

    def after(self, key: tuple[int, str], limit: int) -> Sequence[MessageRow]:
        """Those directly after a key."""

    def around(self, seq: int, limit: int) -> Sequence[MessageRow]:
        """Those around a message."""


MarkOf = Callable[[Sequence[MessageRow]], Marks]
"""What stands out among the messages that were read."""


class ThreadView(LineView):
    """Shows one conversation. It reads through a function and never writes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.SCROLL, moving.ShowMore)]
    # The scrollbar has its column always, empty when there is nothing to scroll: one that comes and goes from one
    # conversation to the next would bring a new layout of the screen each time.
    DEFAULT_CSS = "ThreadView { overflow-y: scroll; }"

    def __init__(self, when: When, *, from_top: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._from_top = from_top
        self._when = when
        self._thread = ThreadLines(when)
        self._read: ReadPages | None = None
        self.conversation_n: int | None = None
        self._follows = True
        self._resting = 0
        self._found_in_view = False

    @property
    def messages(self) -> Sequence[MessageRow]:
        """What is loaded, oldest first."""
        return self._thread.messages

    @property
    def chosen(self) -> MessageRow | None:
        """The message under the message cursor; the last one while nobody has moved it."""
        here = next((m for m in self.messages if m.seq == self._thread.cursor), None)
        return here or (self.messages[-1] if self.messages else None)

    @property
    def pointing(self) -> bool:
        """Whether somebody put the message cursor on a message."""
        return any(m.seq == self._thread.cursor for m in self.messages)

    def move_cursor(self, by: int) -> None:
        """Put the message cursor on another message and bring that into view; older ones are read at the top."""
        messages = self.messages
        if not messages:
            return
        places = [i for i, m in enumerate(messages) if m.seq == self._thread.cursor]
        index = places[0] + by if places else len(messages) - 1
        if index < 0 and self._thread.more_above:
            self._load_older()
            index += next(i for i, m in enumerate(self.messages) if m.seq == messages[0].seq)
        self._thread.cursor = self.messages[min(max(index, 0), len(self.messages) - 1)].seq
        self.changed()
        y = self._thread.starts.get(self._thread.cursor, 0) + self._resting
        if not self.scroll_offset.y <= y < self.scroll_offset.y + self.size.height - 1:
            self.scroll_to(y=max(y - 1, 0), animate=False, immediate=True, force=True)

    @property
    def newest(self) -> Sequence[MessageRow]:
        """The end of the conversation, whatever part of it is loaded."""
        if self._thread.more_below and self._read is not None:
            return self._read(None, PAGE)
        return self._thread.messages

    def show(
        self,
        conversation_n: int,
        customer: str,
        read: ReadPages,
        mark: MarkOf,
        *,
        find: int = 0,
        words: Find | None = None,
    ) -> None:
        """Show a conversation at its newest message, or around the one numbered `find` with the `words` that were
        looked for; the same one again is renewed."""
        if conversation_n == self.conversation_n and not find:
            self._renew(mark)
            return
        self.conversation_n = conversation_n
        self._read = read
        self._thread = ThreadLines(self._when, customer)
        around = read.around(find, PAGE) if find else ()
        if around:
            self._around(around, find, words)
        else:
            find = 0
            self._newest(read)
        self._thread.marks = replace(mark(self.newest), found=find)
        self._follows = not find
        self.changed()
        if find:
            y = self._thread.starts.get(find, 0) - self.size.height // 3
            self.scroll_to(y=max(y, 0), animate=False, immediate=True, force=True)
            self._follows = self.at_end
        self._found_in_view = bool(find)

    def _newest(self, read: ReadPages) -> None:
        self._thread.messages = list(read(None, PAGE))
        self._thread.more_above = len(self._thread.messages) >= PAGE
        self._thread.more_below = False

    def _around(self, messages: Sequence[MessageRow], find: int, words: Find | None) -> None:
        thread = self._thread
        thread.messages = list(messages)
        place = next((i for i, message in enumerate(messages) if message.seq == find), 0)
        thread.more_above = place >= PAGE // 2
        thread.more_below = len(messages) - place > PAGE // 2
        thread.find = words

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
        limit = min(max(PAGE, len(before) + ARRIVALS), MOST_REFRESHED)
        first = before[0].key if before and more else (0, "")
        if self._thread.more_below and before:
            # Only what is loaded is read again: the end of the conversation is elsewhere.
            found = self._read.after((before[0].at, ""), limit)
            found = [message for message in found if before[0].key <= message.key <= before[-1].key]
            self._thread.more_below = bool(self._read.after(before[-1].key, 1))
        else:
            found = self._read(None, limit)
            # What is older than what was shown stays out: it would push the reader's place down.
            self._thread.more_above = more or len(found) >= MOST_REFRESHED
        self._thread.messages = [message for message in found if message.key >= first]
        self._thread.marks = replace(mark(self.newest), found=self._thread.marks.found)
        self.changed()

    def changed(self) -> None:
        """Lay out again. Who is at the end stays there, whatever came or however the pane was folded."""
        follows = self._follows
        super().changed()
        if follows:
            self.action_last()
            self._follows = True

    def on_resize(self) -> None:
        """Who reads in the middle keeps the place: the message that was found while it is in view, else the top one."""
        thread, follows, found = self._thread, self._follows, self._found_in_view
        top = self.scroll_offset.y - self._resting
        message = thread.message_at(top)
        offset = top - thread.starts.get(message.seq, 0) if message else 0
        super().on_resize()
        if follows or message is None or self._laid_out_for <= 0:
            return
        if found:
            y = thread.starts.get(thread.marks.found, 0) - self.size.height // 3
        else:
            y = thread.starts.get(message.seq, 0) + offset
        self.scroll_to(y=max(y + self._resting, 0), animate=False, immediate=True, force=True)
        self._found_in_view = found

    def _look_for_found(self) -> None:
        top = self.scroll_offset.y - self._resting
        start = self._thread.starts.get(self._thread.marks.found, -1)
        self._found_in_view = top <= start < top + self.size.height

    @property
    def at_end(self) -> bool:
        """Whether the newest message is in view."""
        return not self._thread.more_below and self.scroll_offset.y >= self.max_scroll_y - 1

    def lay_out(self, width: int) -> list[list[Run]]:
        """The messages' lines; few of them rest on the bottom, where the composer is."""
        lines = self._thread.lay_out(width)
        if self._from_top:
            return lines
        self._resting = max(self.scrollable_content_region.height - len(lines), 0)
        return [[] for _ in range(self._resting)] + lines

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Near an end, fetch what is beyond it."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = self.at_end
        self._look_for_found()
        if new_value < NEAR_END and new_value < old_value and self._thread.more_above:
            self.call_next(self._load_older)
        elif new_value > old_value and self._thread.more_below and new_value > self.max_scroll_y - NEAR_END:
            self.call_next(self._load_newer)

    def _load_older(self) -> None:
        thread = self._thread
        if self._read is None or not thread.more_above or not thread.messages:
            return
        before = len(self._lines)
        older = self._read(thread.messages[0].key, PAGE)
        thread.messages = [*older, *thread.messages]
        thread.more_above = len(older) >= PAGE
        self.changed()
        self.scroll_to(y=self.scroll_offset.y + len(self._lines) - before, animate=False, immediate=True)

    def _load_newer(self) -> None:
        thread = self._thread
        if self._read is None or not thread.more_below or not thread.messages:
            return
        newer = self._read.after(thread.messages[-1].key, PAGE)
        thread.messages = [*thread.messages, *newer]
        thread.more_below = len(newer) >= PAGE
        self.changed()

    def action_last(self) -> None:
        """The newest message, which may have to be read first."""
        if self._thread.more_below and self._read is not None:
            self._newest(self._read)
            super().changed()
        super().action_last()

    def action_show_more(self) -> None:
        """More of what is folded or cut short in view; else what is older."""
        top = self.scroll_offset.y - self._resting
        message = self._thread.hidden_in(top, top + self.size.height)
        if message is None:
            self._load_older()
            return
        self._show_more(message)

    def _show_more(self, message: MessageRow) -> None:
        self._thread.show_more(message)
        self.changed()

    def on_click(self, event: events.Click) -> None:
        """A fold opens; a link says where it leads."""
        line = self.scroll_offset.y + event.y
        text, look = _run_at(self._lines[line], event.x) if 0 <= line < len(self._lines) else ("", "")
        message = self._thread.message_at(line - self._resting)
        if message is None:
            return
        if look == "fold":
            event.stop()
            self._show_more(message)
        elif look == "link":
            event.stop()
            self.post_message(LinkChosen(message.seq, int(text.strip("[]"))))


def _run_at(runs: Sequence[Run], x: int) -> Run:
    used = 0
    for text, look in runs:
        used += cell_width(text)
        if x < used:
            return text, look
    return "", ""
