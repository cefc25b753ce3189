"""Commands on what is being written. Their keys work inside the composer, so they are none that a text needs."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Writing"


class QuickReplies(Command):
    """Find a quick reply by a few letters, or write, change and remove them; / on an empty line does the same."""

    keys = "f8"
    group = GROUP
    twin = "quick-reply list"


class UnsentWords(Command):
    """Go to a conversation in which you wrote something and did not send it."""

    group = GROUP
    twin = "unsent"


COMPOSING: tuple[type[Command], ...] = (QuickReplies, UnsentWords)
"""What a screen with a composer offers."""
