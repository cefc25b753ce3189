"""Fields of a form, one line each: a slider of five steps, one choice of a few, several of a few.

Each can be set with the arrows and with the mouse, and shows by signs, not only by colour, how it is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from closer_tui.tui.commands import bindings, filling
from closer_tui.tui.drawing import cell_width, one_line

__all__ = ["ChoiceRow", "Field", "StepSlider", "ToggleRow"]

Piece: TypeAlias = tuple[str, str]
Place: TypeAlias = tuple[int, int, int]


class Field(Widget, can_focus=True):
    """A field that paints itself and says when it was changed."""

    DEFAULT_CSS = """
    Field { height: 1; width: 1fr; color: $foreground; background: $background; }
    """

    class Changed(Message):
        """The field holds another value."""

        def __init__(self, field: Widget) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> Widget:
            """The field, for `@on` with a selector."""
            return self.field

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places: list[Place] = []

    def touched(self) -> None:
        """Repaint, and tell the form."""
        self.refresh()
        self.post_message(Field.Changed(self))

    def on_focus(self) -> None:
        """It looks different with the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """It looks different without the focus."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Set what was clicked."""
        for start, end, index in self._places:
            if start <= event.x < end:
                event.stop()
                self.pick(index)
                return

    def pick(self, index: int) -> None:
        """The part with this number was clicked."""


class StepSlider(Field):
    """Five steps between two words: `casual ○──○──●──○──○ formal · neutral`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(filling.Less, filling.More, filling.SetStep)]
    value: var[int] = var(3, init=False)

    def __init__(self, words: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = tuple(words)

    def watch_value(self) -> None:
        """Paint and tell."""
        self.touched()

    def render(self) -> Content:
        """The ends in words, the steps, and the word of the present one."""
        first, last = self._words[0], self._words[-1]
        pieces: list[Piece] = [(first + " ", "$muted")]
        used = cell_width(first) + 1
        self._places = []
        for step in range(1, len(self._words) + 1):
            here = step == self.value
            pieces.append(("●" if here else "○", "bold $accent" if here else "$muted"))
            self._places.append((used - 1, used + 2, step))
            used += 1
            if step < len(self._words):
                pieces.append(("──", "$line"))
                used += 2
        pieces += [(f" {last}", "$muted"), ("   ", ""), (self._words[self.value - 1], "bold" if self.has_focus else "")]
        return Content.assemble(*pieces)

    def pick(self, index: int) -> None:
        """A step was clicked."""
        self.value = index

    def action_less(self) -> None:
        """One step towards the first word."""
        self.value = max(1, self.value - 1)

    def action_more(self) -> None:
        """One step towards the last word."""
        self.value = min(len(self._words), self.value + 1)

    def action_set_step(self, step: int) -> None:
        """A step by its number."""
        self.value = step


class ChoiceRow(Field):
    """One of a few: `( ) never  (•) sparingly  ( ) freely`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(filling.Less, filling.More)]
    value: var[str] = var("", init=False)

    def __init__(self, options: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self.set_reactive(ChoiceRow.value, self._options[0])

    def watch_value(self) -> None:
        """Paint and tell."""
        self.touched()

    def render(self) -> Content:
        """All options, the chosen one marked."""
        pieces: list[Piece] = []
        self._places = []
        used = 0
        for index, option in enumerate(self._options):
            here = option == self.value
            text = f"({'•' if here else ' '}) {option}"
            pieces += [(text, ("bold $accent" if self.has_focus else "bold") if here else "$muted"), ("   ", "")]
            self._places.append((used, used + cell_width(text), index))
            used += cell_width(text) + 3
        return Content.assemble(*pieces)

    def pick(self, index: int) -> None:
        """An option was clicked."""
        self.value = self._options[index]

    def _move(self, by: int) -> None:
        index = self._options.index(self.value) if self.value in self._options else 0
        self.value = self._options[min(max(index + by, 0), len(self._options) - 1)]

    def action_less(self) -> None:
        """The option before."""
        self._move(-1)

    def action_more(self) -> None:
        """The next option."""
        self._move(1)


class ToggleRow(Field):
    """Any of a few: `[x] whatsapp  [ ] sms`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(filling.Less, filling.More, filling.TickOption)]
    value: var[frozenset[str]] = var(frozenset, init=False)

    def __init__(self, options: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self._at = 0

    def watch_value(self) -> None:
        """Paint and tell."""
        self.touched()

    def render(self) -> Content:
        """All options, those that are on marked, the one the keys are on underlined."""
        pieces: list[Piece] = []
        self._places = []
        used = 0
        for index, option in enumerate(self._options):
            text = f"[{'x' if option in self.value else ' '}] {one_line(option, 40)}"
            look = "bold" if option in self.value else "$muted"
            here = self.has_focus and index == self._at
            pieces += [(text, f"{look} underline $accent" if here else look), ("  ", "")]
            self._places.append((used, used + cell_width(text), index))
            used += cell_width(text) + 2
        return Content.assemble(*pieces)

    def pick(self, index: int) -> None:
        """An option was clicked."""
        self._at = index
        self.action_tick_option()

    def action_less(self) -> None:
        """The option before."""
        self._at = max(0, self._at - 1)
        self.refresh()

    def action_more(self) -> None:
        """The next option."""
        self._at = min(len(self._options) - 1, self._at + 1)
        self.refresh()

    def action_tick_option(self) -> None:
        """Tick, or take the tick away."""
        self.value = self.value ^ {self._options[self._at]}
