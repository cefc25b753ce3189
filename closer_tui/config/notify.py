"""The `[notify]` table as the screen reads it: with `tomllib` alone, and never failing on it.

`settings.NotifySettings` checks the same table fully for every other command.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from closer_tui.config.errors import ConfigError
from closer_tui.config.light import Readers, number, switch, table_of

__all__ = ["ABOUT", "QUIET_HOURS", "WAYS", "NotifyRules", "load_notify"]

WAYS = ("auto", "osc9", "osc777", "osc99", "bell", "off")
ABOUT = ("needs_me", "assigned", "escalated")
QUIET_HOURS = r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$"


@dataclass(frozen=True, slots=True)
class NotifyRules:
    """What is told, when and how. Empty `topics` means all; `quiet_hours` is `22:00-07:00` in local time."""

    how: str = "auto"
    about: Sequence[str] = ABOUT
    topics: Sequence[str] = ()
    quiet_inboxes: Sequence[str] = ()
    quiet_hours: str = ""
    hide_text: bool = False
    bell: bool = False
    title: bool = True
    every_seconds: float = 5.0
    while_focused: bool = False


def load_notify(file: Path, environ: Mapping[str, str] | None = None) -> tuple[NotifyRules, ConfigError | None]:
    """The rules of the file, overridden by `CLOSER_TUI_NOTIFY__…`, and the first thing that was wrong with them."""
    values, problem = table_of(file, "notify", _READERS, os.environ if environ is None else environ)
    return NotifyRules(**values), problem


def _words(value: object) -> Sequence[str] | None:
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
        return None
    return tuple(value)


def _about(value: object) -> Sequence[str] | None:
    words = _words(value)
    return words if words is not None and set(words) <= set(ABOUT) else None


def _hours(value: object) -> str | None:
    return value if isinstance(value, str) and re.match(QUIET_HOURS, value) else None


_READERS: Readers = MappingProxyType(
    {
        "how": (lambda value: value if value in WAYS else None, f"one of {', '.join(WAYS)}"),
        "about": (_about, f"a list of {', '.join(ABOUT)}"),
        "topics": (_words, "a list of topics"),
        "quiet_inboxes": (_words, "a list of inboxes"),
        "quiet_hours": (_hours, "of the form 22:00-07:00, or empty"),
        "hide_text": (switch, "true or false"),
        "bell": (switch, "true or false"),
        "title": (switch, "true or false"),
        "every_seconds": (lambda value: number(value, 600) or None, "a number of seconds above 0, at most 600"),
        "while_focused": (switch, "true or false"),
    }
)
