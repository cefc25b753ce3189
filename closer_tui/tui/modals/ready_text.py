"""Write or change a ready text: a short name, what it is for, and the text itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from closer_tui.domain.errors import CloserError
from closer_tui.tui.drawing import one_line
from closer_tui.tui.notices import error_words

__all__ = ["ReadyText", "SaveText"]

SaveText = Callable[[str, str, str], Awaitable[object]]
"""Keeps a name, a title and a text. Raises CloserError with what is wrong, and then nothing is kept."""


class ReadyText(ModalScreen[bool | None]):
    """True once it was saved. Escape with changed words asks for a second press."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="ready_leave", tooltip="Leave without saving."),
        Binding("f2,ctrl+enter", "save", "Save", show=False, id="ready_save", tooltip="Save it.", priority=True),
    ]
    DEFAULT_CSS = """
    ReadyText {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 76; max-width: 96%; height: auto; max-height: 96%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & Input, & Input:focus { border: none; height: 1; background: $background; padding: 0 1; margin: 0 0 1 0; }
        & TextArea, & TextArea:focus { height: 10; border: none; background: $background; padding: 0 1; }
        & .ready-label { color: $muted; height: 1; }
        & #ready-help { color: $muted; height: auto; margin: 1 0; }
        & #ready-state { height: auto; min-height: 1; color: $error; }
    }
    """

    name_field = query_one("#ready-name", Input)
    title_field = query_one("#ready-title", Input)
    body = query_one("#ready-body", TextArea)
    state = query_one("#ready-state", Static)

    def __init__(
        self, heading: str, save: SaveText, *, help: str, sign: str = "/", texts: tuple[str, str, str] = ("", "", "")
    ) -> None:
        super().__init__()
        self._heading = heading
        self._save = save
        self._help = help
        self._sign = sign
        self._texts = texts
        self._sure = False

    def compose(self) -> ComposeResult:
        """Three fields, what may stand in them, what is wrong."""
        name, title, body = self._texts
        with Vertical() as box:
            box.border_title = Content(one_line(self._heading))
            yield Static(Content(f"Name, typed after {self._sign}"), classes="ready-label")
            yield Input(name, id="ready-name", select_on_focus=False)
            yield Static(Content("What it is for"), classes="ready-label")
            yield Input(title, id="ready-title", select_on_focus=False)
            yield TextArea(body, id="ready-body", compact=True, soft_wrap=True, tab_behavior="focus")
            yield Static(Content(self._help), id="ready-help")
            yield Static(id="ready-state")
            yield Static(Content("tab next · F2 save · esc leave"), classes="ready-label")

    def on_mount(self) -> None:
        """Where the first thing is missing."""
        (self.body if self._texts[0] else self.name_field).focus()

    @property
    def _written(self) -> tuple[str, str, str]:
        return self.name_field.value, self.title_field.value, self.body.text

    def action_save(self) -> None:
        """Keep it, or say at once what is wrong."""
        self.run_worker(self._try(), group="ready-text", exclusive=True, exit_on_error=False)

    async def _try(self) -> None:
        try:
            await self._save(*self._written)
        except CloserError as error:
            self.state.update(Content(error_words(error)))
            return
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave; changed words only at the second press."""
        if self._written != self._texts and not self._sure:
            self._sure = True
            self.state.update(Content("Not saved. Esc once more drops what you wrote; F2 saves it."))
            return
        self.dismiss(None)
