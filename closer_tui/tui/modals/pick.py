"""Find one of many ready texts by a few letters, and see what it would become here before it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import FuzzySearch
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from closer_tui.domain.filling import places
from closer_tui.tui.drawing import crop, one_line, settle

__all__ = ["Entry", "Pick", "Picked"]

PREVIEWED = 2_000
"""Characters of a text that are previewed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to pick: its value, what it is called, words it is found by, and the whole of it as it would be here.
    `problems` are lines that say why it cannot be used as it is."""

    value: str
    label: str
    detail: str = ""
    found_by: str = ""
    preview: str = ""
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Picked:
    """What was chosen, and for what: `use`, `new`, `change` or `remove`."""

    value: str
    what: str = "use"


class Pick(ModalScreen[Picked | None]):
    """The field narrows, the arrows move, the lower half shows the whole text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="pick_leave", tooltip="Choose nothing."),
        Binding("f7", "other('new')", "New", show=False, id="pick_new", tooltip="Write a new one."),
        Binding("f8", "other('change')", "Change", show=False, id="pick_change", tooltip="Change the chosen one."),
        Binding("f9", "other('remove')", "Remove", show=False, id="pick_remove", tooltip="Remove the chosen one."),
    ]
    DEFAULT_CSS = """
    Pick {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 76; max-width: 96%; height: auto; max-height: 90%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & Input, & Input:focus { border: none; height: 1; background: $surface; padding: 0; margin: 0 0 1 0; }
        & OptionList {
            height: auto; min-height: 1; max-height: 10; border: none; background: $surface; padding: 0;
            scrollbar-size-vertical: 1;
        }
        & #pick-preview { height: 9; border-top: solid $line; padding: 0; }
        & #pick-foot { color: $muted; height: 1; }
    }
    """

    def __init__(self, title: str, entries: Sequence[Entry], *, manage: bool = True, empty: str = "") -> None:
        super().__init__()
        self._title = title
        self._entries = tuple(entries)
        self._manage = manage
        self._empty = empty
        self._offered: list[Entry] = []
        self._search = FuzzySearch()

    def compose(self) -> ComposeResult:
        """The field, the list, the text, the keys."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._title))
            yield Input(placeholder="a few letters of it", id="pick-input", select_on_focus=False)
            yield OptionList(id="pick-list", compact=True)
            yield Static(id="pick-preview")
            others = " · F7 new · F8 change · F9 remove" if self._manage else ""
            yield Static(Content(f"↑↓ move · enter take · esc leave{others}"), id="pick-foot")

    def on_mount(self) -> None:
        """Everything, the first chosen."""
        self.query_one(OptionList).can_focus = False
        self._narrow("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, typed: str) -> None:
        query = typed.strip().lstrip("/;")
        if query:
            scored = [(self._score(query, entry), -i, entry) for i, entry in enumerate(self._entries)]
            self._offered = [
                entry for score, _, entry in sorted(scored, key=lambda s: s[:2], reverse=True) if score > 0
            ]
        else:
            self._offered = list(self._entries)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_prompt(entry)) for entry in self._offered])
        options.highlighted = 0 if self._offered else None
        self._show(0 if self._offered else None)

    def _score(self, query: str, entry: Entry) -> float:
        """By its name first, then by what it is called and found by."""
        name, _ = self._search.match(query, entry.label)
        words, _ = self._search.match(query, f"{entry.detail} {entry.found_by}")
        return max(name * 2, words)

    @on(OptionList.OptionHighlighted)
    def _passed(self, event: OptionList.OptionHighlighted) -> None:
        self._show(event.option_index)

    def _show(self, index: int | None) -> None:
        preview = self.query_one("#pick-preview", Static)
        if index is None or index >= len(self._offered):
            preview.update(Content(self._empty if not self._entries else "Nothing is called like that."))
            return
        entry = self._offered[index]
        shown = preview_of(entry.preview)
        for problem in entry.problems:
            shown = Content("\n").join([Content.styled(crop(one_line(problem), 200), "$warning"), shown])
        preview.update(shown)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Picked(self._offered[event.option_index].value))

    @on(Input.Submitted)
    def _entered(self) -> None:
        if entry := self._chosen:
            self.dismiss(Picked(entry.value))

    @property
    def _chosen(self) -> Entry | None:
        index = self.query_one(OptionList).highlighted
        return self._offered[index] if index is not None and index < len(self._offered) else None

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

    def action_other(self, what: str) -> None:
        """Write a new one, change or remove the chosen one."""
        entry = self._chosen
        if self._manage and (what == "new" or entry is not None):
            self.dismiss(Picked(entry.value if entry and what != "new" else "", what))

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def preview_of(text: str) -> Content:
    """The text with the places that have no value marked."""
    shown = Content(settle(text[:PREVIEWED]))
    for name in places(text[:PREVIEWED]):
        shown = shown.highlight_regex(r"\{" + name.replace(".", r"\.") + r"\}", style="$warning bold")
    return shown


def _prompt(entry: Entry) -> Content:
    pieces: list[str | tuple[str, str]] = [(crop(one_line(entry.label), 24), "bold"), "  "]
    return Content.assemble(*pieces, (crop(one_line(entry.detail), 60), "$muted"))
