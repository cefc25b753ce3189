"""What a draft stands on, word for word: the passages it names, as they were when it was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from closer_tui.domain.draft import Source
from closer_tui.tui.commands import bindings, moving
from closer_tui.tui.drawing import Run
from closer_tui.tui.widgets.document_lines import source_lines
from closer_tui.tui.widgets.lines import LineView

__all__ = ["Sources"]

KINDS = {"quick_reply": "a quick reply", "past_answer": "approved before", "document": "from your documents"}


class SourceText(LineView):
    """The passages one below the other."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.SCROLL)]
    DEFAULT_CSS = "SourceText { background: $surface; height: auto; max-height: 100%; }"

    def __init__(self, sources: Sequence[Source]) -> None:
        super().__init__(id="source-text")
        self._sources = sources

    def lay_out(self, width: int) -> list[list[Run]]:
        """Each with its number, its name and its words."""
        lines: list[list[Run]] = []
        for number, source in enumerate(self._sources, start=1):
            kind = KINDS.get(source.kind, source.kind.replace("_", " "))
            lines += source_lines(f"[{number}] {source.title}", f"{kind} · {source.id}", source.quote, width)
        return lines[:-1]


class Sources(ModalScreen[None]):
    """Stands over the screen until it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(moving.Back)]
    DEFAULT_CSS = """
    Sources {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 90; max-width: 96%; height: auto; max-height: 90%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & #sources-foot { color: $muted; height: 1; }
    }
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        super().__init__()
        self._sources = sources

    def compose(self) -> ComposeResult:
        """The passages, and the way out."""
        with Vertical() as box:
            box.border_title = Content("What this draft stands on")
            yield SourceText(self._sources)
            yield Static(Content("j k scroll · esc leave"), id="sources-foot")

    def on_mount(self) -> None:
        """Ready to scroll."""
        self.query_one(SourceText).focus()

    def action_back(self) -> None:
        """Leave."""
        self.dismiss(None)
