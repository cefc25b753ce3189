"""A conversation's messages laid out as lines for a width: pure, so that it can be tested without a screen.

Messages that one person wrote within minutes share a header, as a bubble does. Very long ones are shown in part,
because wrapping a quarter of a megabyte would hold the screen up; how much of each is shown is up to the reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from closer_tui.domain.clock import MINUTE
from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.drawing import Run, cell_width, crop, one_line, settle, wrap
from closer_tui.tui.when import When
from closer_tui.tui.widgets.message_lines import FIRST_SHOWN, Body, Find, body_lines, is_cut
from closer_tui.tui.words import DELIVERY

__all__ = ["FIRST_SHOWN", "MORE_SHOWN", "Marks", "ThreadLines"]

Line = list[Run]

MORE_SHOWN = 32_000
"""Characters added each time the reader asks for more."""
MOST_BODY_WIDTH = 84
"""Lines longer than this are hard to read, however wide the pane is."""
INDENT = 4
TOGETHER_MS = 5 * MINUTE
"""Messages of one author, each within this of the one before, share a header."""
FOLLOWS = {"│ ": "╷ ", "▌ ": "▖ "}
"""The bar of a message without a header: it begins a little lower, so that one sees where a message begins."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out: messages the draft answers (above `answered_from`, up to `answered_to`) and those after it."""

    answered_from: int = 0
    answered_to: int = 0
    unread: int = 0
    found: int = 0


@dataclass(slots=True)
class ThreadLines:
    """Messages, oldest first, and their lines. `find` marks the words somebody looks for."""

    when: When
    customer: str = ""
    messages: list[MessageRow] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    shown: dict[int, int] = field(default_factory=dict)
    unfolded: set[int] = field(default_factory=set)
    more_above: bool = False
    more_below: bool = False
    find: Find | None = None
    cursor: int = 0
    """The message under the message cursor; 0 while there is none."""
    starts: dict[int, int] = field(default_factory=dict)
    """The line at which each message begins, as they were laid out last."""
    _blocks: dict[int, tuple[object, list[Line]]] = field(default_factory=dict)

    def lay_out(self, width: int) -> list[Line]:
        """All lines at this width."""
        lines: list[Line] = []
        day = ""
        first_unread = self._first_unread()
        if self.messages:
            top = "older messages above" if self.more_above else "the conversation begins here"
            lines.append(_centred(top, width, "muted"))
        before: MessageRow | None = None
        self.starts.clear()
        for message in self.messages:
            if (its_day := self.when.day(message.at)) != day:
                day, before = its_day, None
                lines.append(_ruled(day, width, "muted"))
            if message.seq == first_unread:
                before = None
                lines.append(_ruled("new", width, "accent"))
            follows = before is not None and self._together(before, message)
            if follows:
                lines.pop()
            self.starts[message.seq] = len(lines)
            lines += self._block(message, width, follows)
            lines.append([])
            before = message
        if self.more_below:
            lines.append(_centred("newer messages below · G goes to the end", width, "muted"))
        return lines

    def line_of(self, seq: int, width: int) -> int:
        """The line at which a message begins; the last line when it is not here."""
        lines = self.lay_out(width)
        return self.starts.get(seq, len(lines))

    def message_at(self, line: int) -> MessageRow | None:
        """The message that a line belongs to, as they were laid out last."""
        begun = [message for message in self.messages if self.starts.get(message.seq, line + 1) <= line]
        return begun[-1] if begun else None

    def hidden_in(self, first: int, end: int) -> MessageRow | None:
        """The newest message with a line in this range that is not shown whole; else the newest of all such."""
        hidden = [m for m in self.messages if is_cut(m.body, self._body(m))]
        in_view = [m for m in hidden if self.starts.get(m.seq, end) < end and self._end(m) > first]
        found = in_view or hidden
        return found[-1] if found else None

    def _end(self, message: MessageRow) -> int:
        cached = self._blocks.get(message.seq)
        return self.starts.get(message.seq, 0) + (len(cached[1]) if cached else 0)

    def show_more(self, message: MessageRow) -> None:
        """Show more of a message: what is folded, then what is cut off."""
        folded = message.seq not in self.unfolded
        self.unfolded.add(message.seq)
        if not folded or not is_cut(message.body, Body(len(message.body))):
            self.shown[message.seq] = self.shown.get(message.seq, FIRST_SHOWN) + MORE_SHOWN

    def _body(self, message: MessageRow) -> Body:
        shown = self.shown.get(message.seq, FIRST_SHOWN)
        return Body(shown, message.seq in self.unfolded or message.seq == self.marks.found, self.find)

    def _together(self, before: MessageRow, message: MessageRow) -> bool:
        """Whether two neighbours share a header: nothing in the second one's would say anything new."""
        return (
            message.direction != "note"
            and (message.direction, message.author) == (before.direction, before.author)
            and 0 <= message.at - before.at <= TOGETHER_MS
            and self._state(message) == self._state(before)
            and not message.failure
            and not before.failure
            and message.seq not in {self.marks.found, self.cursor}
            and before.seq != self.cursor
            and message.hidden_at is None
            and before.hidden_at is None
        )

    def _first_unread(self) -> int:
        inbound = [message.seq for message in self.messages if message.direction == "inbound"]
        unread = self.marks.unread
        return inbound[-unread] if 0 < unread <= len(inbound) and not self.more_below else 0

    def _mark(self, message: MessageRow) -> str:
        marks = self.marks
        if message.seq in {marks.found, self.cursor}:
            return "accent"
        if message.direction != "inbound" or not marks.answered_to:
            return "line"
        if message.seq > marks.answered_to:
            return "warning"
        return "accent" if message.seq > marks.answered_from else "line"

    def _state(self, message: MessageRow) -> tuple[str, str]:
        """What stands at the right of the header, in words, and its look."""
        if message.direction == "outbound" and message.delivery in DELIVERY:
            _, state, look = DELIVERY[message.delivery]
            return state, look
        if message.direction == "note":
            return "note, stays here" + (" · changed" if message.edited_at else ""), "warning"
        return ("came after the draft", "warning") if self._mark(message) == "warning" else ("", "muted")

    def _block(self, message: MessageRow, width: int, follows: bool) -> list[Line]:
        body, mark = self._body(message), self._mark(message)
        here = (message.seq == self.cursor, message.hidden_at, message.edited_at)
        key = (width, body, mark, follows, message.delivery, message.failure, message.author, len(message.body), here)
        cached = self._blocks.get(message.seq)
        if cached and cached[0] == (key, self.customer):
            return cached[1]
        lines = self._lay_out_message(message, width, body, follows)
        self._blocks[message.seq] = ((key, self.customer), lines)
        return lines

    def _lay_out_message(self, message: MessageRow, width: int, body: Body, follows: bool) -> list[Line]:
        ours = message.direction != "inbound"
        note = message.direction == "note"
        mark = self._mark(message)
        margin = " " * (1 + (INDENT if ours and width > 50 else 0))
        room = max(min(width - len(margin) - 3, MOST_BODY_WIDTH), 8)
        bar = "┊ " if note else "▌ " if mark != "line" else "│ "
        look = "warning" if note else mark
        lines: list[Line] = [] if follows else [self._head(message, margin, room)]
        if message.hidden_at is not None:
            words = "hidden here · m shows it again" if message.seq == self.cursor else "hidden here"
            return [*lines, [(margin, "plain"), (bar, look), (crop(words, room), "muted")]]
        for index, runs in enumerate(body_lines(message.body, room, "muted" if note else "plain", body)):
            edge = FOLLOWS.get(bar, bar) if follows and not index else bar
            lines.append([(margin, "plain"), (edge, look), *runs])
        if message.failure:
            lines += [
                [(margin, "plain"), (bar, look), (text, "error")] for text in wrap(settle(message.failure[:500]), room)
            ]
        return lines

    def _head(self, message: MessageRow, margin: str, room: int) -> Line:
        state, look = self._state(message)
        if message.direction == "inbound":
            who = one_line(self.customer) or "customer"
        else:
            who = one_line(message.author) or "you"
        time = self.when.time(message.at)
        state = crop(state, max(room - 14, 0))
        who = crop(who, max(room - len(time) - cell_width(state) - 4, 4))
        gap = max(room + 2 - cell_width(who) - 2 - len(time) - cell_width(state), 1)
        if message.seq == self.cursor:
            margin = margin[:-1] + "▸"
        return [
            (margin, "accent"),
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
