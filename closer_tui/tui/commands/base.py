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

NO_KEY = "no_key"
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
    "comma": ",",
    "apostrophe": "'",
    "quotation_mark": '"',
    "ampersand": "&",
    "semicolon": ";",
    "plus": "+",
    "asterisk": "*",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
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
    sends: ClassVar[bool] = False
    """Whether something leaves for a customer because of it; such a key is never pressed by a recording."""
    counts: ClassVar[bool] = False
    """Whether a number before its key makes sense: `5 j`."""
    repeats: ClassVar[bool] = False
    """Whether the repeat key does it again, with the answers it was given."""
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
        """The bindings of its default keys. A command without one has a key that no keyboard has, so that the owner's
        keymap can give it another."""
        yield Binding(
            cls.keys or f"{NO_KEY}_{cls.id()}",
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
    """Keys as a person reads them: `pagedown,ctrl+f` → `pgdn ^f`; keys that follow each other stand together, `gg`."""
    return " ".join("".join(map(_key_word, key.split())) for key in keys.split(",") if key.strip())


def _key_word(key: str) -> str:
    modifiers, plus, last = key.rpartition("+")
    return KEY_SIGNS.get(key) or f"{modifiers}{plus}{KEY_SIGNS.get(last, last)}".replace("ctrl+", "^").replace(
        "alt+", "⌥"
    )
