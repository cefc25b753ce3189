"""Jump: a letter on every row and pane in sight; pressing it goes there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from closer_tui.tui.widgets.line_list import LineList

__all__ = ["Jump", "Target", "labels", "targets"]

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The letters under the fingers first."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place on the screen (cells), how to go there, and what stands there, to see whether it still does."""

    x: int
    y: int
    go: Callable[[], object]
    reads: Callable[[], object]


def labels(count: int) -> list[str]:
    """So many labels, none of which begins another: all of one letter, or all of two."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return ["".join(pair) for pair, _ in zip(product(LETTERS, LETTERS), range(count), strict=False)]


def targets(screen: Screen[Any]) -> list[Target]:
    """Rows of the lists in sight, then the other panes that can have the focus."""
    found: list[Target] = []
    for widget in screen.focus_chain:
        if isinstance(widget, LineList):
            found += _rows(widget)
        else:
            found.append(Target(widget.region.x, widget.region.y, widget.focus, lambda: None))
    return found[: len(LETTERS) ** 2]


def _rows(found: LineList) -> Iterator[Target]:
    inside, top = found.content_region, found.scroll_offset.y
    for index in range(-(-top // found.row_height), found.row_count()):
        y = inside.y + index * found.row_height - top
        if y >= inside.bottom:
            return
        if found.selectable(index):
            yield Target(inside.x, y, _goer(found, index), _reader(found, index))


def _goer(found: LineList, index: int) -> Callable[[], object]:
    def go() -> None:
        found.cursor = index
        found.focus()

    return go


def _reader(found: LineList, index: int) -> Callable[[], object]:
    return lambda: found.row_runs(index, 0, 200) if index < found.row_count() else None


class Mark(Widget):
    """One label, where its target stands."""

    DEFAULT_CSS = "Mark { width: auto; height: 1; background: $accent; color: $background; text-style: bold; }"

    def __init__(self, words: str, target: Target) -> None:
        super().__init__()
        self._words = words
        self.styles.offset = (target.x, target.y)
        self.styles.position = "absolute"

    def render(self) -> Content:
        """The letters."""
        return Content(self._words)


class Jump(ModalScreen[None]):
    """Goes to the target whose label is typed; escape, or a letter that stands nowhere, goes nowhere."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", "Stay", id="jump_stay", tooltip="Stay where you are.")
    ]

    def __init__(self, found: Sequence[Target]) -> None:
        super().__init__()
        self._labels = dict(zip(labels(len(found)), found, strict=True))
        self._stood = {label: target.reads() for label, target in self._labels.items()}
        self._typed = ""

    def compose(self) -> ComposeResult:
        """A label for each."""
        for words, target in self._labels.items():
            yield Mark(words, target)

    def on_key(self, event: events.Key) -> None:
        """Letters choose."""
        if event.key == "escape":
            return
        event.stop()
        self._typed += event.character or ""
        target = self._labels.get(self._typed)
        if target is not None:
            # The lists below go on moving; what stood there when the letter was read must stand there still.
            if target.reads() == self._stood[self._typed]:
                target.go()
            else:
                self.notify("That row has just moved; jump again.", markup=False)
            self.dismiss(None)
        elif not any(label.startswith(self._typed) for label in self._labels):
            self.dismiss(None)

    def action_stay(self) -> None:
        """Nowhere else."""
        self.dismiss(None)
