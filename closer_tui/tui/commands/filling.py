"""Commands inside a form's fields: sliders, choices, chips."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from closer_tui.tui.commands.base import Command

GROUP = "Forms"


class NextField(Command):
    """Go to the next field; tab does the same."""

    keys = "down"
    group = GROUP
    in_palette = False


class FieldBefore(Command):
    """Go to the field before; shift and tab do the same."""

    keys = "up"
    group = GROUP
    in_palette = False


class Less(Command):
    """A step to the left: less of it, the choice before, the topic before."""

    keys = "left,h"
    group = GROUP
    in_palette = False


class More(Command):
    """A step to the right: more of it, the next choice, the next topic."""

    keys = "right,l"
    group = GROUP
    in_palette = False


class SetStep(Command):
    """Set a slider to its first to fifth step."""

    keys = "1,2,3,4,5"
    group = GROUP
    in_palette = False

    @classmethod
    def bindings(cls) -> Iterable[Binding]:
        """One binding a number, each with its own id for the keymap."""
        for step in range(1, 6):
            yield Binding(
                str(step), f"set_step({step})", f"Step {step}", show=False, tooltip=cls.help(), id=f"set_step_{step}"
            )


class TickOption(Command):
    """Tick an option of several, or take the tick away."""

    keys = "space"
    group = GROUP
    in_palette = False


class RemoveTopic(Command):
    """Take the topic under the cursor away."""

    keys = "delete,backspace,x"
    group = GROUP
    in_palette = False


FILLING = (NextField, FieldBefore, Less, More, SetStep, RemoveTopic)
