"""A row of a form: its name, the field, and what is wrong with it, under the field."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from closer_tui.tui.drawing import one_line

__all__ = ["FormRow"]


class FormRow(Vertical):
    """One field with its name in a column of `column` cells. `complain` says what is wrong with it, in its place."""

    DEFAULT_CSS = """
    FormRow {
        height: auto; width: 1fr;
        & > Horizontal { height: auto; width: 1fr; border-left: blank $background; }
        &:focus-within > Horizontal { border-left: outer $accent; }
        & .form-name { height: 1; color: $muted; padding: 0 1 0 0; }
        &:focus-within .form-name { color: $foreground; text-style: bold; }
        & .form-problem { height: auto; color: $error; display: none; }
        & .form-problem.wrong { display: block; }
        & Input, & Input:focus { border: none; height: 1; padding: 0; background: $surface; width: 1fr; }
        & .input--placeholder, & .input--suggestion { color: $muted; }
    }
    """

    def __init__(self, name: str, *fields: Widget, column: int = 15, id: str | None = None) -> None:
        super().__init__(id=id)
        self._called = name
        self._column = column
        self._fields = fields
        self.problem = ""

    def compose(self) -> ComposeResult:
        """The name and the field side by side, the problem below."""
        name = Static(Content(self._called), classes="form-name")
        name.styles.width = self._column
        problem = Static(Content(""), classes="form-problem")
        problem.styles.margin = (0, 0, 0, self._column + 1)
        with Horizontal():
            yield name
            yield from self._fields
        yield problem

    def complain(self, words: str) -> None:
        """Say what is wrong; nothing takes it away."""
        self.problem = words
        line = self.query_one(".form-problem", Static)
        line.update(Content(f"✗ {one_line(words, 300)}" if words else ""))
        line.set_class(bool(words), "wrong")
