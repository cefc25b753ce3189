"""Change a text of several lines: a note, what is said of a contact."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from closer_tui.tui.drawing import one_line

__all__ = ["EditText"]


class EditText(ModalScreen[str | None]):
    """Gives the text as it was left; None when it was left alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="edit_text_leave", tooltip="Leave it as it was."),
        Binding("f2,ctrl+enter", "save", "Save", show=False, id="edit_text_save", tooltip="Keep it.", priority=True),
    ]
    DEFAULT_CSS = """
    EditText {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 90%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & TextArea { border: none; height: 12; max-height: 60%; background: $background; padding: 0 1; }
        & #edit-text-foot { color: $muted; height: 1; margin-top: 1; }
    }
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The text, and what the keys do."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._title, 80))
            yield TextArea(self._text, id="edit-text", soft_wrap=True, tab_behavior="focus")
            yield Static(Content("f2 keeps it · esc leaves it as it was"), id="edit-text-foot")

    def on_mount(self) -> None:
        """Begin at the end."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def action_save(self) -> None:
        """Keep it."""
        self.dismiss(self.query_one(TextArea).text)

    def action_leave(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
