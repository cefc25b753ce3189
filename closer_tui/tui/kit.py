"""What every screen is given: the same few things, so that screens need neither the App nor each other."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from closer_tui.config.light import LightSettings
    from closer_tui.config.paths import Paths
    from closer_tui.store.past_searches import PastSearches
    from closer_tui.tui.asking import Ask
    from closer_tui.tui.data import Data
    from closer_tui.tui.decisions import Decisions
    from closer_tui.tui.desk import OpenDesk
    from closer_tui.tui.notices import Tell
    from closer_tui.tui.present import Present
    from closer_tui.tui.terminal import Terminal
    from closer_tui.tui.trail import Trail
    from closer_tui.tui.undo import UndoStack
    from closer_tui.tui.unsent import UnsentTexts
    from closer_tui.tui.when import When
    from closer_tui.tui.workshop import Workshop

__all__ = ["Kit"]


@dataclass(frozen=True, slots=True)
class Kit:
    """`act` runs something that writes, and shows what goes wrong; `go` opens a screen by name,
    `show` a conversation in the inbox, at a message (0: at its end). `say` tells the engine, if one listens;
    `leave_for` leaves the screen for a command that must have the home for itself.

    `desk` opens the desk the first time and is the same one ever after; `workshop` makes what decides and what undoes,
    which the first frame does not need.
    """

    paths: Paths
    settings: LightSettings
    agent: str
    when: When
    data: Data
    desk: OpenDesk
    workshop: Workshop
    ask: Ask
    unsent: UnsentTexts
    tell: Tell
    act: Callable[[Coroutine[Any, Any, object]], None]
    go: Callable[[str], None]
    show: Callable[[int, int], None]
    keymap: Mapping[str, str]
    say: Callable[[Mapping[str, Any]], bool]
    leave_for: Callable[..., None]
    terminal: Terminal
    trail: Trail
    past_searches: PastSearches
    present: Present

    @property
    def decisions(self) -> Decisions:
        """What follows a decision key."""
        return self.workshop.decisions

    @property
    def undo(self) -> UndoStack:
        """What can be taken back."""
        return self.workshop.undo
