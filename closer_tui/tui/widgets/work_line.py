"""The line under a conversation's head that is there only when there is something on it: tags, how much it presses, and
what somebody wants to be reminded of.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.strip import Strip
from textual.widget import Widget

from closer_tui.domain.priority import Priority
from closer_tui.store.views.follow_ups import FollowUpRow
from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.drawing import Run, cell_width, crop, one_line
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import paint_runs
from closer_tui.tui.widgets.tag_runs import tag_runs
from closer_tui.tui.words import PRIORITY

__all__ = ["WorkLine", "work_runs"]


def work_runs(
    row: ConversationRow, follow_up: FollowUpRow | None, chosen: Mapping[str, str], when: When, width: int
) -> list[Run]:
    """All of it in one line; what it is reminded of gives way last."""
    runs: list[Run] = []
    if row.priority > Priority.NONE:
        sign, look = PRIORITY.get(row.priority, ("", "muted"))
        runs += [(f"{sign} {Priority(row.priority).word}".strip(), look), ("   ", "plain")]
    if follow_up is not None:
        due = follow_up.state == "due"
        time = "now" if due else when.moment(follow_up.due_at)
        note = f": {one_line(follow_up.note, 200)}" if follow_up.note else ""
        silent = ", unless they write" if follow_up.unless_reply and not due else ""
        words = crop(f"◷ follow up {time}{note}{silent}", max(width - (32 if row.tags else 4), 20))
        runs += [(words, "warning" if due else "accent"), ("   ", "plain")]
    left = width - 2 - sum(cell_width(text) for text, _ in runs)
    return [*runs, *tag_runs(row.tags, chosen, most=8, room=left)]


class WorkLine(Widget):
    """Takes its line only while there is something to show."""

    DEFAULT_CSS = "WorkLine { height: 1; width: 1fr; background: $background; display: none; }"

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._row: ConversationRow | None = None
        self._follow_up: FollowUpRow | None = None
        self._chosen: Mapping[str, str] = {}

    def show(self, row: ConversationRow | None, follow_up: FollowUpRow | None, chosen: Mapping[str, str]) -> None:
        """Show another conversation's."""
        self._row, self._follow_up, self._chosen = row, follow_up, chosen
        self.display = row is not None and bool(row.tags or row.priority or follow_up)
        self.refresh()

    def runs(self, width: int) -> list[Run]:
        """What stands on it."""
        if self._row is None:
            return []
        return work_runs(self._row, self._follow_up, self._chosen, self._when, width)

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        return paint_runs(self, [(" ", "plain"), *self.runs(width)], width, self.rich_style)
