"""Pick one of a few things, or type another: reasons, topics, times, quick replies, themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from closer_tui.tui.asking import Choice
from closer_tui.tui.drawing import one_line

__all__ = ["Choose"]

MOST_OFFERED = 200
"""Rows shown at once: of thousands of tags nobody reads more, and typing narrows them."""


class Choose(ModalScreen[str | None]):
    """Gives the value of the choice, or what was typed if `free`; None when nothing was chosen.

    `shown` is called with each value as the cursor passes it, so that a theme can be seen before it is taken.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="choose_leave", tooltip="Choose nothing.")
    ]
    DEFAULT_CSS = """
    Choose {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 64; max-width: 90%; height: auto; max-height: 80%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & Input, & Input:focus { border: none; height: 1; background: $surface; padding: 0; margin: 0 0 1 0; }
        & OptionList {
            height: auto; max-height: 18; border: none; background: $surface; padding: 0;
            scrollbar-size-vertical: 1;
        }
        & #choose-foot { color: $muted; height: 1; margin-top: 1; }
    }
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        free: str = "",
        start: str = "",
        shown: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._free = free
        self._start = start
        self._shown = shown
        self._offered: list[Choice] = []
        self._texts = [f"{choice.label} {choice.detail}".casefold() for choice in self._choices]

    def compose(self) -> ComposeResult:
        """A field to narrow the list, the list, and what the keys do."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._title))
            yield Input(placeholder=self._free or "type to narrow", id="choose-input", select_on_focus=False)
            yield OptionList(id="choose-list", compact=True)
            yield Static(Content("↑↓ move · enter choose · esc leave"), id="choose-foot")

    def on_mount(self) -> None:
        """All choices, the cursor on the present one."""
        self.query_one(OptionList).can_focus = False
        self._narrow("")
        values = [choice.value for choice in self._offered]
        if self._start in values:
            self.query_one(OptionList).highlighted = values.index(self._start)
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        fits = (
            choice for choice, text in zip(self._choices, self._texts, strict=True) if all(w in text for w in words)
        )
        self._offered = list(islice(fits, MOST_OFFERED))
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_prompt(choice)) for choice in self._offered])
        if self._offered and (typed or not self._free):
            options.highlighted = 0

    @on(OptionList.OptionHighlighted)
    def _passed(self, event: OptionList.OptionHighlighted) -> None:
        if self._shown is not None and 0 <= event.option_index < len(self._offered):
            self._shown(self._offered[event.option_index].value)

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._offered[event.option_index].value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """An Enter on nothing chooses nothing, and does not leave either."""
        index = self.query_one(OptionList).highlighted
        if index is not None and index < len(self._offered):
            self.dismiss(self._offered[index].value)
        elif self._free and event.value.strip():
            self.dismiss(event.value.strip())

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
    detail = one_line(choice.detail)
    return Content.assemble(one_line(choice.label), *([("  " + detail, "$muted")] if detail else []))
