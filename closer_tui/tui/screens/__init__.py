"""The screens by name. A screen is imported when it is first opened, so that the first frame waits for one only."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from textual.screen import Screen

from closer_tui.tui.kit import Kit

__all__ = ["SCREENS", "MakeScreen", "lazily"]

MakeScreen = Callable[[Kit], "Screen[Any]"]


def lazily(module: str, name: str) -> MakeScreen:
    """A maker that imports its screen when it is asked for one."""

    def make(kit: Kit) -> Screen[Any]:
        screen: Screen[Any] = getattr(import_module(f"closer_tui.tui.screens.{module}"), name)(kit)
        return screen

    return make


SCREENS: dict[str, MakeScreen] = {
    "inbox": lazily("inbox", "InboxScreen"),
    "approvals": lazily("approvals", "ApprovalsScreen"),
    "search": lazily("search", "SearchScreen"),
    "help": lazily("help", "HelpScreen"),
    "escalations": lazily("escalations", "EscalationsScreen"),
    "outbox": lazily("outbox", "OutboxScreen"),
    "tone": lazily("tone", "ToneScreen"),
    "quality": lazily("quality", "QualityScreen"),
    "knowledge": lazily("knowledge", "KnowledgeScreen"),
    "inboxes": lazily("inboxes", "InboxesScreen"),
    "welcome": lazily("welcome", "WelcomeScreen"),
}
