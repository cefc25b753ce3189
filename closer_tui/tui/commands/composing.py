"""Commands on what is being written. Their keys work inside the composer, so they are none that a text needs."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Writing"


class UnsentWords(Command):
    """Go to a conversation in which you wrote something and did not send it."""

    group = GROUP
    twin = "unsent"


COMPOSING: tuple[type[Command], ...] = (UnsentWords,)
"""What a screen with a composer offers."""
