"""The commands of the smaller screens, known without loading these: what they offer, and what a keymap may name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from closer_tui.tui.commands import deciding, filling, knowing, learning, moving, queues, shaping, starting
from closer_tui.tui.commands.base import Command

__all__ = ["BY_SCREEN"]

BY_SCREEN: Mapping[str, tuple[type[Command], ...]] = MappingProxyType(
    {
        "escalations": (queues.Claim, queues.NextTopic, queues.PreviousTopic, deciding.Undo, moving.Back),
        "outbox": (
            queues.MarkSent,
            queues.SendAgain,
            queues.Discard,
            queues.TakeBack,
            moving.NextPane,
            moving.Back,
        ),
        "tone": (
            shaping.SaveTone,
            shaping.DropChanges,
            shaping.ShowVersions,
            shaping.NextInbox,
            shaping.RedrawPreview,
            moving.Back,
        ),
        "quality": (*learning.ON_THE_PAGE, deciding.Undo, moving.NextPane, moving.Back),
        "knowledge": (*knowing.ON_THE_SCREEN, deciding.Undo, moving.Back),
        "form": filling.FILLING,
        "inboxes": (shaping.CycleMode, shaping.Connect, shaping.ConnectMail, shaping.Disconnect, moving.Back),
        "welcome": (starting.TryDemo, starting.ConnectFirst, starting.OpenBackup, moving.Back),
    }
)
