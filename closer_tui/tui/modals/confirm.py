"""Ask before something that cannot be undone. Nothing is preselected, and keys on their way here do nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from closer_tui.domain.clock import Clock
from closer_tui.tui.drawing import crop, one_line

__all__ = ["Confirm"]


class Answer(Button, can_focus=False):
    """For the mouse alone: with the focus on it, an Enter on its way would be an answer."""


class Confirm(ModalScreen[bool | None]):
    """True for yes. Enter answers nothing; y and n do, after `grace_ms`."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "Yes", id="confirm_yes", tooltip="Yes, do it."),
        Binding("n,escape", "no", "No", id="confirm_no", tooltip="No, leave it as it is."),
    ]
    DEFAULT_CSS = """
    Confirm {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 64; max-width: 90%; height: auto; max-height: 80%;
            border: round $warning; border-title-color: $warning; background: $surface; padding: 1 2;
        }
        & Static { height: auto; }
        & Horizontal { height: 1; margin-top: 1; }
        & Button { border: none; height: 1; min-width: 8; margin-right: 2; background: $chosen; color: $foreground; }
    }
    """

    def __init__(self, title: str, lines: Sequence[str], *, yes: str, clock: Clock, grace_ms: int) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._yes = yes
        self._clock = clock
        self._grace_ms = grace_ms
        self._since = clock.now()

    def compose(self) -> ComposeResult:
        """What it is about, and two answers."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._title))
            for line in self._lines:
                yield Static(Content(crop(one_line(line), 400)))
            with Horizontal():
                yield Answer(Content(f"y {self._yes}"), id="confirm-yes", compact=True)
                yield Answer(Content("n leave it"), id="confirm-no", compact=True)

    def on_mount(self) -> None:
        """Begin the grace."""
        self._since = self._clock.now()

    def action_yes(self) -> None:
        """Yes, unless the key was on its way before this could be read."""
        if not 0 <= self._clock.now() - self._since < self._grace_ms:
            self.dismiss(True)

    def action_no(self) -> None:
        """No."""
        self.dismiss(False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A click is an answer."""
        if event.button.id == "confirm-yes":
            self.action_yes()
        else:
            self.action_no()
