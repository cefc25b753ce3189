"""Commands of the first start."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "First steps"


class TryDemo(Command):
    """A shop full of customers who write and answer, in a place of its own; nothing is left behind."""

    keys = "1"
    group = GROUP
    twin = "demo"

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Try the demo"


class ConnectFirst(Command):
    """The customers of a CLOSER server, with its address and a token."""

    keys = "2"
    group = GROUP
    twin = "connect closer --url URL --token TOKEN"

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Connect an inbox"


class OpenBackup(Command):
    """Everything as it was on the day of the backup."""

    keys = "3"
    group = GROUP
    twin = "restore FILE"

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Open a backup"
