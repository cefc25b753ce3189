"""Commands of the queues: what waits for a person, and replies that have not arrived."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

ESCALATIONS = "Escalations"
OUTBOX = "Outbox"


class Claim(Command):
    """Take the conversation out of its queue; nobody else will answer it."""

    keys = "c"
    group = ESCALATIONS
    hint = "claim"
    twin = "claim CONVERSATION"
    decides = True


class NextTopic(Command):
    """Go to the next topic."""

    keys = "right,l,tab"
    group = ESCALATIONS
    hint = "next topic"
    in_palette = False


class PreviousTopic(Command):
    """Go to the topic before."""

    keys = "left,h,shift+tab"
    group = ESCALATIONS
    in_palette = False


class SendAgain(Command):
    """Send the reply once more, the same words to the same address."""

    keys = "R"
    sends = True
    group = OUTBOX
    hint = "send again"
    twin = "outbox retry ID"
    decides = True


class MarkSent(Command):
    """Note that the reply did arrive, as you have seen at the channel; nothing is sent."""

    keys = "M"
    group = OUTBOX
    hint = "mark as sent"
    twin = "outbox mark-sent ID"
    decides = True

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Mark as sent"


class Discard(Command):
    """Give the reply up; nothing is sent, and the customer waits for an answer again."""

    keys = "D"
    group = OUTBOX
    hint = "discard"
    twin = "outbox discard ID"
    decides = True


class TakeBack(Command):
    """Take the reply back before it leaves; its draft waits for you again."""

    keys = "z"
    group = OUTBOX
    hint = "take back"
    twin = "undo ID"
    decides = True
