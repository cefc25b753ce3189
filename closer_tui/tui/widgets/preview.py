"""The last real message of an inbox, and the reply as the bot would write it with the tone in the form."""

from __future__ import annotations

from closer_tui.store.views.rows import ConversationRow, MessageRow
from closer_tui.tui.drawing import Run, one_line, settle, wrap
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import LineView
from closer_tui.tui.words import plural

__all__ = ["PreviewText"]

SHOWN_OF_MESSAGE = 6


class PreviewText(LineView):
    """Shows words as they come; what cannot be previewed says why."""

    DEFAULT_CSS = "PreviewText { background: $background; }"

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._heard: tuple[ConversationRow, MessageRow] | None = None
        self._reply = ""
        self._note: Run = ("", "muted")

    def about(self, heard: tuple[ConversationRow, MessageRow] | None) -> None:
        """The message that is answered."""
        self._heard = heard
        self.changed()

    def say(self, reply: str, note: str = "", *, look: str = "muted") -> None:
        """The reply so far, and a word on how it stands."""
        self._reply = reply
        self._note = (note, look)
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """The customer, the reply, the note."""
        room = max(width - 4, 10)
        if self._heard is None:
            words = "No customer has written to this inbox yet; the first message will be answered here."
            return [[(" " + line, "muted")] for line in wrap(words, room)]
        row, message = self._heard
        who = one_line(row.title, 60) or "A customer"
        lines: list[list[Run]] = [[(f" {who}", "accent"), (f"  {self._when.since(message.at)}", "muted")]]
        said = wrap(settle(message.body[:2_000]), room)
        lines += [[("  ", "plain"), (line, "plain")] for line in said[:SHOWN_OF_MESSAGE]]
        if len(said) > SHOWN_OF_MESSAGE:
            lines.append([(f"  … {plural(len(said) - SHOWN_OF_MESSAGE, 'more line')}", "muted")])
        lines.append([])
        if self._reply:
            lines.append([(" The bot would write", "accent")])
            lines += [[("  ", "plain"), (line, "plain")] for line in wrap(settle(self._reply[:8_000]), room)]
        note, look = self._note
        if note:
            lines += [[], *[[(" " + line, look)] for line in wrap(note, room)]]
        return lines
