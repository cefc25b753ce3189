"""The owner's own keys: which command ids they name, and whether two commands of one screen now share a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from closer_tui.config.errors import ConfigError
from closer_tui.tui.commands import Command, bindings

__all__ = ["check_keymap"]


def check_keymap(keymap: Mapping[str, str], screens: Mapping[str, Sequence[type[Command]]]) -> list[ConfigError]:
    """What is wrong with a keymap: ids that no command has, and keys that two commands of a screen would share.

    `screens` gives, by the screen's name, all commands that can be pressed on it.
    """
    known = {str(binding.id) for offered in screens.values() for binding in bindings(*offered)}
    problems = [
        ConfigError(f"ui.keymap names {name!r}, and there is no such command.", "Help lists the ids.")
        for name in keymap
        if name not in known
    ]
    for screen, offered in screens.items():
        taken: dict[str, str] = {}
        for binding in bindings(*offered):
            name = str(binding.id)
            for key in (keymap.get(name) or binding.key).split(","):
                other = taken.setdefault(key.strip(), name)
                if other != name and (name in keymap or other in keymap):
                    problems.append(
                        ConfigError(
                            f"ui.keymap: on the screen {screen}, {key.strip()} would be both {other} and {name}.",
                            "Give one of them another key.",
                        )
                    )
    return problems
