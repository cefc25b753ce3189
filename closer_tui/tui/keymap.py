"""The owner's own keys: which command ids they name, and whether two commands of one screen now share a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from textual.binding import Binding

from closer_tui.config.errors import ConfigError
from closer_tui.tui.commands import Command, bindings

__all__ = ["check_keymap"]

NOTHING: Mapping[str, str] = MappingProxyType({})


def check_keymap(
    own: Mapping[str, str], screens: Mapping[str, Sequence[type[Command]]], shipped: Mapping[str, str] = NOTHING
) -> list[ConfigError]:
    """What is wrong with the owner's keymap, laid over a shipped one: ids that no command has, keys that two commands
    of a screen would share, and keys that would be a command and the beginning of another's.

    `screens` gives, by the screen's name, all commands that can be pressed on it.
    """
    known = {str(binding.id) for offered in screens.values() for binding in bindings(*offered)}
    problems = [
        ConfigError(f"ui.keymap names {name!r}, and there is no such command.", "Help lists the ids.")
        for name in own
        if name not in known
    ]
    for screen, offered in screens.items():
        keys = {str(b.id): _alternatives(own.get(str(b.id)) or shipped.get(str(b.id)) or b.key) for b in _of(offered)}
        for first, second, words in _clashes(keys):
            if first in own or second in own:
                problems.append(
                    ConfigError(f"ui.keymap: on the screen {screen}, {words}.", "Give one of them another key.")
                )
    return problems


def _of(offered: Sequence[type[Command]]) -> list[Binding]:
    return bindings(*dict.fromkeys(offered))


def _alternatives(keys: str) -> list[str]:
    return [" ".join(key.split()) for key in keys.split(",")]


def _clashes(keys: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    taken: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    for name, alternatives in keys.items():
        for key in alternatives:
            other = taken.setdefault(key, name)
            if other != name:
                found.append((other, name, f"{key} would be both {other} and {name}"))
    for key, name in taken.items():
        prefix, _, rest = key.partition(" ")
        begun = taken.get(prefix)
        if rest and begun is not None:
            found.append((begun, name, f"{prefix} would be {begun} and also begin {name} ({key})"))
    return found
