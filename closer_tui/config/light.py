"""The few settings the first frame needs, read with `tomllib` alone.

Pydantic costs more than the whole first frame, so the screen starts with these and never fails on them:
what is wrong is told in `problem`, and the default stands in its place. `settings.UiSettings` checks the
same table fully, a moment later.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from closer_tui.config.errors import ConfigError
from closer_tui.config.toml_file import place_of, read_toml

KEYS = ("plain", "vim")
"""The shipped keymaps."""
LAYOUTS = ("auto", "one", "two", "three")
"""How many panes the inbox shows: by the width of the terminal, or always so many."""

Readers = Mapping[str, tuple[Callable[[object], object], str]]
"""For each setting of a table: what makes a value of what is given (None: it cannot), and what is wanted, in words."""

GHOST_TEXT = ("past", "model", "off")
"""Where grey words behind the cursor come from."""

AFTER_RESOLVE = ("next", "stay", "list")
"""What is shown after a conversation is done."""

_SWITCHES = {
    "true": True,
    "1": True,
    "yes": True,
    "on": True,
    "false": False,
    "0": False,
    "no": False,
    "off": False,
}


@dataclass(frozen=True, slots=True)
class LightSettings:
    """What the screen looks like and how it answers keys."""

    theme: str = "closer-dark"
    keymap: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Binding id to keys, comma-separated."""
    keys: str = "plain"
    layout: str = "auto"
    after_resolve: str = "next"
    undo_seconds: float = 5.0
    decision_grace_ms: int = 500
    mouse: bool = True
    animations: bool = True
    agent: str = ""
    presence: bool = True
    ghost_text: str = "past"


@dataclass(frozen=True, slots=True)
class LightLoad:
    """Settings that can be used at once, and the first thing that was wrong with them, if any."""

    settings: LightSettings
    problem: ConfigError | None = None


def load_light(file: Path, environ: Mapping[str, str] | None = None) -> LightLoad:
    """The `[ui]` table of the file, overridden by `CLOSER_TUI_UI__…`; never raises."""
    values, problem = table_of(file, "ui", _READERS, os.environ if environ is None else environ)
    return LightLoad(LightSettings(**values), problem)


def table_of(
    file: Path, table: str, readers: Readers, environ: Mapping[str, str]
) -> tuple[dict[str, Any], ConfigError | None]:
    """What can be used of one table of the file and of the environment, and the first thing that cannot."""
    try:
        given_table = read_toml(file).get(table, {})
    except ConfigError as error:
        return {}, error
    problem: ConfigError | None = None
    if not isinstance(given_table, dict):
        problem = ConfigError(f"{place_of(file, [table])}: {table} must be a table.", hint=f"Write it as [{table}].")
        given_table = {}
    given = {name: (given_table[name], place_of(file, [table, name])) for name in readers if name in given_table}
    for name, (read, _) in readers.items():
        variable = f"CLOSER_TUI_{table.upper()}__{name.upper()}"
        if variable in environ:
            given[name] = (_from_text(read, environ[variable]), variable)
    values: dict[str, Any] = {}
    for name, (value, place) in given.items():
        read, wanted = readers[name]
        good = read(value)
        if good is None:
            problem = problem or ConfigError(
                f"{place}: {table}.{name} must be {wanted}.", hint="The default is used until you correct it."
            )
        else:
            values[name] = good
    return values, problem


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def switch(value: object) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else None


def number(value: object, most: float) -> float | None:
    """A number from 0 to `most`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= most else None


def _whole(value: object, most: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most else None


def _keymap(value: object) -> Mapping[str, str] | None:
    if not isinstance(value, dict) or not all(isinstance(keys, str) for keys in value.values()):
        return None
    return MappingProxyType({str(binding): keys for binding, keys in value.items()})


_READERS: Readers = MappingProxyType(
    {
        "theme": (_text, "the name of a theme"),
        "keymap": (_keymap, "a table of binding ids and keys"),
        "keys": (lambda value: value if value in KEYS else None, f"one of {', '.join(KEYS)}"),
        "layout": (lambda value: value if value in LAYOUTS else None, f"one of {', '.join(LAYOUTS)}"),
        "after_resolve": (lambda value: value if value in AFTER_RESOLVE else None, "next, stay or list"),
        "undo_seconds": (lambda value: number(value, 60), "a number of seconds from 0 to 60"),
        "decision_grace_ms": (lambda value: _whole(value, 5000), "whole milliseconds from 0 to 5000"),
        "mouse": (switch, "true or false"),
        "animations": (switch, "true or false"),
        "agent": (lambda value: value if isinstance(value, str) else None, "a name"),
        "presence": (switch, "true or false"),
        "ghost_text": (lambda value: value if value in GHOST_TEXT else None, f"one of {', '.join(GHOST_TEXT)}"),
    }
)


def _from_text(read: Callable[[object], object], text: str) -> object:
    """An environment variable as the TOML value it stands for: the first meaning that can be used."""
    if read is switch:
        return _SWITCHES.get(text.lower())
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if read(value) is None and read(text) is not None else value
