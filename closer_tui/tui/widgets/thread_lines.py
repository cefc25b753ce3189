"""A conversation's messages laid out as lines for a width: pure, so that it can be tested without a screen.

Very long messages are shown in part, because wrapping a quarter of a megabyte would hold the screen up; how much
of each is shown is up to the reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.drawing import Run, cell_width, crop, one_line, settle, wrap
from closer_tui.tui.when import When
from closer_tui.tui.words import DELIVERY, number

__all__ = ["FIRST_SHOWN", "MORE_SHOWN", "Marks", "ThreadLines"]

Line = list[Run]

FIRST_SHOWN = 4_000
"""Characters of a message shown at first: two screens full."""
MORE_SHOWN = 32_000
"""Characters added each time the reader asks for more."""
MOST_BODY_WIDTH = 84
"""Lines longer than this are hard to read, however wide the pane is."""
INDENT = 4


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out: messages the draft answers (above `answered_from`, up to `answered_to`) and those after it."""

    answered_from: int = 0
    answered_to: int = 0
    unread: int = 0
    found: int = 0


@dataclass(slots=True)
class ThreadLines:
    """Messages, oldest first, and their lines."""

    when: When
    customer: str = ""
    messages: list[MessageRow] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    shown: dict[int, int] = field(default_factory=dict)
    more_above: bool = False
    _blocks: dict[int, tuple[object, list[Line]]] = field(default_factory=dict)

    def lay_out(self, width: int) -> list[Line]:
        """All lines at this width."""
        lines: list[Line] = []
        day = ""
        first_unread = self._first_unread()
        if self.messages:
            top = "older messages above" if self.more_above else "the conversation begins here"
            lines.append(_centred(top, width, "muted"))
        for message in self.messages:
            if (its_day := self.when.day(message.at)) != day:
                day = its_day
                lines.append(_ruled(day, width, "muted"))
            if message.seq == first_unread:
                lines.append(_ruled("new", width, "accent"))
            lines += self._block(message, width)
            lines.append([])
        return lines

    def line_of(self, seq: int, width: int) -> int:
        """The line at which a message begins; the last line when it is not here."""
        index = next((i for i, message in enumerate(self.messages) if message.seq == seq), None)
        if index is None:
            return len(self.lay_out(width))
        before = ThreadLines(self.when, self.customer, self.messages[:index], self.marks, self.shown, self.more_above)
        return len(before.lay_out(width))

    def longest_hidden(self) -> MessageRow | None:
        """The newest message that is not shown whole."""
        return next((m for m in reversed(self.messages) if len(m.body) > self.shown.get(m.seq, FIRST_SHOWN)), None)

    def show_more(self, message: MessageRow) -> None:
        """Show more of a message."""
        self.shown[message.seq] = self.shown.get(message.seq, FIRST_SHOWN) + MORE_SHOWN

    def _first_unread(self) -> int:
        inbound = [message.seq for message in self.messages if message.direction == "inbound"]
        unread = self.marks.unread
        return inbound[-unread] if 0 < unread <= len(inbound) else 0

    def _mark(self, message: MessageRow) -> str:
        marks = self.marks
        if message.seq == marks.found:
            return "accent"
        if message.direction != "inbound" or not marks.answered_to:
            return "line"
        if message.seq > marks.answered_to:
            return "warning"
        return "accent" if message.seq > marks.answered_from else "line"

    def _block(self, message: MessageRow, width: int) -> list[Line]:
        shown = self.shown.get(message.seq, FIRST_SHOWN)
        mark = self._mark(message)
        key = (width, shown, mark, message.delivery, message.failure, message.author, len(message.body), self.customer)
        cached = self._blocks.get(message.seq)
        if cached and cached[0] == key:
            return cached[1]
        lines = self._lay_out_message(message, width, shown, mark)
        self._blocks[message.seq] = (key, lines)
        return lines

    def _lay_out_message(self, message: MessageRow, width: int, shown: int, mark: str) -> list[Line]:
        ours = message.direction != "inbound"
        note = message.direction == "note"
        margin = " " * (1 + (INDENT if ours and width > 50 else 0))
        room = max(min(width - len(margin) - 3, MOST_BODY_WIDTH), 8)
        bar = "┊ " if note else "▌ " if mark != "line" else "│ "
        look = "warning" if note else mark
        lines: list[Line] = [self._head(message, margin, room, mark)]
        hidden = len(message.body) - shown
        for text in wrap(settle(message.body[:shown]), room):
            lines.append([(margin, "plain"), (bar, look), (text, "muted" if note else "plain")])
        if hidden > 0:
            words = f"… {number(hidden)} more characters · o shows more"
            lines.append([(margin, "plain"), (bar, look), (crop(words, room), "accent")])
        if message.failure:
            lines += [
                [(margin, "plain"), (bar, look), (text, "error")] for text in wrap(settle(message.failure[:500]), room)
            ]
        return lines

    def _head(self, message: MessageRow, margin: str, room: int, mark: str) -> Line:
        state, look = "", "muted"
        if message.direction == "outbound" and message.delivery in DELIVERY:
            _, state, look = DELIVERY[message.delivery]
        elif message.direction == "note":
            state = "note, stays here"
        elif mark == "warning":
            state, look = "came after the draft", "warning"
        if message.direction == "inbound":
            who = one_line(self.customer) or "customer"
        else:
            who = one_line(message.author) or "you"
        time = self.when.time(message.at)
        state = crop(state, max(room - 14, 0))
        who = crop(who, max(room - len(time) - cell_width(state) - 4, 4))
        gap = max(room + 2 - cell_width(who) - 2 - len(time) - cell_width(state), 1)
        return [
            (margin, "plain"),
            (who, "strong" if message.direction == "inbound" else "muted"),
            ("  " + time, "muted"),
            (" " * gap, "plain"),
            (state, look),
        ]


def _ruled(text: str, width: int, look: str) -> Line:
    room = max(width - 2, 4)
    side = max((room - cell_width(text) - 2) // 2, 1)
    rest = max(room - side - cell_width(text) - 2, 1)
    return [(" " + "─" * side, "line"), (f" {text} ", look), ("─" * rest, "line")]


def _centred(text: str, width: int, look: str) -> Line:
    return [(crop(text, width).center(width), look)]
