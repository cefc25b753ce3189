"""A command and its words. Nothing here does anything: a screen or widget that offers a command has its action.

`class TakeOver(Command)` has the id and action `take_over`, the label "Take over", and its docstring as tooltip
and help line. The id is what `[ui.keymap]` in the configuration names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding

__all__ = ["Command", "bindings", "key_words"]

_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

KEY_SIGNS = {
    "enter": "⏎",
    "escape": "esc",
    "space": "space",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "number_sign": "#",
    "at": "@",
    "exclamation_mark": "!",
    "full_stop": ".",
    "minus": "-",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "backslash": "\\",
    "vertical_line": "|",
    "shift+tab": "⇧tab",
}
"""How keys are written on the screen, where Textual's name is not what stands on the key."""


class Command:
    """One thing a person can do."""

    keys: ClassVar[str] = ""
    """Default keys, separated by commas; empty for a command that only the palette offers."""
    group: ClassVar[str] = "Everywhere"
    """The heading under which help lists it."""
    hint: ClassVar[str] = ""
    """Its word in the hint line at the bottom; empty when it is not shown there."""
    twin: ClassVar[str] = ""
    """What does the same on the command line."""
    priority: ClassVar[bool] = False
    """Whether the key works even while text is being written."""
    decides: ClassVar[bool] = False
    """Whether it decides on a draft, and so must wait until what it decides on has been seen."""
    in_palette: ClassVar[bool] = True

    @classmethod
    def id(cls) -> str:
        """The name in the keymap, and of the action."""
        return _INNER_CAPITAL.sub("_", cls.__name__).lower()

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return _INNER_CAPITAL.sub(" ", cls.__name__).capitalize()

    @classmethod
    def help(cls) -> str:
        """What it does, in a sentence."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def bindings(cls) -> Iterable[Binding]:
        """The bindings of its default keys; none for a command without a key."""
        if cls.keys:
            yield Binding(
                cls.keys,
                cls.id(),
                cls.label(),
                show=bool(cls.hint),
                tooltip=cls.help(),
                id=cls.id(),
                priority=cls.priority,
            )


def bindings(*commands: type[Command]) -> list[Binding]:
    """What a screen or widget puts into BINDINGS to offer these commands."""
    return [binding for command in commands for binding in command.bindings()]


def key_words(keys: str) -> str:
    """Keys as a person reads them: `pagedown,ctrl+f` → `pgdn ^f`."""
    return " ".join(_key_word(key.strip()) for key in keys.split(",") if key.strip())


def _key_word(key: str) -> str:
    return KEY_SIGNS.get(key) or key.replace("ctrl+", "^").replace("alt+", "⌥")
