"""Why a conversation stands as it does: everything that happened to it, oldest first, narrowed by kind if wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from closer_tui.tui.commands import bindings, moving, working
from closer_tui.tui.drawing import Run, crop, fit, one_line, wrap
from closer_tui.tui.story import KINDS, Told
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import LineView

__all__ = ["History"]

NOTHING = "Nobody has decided anything about this conversation yet."
NONE_OF_THESE = "Nothing of this kind happened here."
WHO = 12


class HistoryText(LineView):
    """A line a decision, a day above its first one."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.SCROLL)]
    DEFAULT_CSS = "HistoryText { background: $surface; height: auto; max-height: 100%; }"

    def __init__(self, rows: Sequence[Told], when: When) -> None:
        super().__init__(id="history-text")
        self._rows = rows
        self._when = when
        self.kind = KINDS[0]

    def narrow(self, kind: str) -> None:
        """Show one kind of thing, or all."""
        self.kind = kind
        self.changed()
        self.call_after_refresh(self.action_last)

    def lay_out(self, width: int) -> list[list[Run]]:
        """All of them, or all of a kind."""
        rows = [row for row in self._rows if self.kind in {KINDS[0], row.kind}]
        if not rows:
            return [[(crop(NOTHING if not self._rows else NONE_OF_THESE, width - 1), "muted")]]
        lines: list[list[Run]] = []
        day = ""
        room = max(width - WHO - 9, 10)
        for row in rows:
            if (new_day := self._when.day(row.at)) != day:
                day = new_day
                lines += [[], [(day, "accent")]] if lines else [[(day, "accent")]]
            first, *rest = wrap(row.words, room) or [""]
            head: list[Run] = [
                (f"{self._when.time(row.at)}  ", "muted"),
                (fit(one_line(row.who, 40) or "somebody", WHO - 1) + " ", "strong"),
            ]
            lines.append([*head, (first, "plain")])
            lines += [[(" " * (WHO + 7), "plain"), (line, "plain")] for line in rest]
        return lines


class History(ModalScreen[None]):
    """Stands over the screen until it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(moving.Back, working.NarrowHistory)]
    DEFAULT_CSS = """
    History {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 90%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & #history-foot { color: $muted; height: 1; }
    }
    """

    def __init__(self, who: str, rows: Sequence[Told], when: When) -> None:
        super().__init__()
        self._who = who
        self._rows = rows
        self._when = when

    def compose(self) -> ComposeResult:
        """The list, and the way out."""
        with Vertical() as box:
            box.border_title = Content(f"What happened with {one_line(self._who, 60)}")
            yield HistoryText(self._rows, self._when)
            yield Static(Content(_foot(KINDS[0])), id="history-foot")

    def on_mount(self) -> None:
        """The newest in view."""
        text = self.query_one(HistoryText)
        text.focus()
        self.call_after_refresh(text.action_last)

    def action_narrow_history(self) -> None:
        """The next kind."""
        text = self.query_one(HistoryText)
        kind = KINDS[(KINDS.index(text.kind) + 1) % len(KINDS)]
        text.narrow(kind)
        self.query_one("#history-foot", Static).update(Content(_foot(kind)))

    def action_back(self) -> None:
        """Leave."""
        self.dismiss(None)


def _foot(kind: str) -> str:
    return f"j k move · f shows {kind} · esc leave"
