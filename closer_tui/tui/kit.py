"""What every screen is given: the same few things, so that screens need neither the App nor each other."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from closer_tui.config.light import LightSettings
from closer_tui.config.paths import Paths
from closer_tui.tui.asking import Ask
from closer_tui.tui.data import Data
from closer_tui.tui.decisions import Decisions
from closer_tui.tui.desk import OpenDesk
from closer_tui.tui.notices import Tell
from closer_tui.tui.undo import UndoStack
from closer_tui.tui.unsent import Unsent
from closer_tui.tui.when import When

__all__ = ["Kit"]


@dataclass(frozen=True, slots=True)
class Kit:
    """`act` runs something that writes, and shows what goes wrong; `go` opens a screen by name,
    `show` a conversation in the inbox, at a message (0: at its end).

    `desk` opens the desk the first time and is the same one ever after. `engine` is the last word of the engine.
    """

    paths: Paths
    settings: LightSettings
    agent: str
    when: When
    data: Data
    desk: OpenDesk
    decisions: Decisions
    ask: Ask
    undo: UndoStack
    unsent: Unsent
    tell: Tell
    act: Callable[[Coroutine[Any, Any, object]], None]
    go: Callable[[str], None]
    show: Callable[[int, int], None]
    keymap: Mapping[str, str]
