"""Commands of work on a conversation beside its replies: how much it presses, reminders, the contact, its messages."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Conversations"


class SetPriority(Command):
    """Say how much the conversation presses: low, normal, high or urgent."""

    keys = "P"
    group = GROUP
    twin = "priority CONVERSATION high"


WORKING = (SetPriority,)
