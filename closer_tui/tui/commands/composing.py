"""Commands on what is being written. Their keys work inside the composer, so they are none that a text needs."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Writing"


class QuickReplies(Command):
    """Find a quick reply by a few letters, or write, change and remove them; / on an empty line does the same."""

    keys = "f8"
    group = GROUP
    hint = "quick replies"
    twin = "quick-reply list"


class SendLater(Command):
    """Send what is written at a moment you choose, unless the customer writes first."""

    keys = "f9"
    group = GROUP
    hint = "later"
    twin = "reply CONVERSATION TEXT --at TIME"
    sends = True


class RunMacro(Command):
    """Find a macro, see exactly what it would do here, and do it; or write, change and remove macros."""

    keys = "f12,semicolon"
    group = GROUP
    hint = "macros"
    twin = "macro run NAME CONVERSATION"
    sends = True


class Rewrite(Command):
    """Have the model write your text anew: shorter, warmer, formal, corrected, translated; you see what differs."""

    keys = "ctrl+r"
    group = GROUP
    hint = "rewrite"
    twin = "rewrite --how shorter"


class EditElsewhere(Command):
    """Write in your own editor ($VISUAL or $EDITOR), with the conversation quoted below; what you save comes back."""

    keys = "ctrl+g"
    group = GROUP
    twin = "reply CONVERSATION -"


class Attach(Command):
    """Attach a file to the reply, where the channel takes files."""

    keys = "ctrl+o"
    group = GROUP
    twin = "reply CONVERSATION TEXT --attach FILE"


class UnsentWords(Command):
    """Go to a conversation in which you wrote something and did not send it."""

    group = GROUP
    twin = "unsent"


COMPOSING: tuple[type[Command], ...] = (QuickReplies, SendLater, RunMacro, Rewrite, EditElsewhere, Attach, UnsentWords)
"""What a screen with a composer offers."""
