"""Commands of the quality page, and of saying what one of the bot's messages is worth."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

QUALITY = "Quality"


class GoodMessage(Command):
    """Say that the bot's message under the cursor, or its last one, is good."""

    keys = "Y"
    group = QUALITY
    twin = "feedback MESSAGE good"


class BadMessage(Command):
    """Say that the bot's message under the cursor, or its last one, is bad, and why in a word if you like."""

    keys = "W"
    group = QUALITY
    twin = "feedback MESSAGE bad WORD"


class AcceptProposal(Command):
    """Make the change that your edits propose."""

    keys = "a"
    group = QUALITY
    hint = "accept"
    twin = "learn accept PROPOSAL"
    decides = True


class DismissProposal(Command):
    """Hear no more of the proposal, until later edits say the same."""

    keys = "x"
    group = QUALITY
    hint = "dismiss"
    twin = "learn dismiss PROPOSAL"
    decides = True


class OtherSpan(Command):
    """Count the last week, month, quarter or year, one after the other."""

    keys = "s"
    group = QUALITY
    hint = "other span"
    twin = "quality --since 90d"


class OtherInbox(Command):
    """Count one inbox after the other, then all of them together."""

    keys = "i"
    group = QUALITY
    hint = "other inbox"
    twin = "quality --inbox INBOX"


RATING = (GoodMessage, BadMessage)
ON_THE_PAGE = (AcceptProposal, DismissProposal, OtherSpan, OtherInbox)
