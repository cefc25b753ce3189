"""One line for a filter: what is wrong with it is pointed at while it is typed, and what fits is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from closer_tui.domain.filters import FilterError, parse_filter
from closer_tui.domain.filters.fields import FIELDS
from closer_tui.tui.drawing import cell_width, crop, fit, one_line
from closer_tui.tui.words import number, plural

__all__ = ["FilterLine"]

COUNT_SECONDS = 0.15
"""After a pause in the typing, what fits is counted."""

Count = Callable[[str], tuple[int, int | None]]
"""How many conversations fit a filter, and among how many they were looked for if not among all."""


class FilterLine(ModalScreen[str | None]):
    """Gives the filter; None when it was left. A filter that cannot be read is not given."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="filter_leave", tooltip="Change nothing.")
    ]
    DEFAULT_CSS = """
    FilterLine {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 96%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & Input, & Input:focus { border: none; height: 1; background: $surface; padding: 0; }
        & #filter-place { height: 1; color: $error; }
        & #filter-state { height: auto; min-height: 2; }
        & #filter-help { height: auto; color: $muted; margin-top: 1; }
        & #filter-foot { color: $muted; height: 1; margin-top: 1; }
    }
    """

    def __init__(self, title: str, text: str, count: Count) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._count = count
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The line, a mark under the place that is wrong, words, and every field."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._title))
            yield Input(self._text, placeholder="everything", id="filter-input", select_on_focus=False)
            yield Static(Content(""), id="filter-place")
            yield Static(Content(""), id="filter-state")
            yield Static(Content.assemble(*_help()), id="filter-help")
            yield Static(
                Content("enter shows it · esc leaves · side by side: all · or: one of · -: not · ( )"), id="filter-foot"
            )

    def on_mount(self) -> None:
        """Ready to type at the end."""
        field = self.query_one(Input)
        field.focus()
        field.cursor_position = len(self._text)
        self._look()

    @on(Input.Changed)
    def _changed(self) -> None:
        self._look()

    def _wrong(self) -> FilterError | None:
        try:
            parse_filter(self.query_one(Input).value)
        except FilterError as error:
            return error
        return None

    def _look(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        error, typed = self._wrong(), self.query_one(Input).value
        state, place = self.query_one("#filter-state", Static), self.query_one("#filter-place", Static)
        if error is None:
            place.update(Content(""))
            self._timer = self.set_timer(COUNT_SECONDS, self._tell_count, name="count")
            return
        lead = len(typed) - len(typed.lstrip())
        before = cell_width(typed[:lead] + error.line[: error.at])
        field = self.query_one(Input)
        shown = before - int(field.scroll_offset.x)
        place.update(Content(" " * shown + "^" * max(1, min(error.length, 40)) if shown >= 0 else ""))
        state.update(Content.assemble((one_line(f"{error.message}."), "$error"), " ", error.hint))

    def _tell_count(self) -> None:
        count, among = self._count(self.query_one(Input).value)
        where = f" in the first {number(among)} of the list" if among is not None else ""
        fits = "fits" if count == 1 else "fit"
        words = f"{plural(count, 'conversation')} {fits}{where}." if count else f"Nothing fits{where}."
        self.query_one("#filter-state", Static).update(Content.styled(words, "$muted"))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if self._wrong() is None:
            self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)


def _help() -> list[tuple[str, str]]:
    """Every field with an example and its words, a line each."""
    lines: list[tuple[str, str]] = []
    for spec in FIELDS.values():
        known = ", ".join(dict.fromkeys(spec.values.values()))
        lines += [("\n" if lines else "", ""), (fit(spec.example, 24), "$foreground")]
        lines.append((crop(known or spec.asks, 54), "$muted"))
    return lines
