"""Commands on a conversation and its replies."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Conversations"


class Write(Command):
    """Write a reply."""

    keys = "w,i"
    group = GROUP
    hint = "write"
    twin = "reply CONVERSATION TEXT"


class WriteNote(Command):
    """Write a note that only your side sees."""

    keys = "N"
    group = GROUP
    twin = "note CONVERSATION TEXT"


class Send(Command):
    """Send what is in the composer: the reply, the note or the edited draft."""

    keys = "f2,ctrl+enter,alt+enter"
    sends = True
    group = GROUP
    hint = "send"
    twin = "reply CONVERSATION TEXT"
    priority = True
    in_palette = False


class TakeOver(Command):
    """Take the conversation from the bot; its draft stops."""

    keys = "t"
    repeats = True
    group = GROUP
    hint = "take over"
    twin = "take CONVERSATION"


class HandBack(Command):
    """Give the conversation back to the bot, with a line on where things stand."""

    keys = "B"
    group = GROUP
    twin = "hand-back CONVERSATION --fact TEXT"


class Escalate(Command):
    """Put the conversation into a topic's queue for a person."""

    keys = "E"
    repeats = True
    group = GROUP
    hint = "escalate"
    twin = "escalate CONVERSATION"


class Snooze(Command):
    """Put the conversation away until later, or until the customer writes."""

    keys = "s"
    repeats = True
    group = GROUP
    hint = "snooze"
    twin = "snooze CONVERSATION TIME"


class Resolve(Command):
    """Mark the conversation as done."""

    keys = "d"
    repeats = True
    group = GROUP
    hint = "done"
    twin = "resolve CONVERSATION"


class Reopen(Command):
    """Open a resolved, snoozed or spam conversation again."""

    keys = "O"
    repeats = True
    group = GROUP
    twin = "reopen CONVERSATION"


class Spam(Command):
    """Mark the conversation as spam."""

    keys = "exclamation_mark"
    repeats = True
    group = GROUP
    twin = "spam CONVERSATION"


class MarkUnread(Command):
    """Mark the conversation as unread, or as read if it is unread."""

    keys = "u"
    repeats = True
    group = GROUP
    twin = "mark-unread CONVERSATION"


class Assign(Command):
    """Give the conversation to a colleague by name."""

    keys = "at"
    repeats = True
    group = GROUP
    twin = "assign CONVERSATION AGENT"


class Unassign(Command):
    """Take the conversation from whoever has it, to nobody in particular."""

    keys = "U"
    group = GROUP
    twin = "unassign CONVERSATION"


class Tag(Command):
    """Add a tag, or take one away."""

    keys = "number_sign"
    repeats = True
    group = GROUP
    twin = "tag CONVERSATION TAG"


class History(Command):
    """See why the conversation stands as it does: everything that happened to it, by whom, when and why."""

    keys = "H"
    group = GROUP
    twin = "show CONVERSATION --events"


class CopyMessage(Command):
    """Copy the last message, or the draft if there is one, to the clipboard."""

    keys = "y"
    group = GROUP
    twin = "show CONVERSATION"
