"""Say a time: type it as you would say it and see at once what was understood, or pick a usual one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from closer_tui.domain.errors import CloserError
from closer_tui.tui.asking import Choice, ReadMoment
from closer_tui.tui.drawing import one_line

__all__ = ["PickMoment"]


class PickMoment(ModalScreen[int | None]):
    """Gives the time in ms; None when none was chosen. What is typed wins over the list, where it can be understood."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="moment_leave", tooltip="Choose no time.")
    ]
    DEFAULT_CSS = """
    PickMoment {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 64; max-width: 94%; height: auto; max-height: 90%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & Input, & Input:focus { border: none; height: 1; background: $surface; padding: 0; }
        & #moment-said { height: auto; min-height: 1; margin-bottom: 1; color: $accent; }
        & #moment-said.unclear { color: $muted; }
        & OptionList {
            height: auto; max-height: 12; border: none; background: $surface; padding: 0;
            scrollbar-size-vertical: 1;
        }
        & #moment-foot { color: $muted; height: 1; margin-top: 1; }
    }
    """

    def __init__(self, title: str, choices: Sequence[Choice], read: ReadMoment) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._read = read
        self._offered: list[Choice] = []
        self._at: int | None = None

    def compose(self) -> ComposeResult:
        """A field, what was understood, the usual times, and what the keys do."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._title))
            placeholder = "tomorrow 9, fri 14:30, in 2h, next mon …"
            yield Input(placeholder=placeholder, id="moment-input", select_on_focus=False)
            yield Static(Content(""), id="moment-said")
            yield OptionList(id="moment-list", compact=True)
            yield Static(Content("type a time · ↑↓ move · enter choose · esc leave"), id="moment-foot")

    def on_mount(self) -> None:
        """The usual times."""
        self.query_one(OptionList).can_focus = False
        self._heard("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._heard(event.value)

    def _heard(self, typed: str) -> None:
        """Show what the words mean; where they mean nothing yet, what they may become."""
        words = typed.casefold().split()
        self._at, unclear = None, ""
        try:
            self._at = self._read.parse(typed) if words else None
        except CloserError as error:
            unclear = str(error)
        self._offered = [choice for choice in self._choices if all(word in choice.label.casefold() for word in words)]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_prompt(choice)) for choice in self._offered])
        if self._offered and self._at is None:
            options.highlighted = 0
        elif unclear or self._at is not None:
            self._say("" if self._at is None else self._read.words(self._at), unclear)
            return
        if not self._offered:
            self._say("", unclear)

    @on(OptionList.OptionHighlighted)
    def _passed(self, event: OptionList.OptionHighlighted) -> None:
        if 0 <= event.option_index < len(self._offered):
            self._say(self._read.words(self._read.parse(self._offered[event.option_index].value)))

    def _say(self, words: str, unclear: str = "") -> None:
        said = self.query_one("#moment-said", Static)
        said.update(Content(one_line(words or unclear)))
        said.set_class(not words, "unclear")

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._read.parse(self._offered[event.option_index].value))

    @on(Input.Submitted)
    def _entered(self) -> None:
        """An Enter on nothing chooses nothing, and does not leave either."""
        index = self.query_one(OptionList).highlighted
        if index is not None and index < len(self._offered):
            self.dismiss(self._read.parse(self._offered[index].value))
        elif self._at is not None:
            self.dismiss(self._at)

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list while the field has the focus."""
        if event.key not in {"down", "ctrl+n", "up", "ctrl+p"}:
            return
        for options in self.query(OptionList):  # there is none any more when a key comes while the box is closing
            if event.key in {"down", "ctrl+n"}:
                options.action_cursor_down()
            else:
                options.action_cursor_up()
        event.stop()
        event.prevent_default()

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _prompt(choice: Choice) -> Content:
    return Content.assemble(one_line(choice.label), ("  " + one_line(choice.detail), "$muted"))
