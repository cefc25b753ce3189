"""Commands of work on a conversation beside its replies: how much it presses, reminders, the contact, its messages."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Conversations"


class SetPriority(Command):
    """Say how much the conversation presses: low, normal, high or urgent."""

    keys = "P"
    group = GROUP
    twin = "priority CONVERSATION high"


class FollowUp(Command):
    """Be reminded of the conversation at a time, with a note of what to do then; or say that it is dealt with."""

    keys = "L"
    group = GROUP
    twin = "follow-up CONVERSATION tomorrow 9"


class FollowUps(Command):
    """List the reminders that are open, and go to one."""

    group = GROUP
    twin = "follow-ups"


class ShowContact(Command):
    """See everything known of the contact, with every conversation on every channel; edit, merge, block from there."""

    keys = "C"
    group = GROUP
    twin = "contact show CONVERSATION"


class EditContact(Command):
    """Change what you say of the contact: your name for them, company, language, notes, fields of your own."""

    group = GROUP
    twin = "contact edit CONVERSATION"


class MergeContact(Command):
    """Make another contact a part of this one, after a look at what moves."""

    group = GROUP
    twin = "contact merge CONVERSATION OTHER"


class SplitContact(Command):
    """Take the last merge into this contact back, exactly."""

    group = GROUP
    twin = "contact split CONVERSATION"


class BlockContact(Command):
    """Send whatever this contact writes to spam, quietly and without drafts."""

    group = GROUP
    twin = "block CONVERSATION"


class UnblockContact(Command):
    """Let a blocked contact in again; their conversations come back from spam."""

    group = GROUP
    twin = "unblock CONVERSATION"


class ColourTag(Command):
    """Choose the colour of a tag."""

    group = GROUP
    twin = "tags colour TAG red"


class Teach(Command):
    """Teach the bot what the customer's question is, by one of your intents or a new one."""

    keys = "comma q"
    hint = "teach intent"
    group = GROUP
    twin = "intent teach INTENT TEXT"


class PreviousMessage(Command):
    """Put the message cursor on the message before."""

    keys = "left_curly_bracket,alt+up"
    group = "Moving"
    in_palette = False


class NextMessage(Command):
    """Put the message cursor on the next message."""

    keys = "right_curly_bracket,alt+down"
    group = "Moving"
    in_palette = False


class MessageMenu(Command):
    """See what can be done with the message under the cursor, or with the last one: copy, quote, hide, and more."""

    keys = "m"
    group = GROUP
    twin = "hide MESSAGE"


class NarrowHistory(Command):
    """Narrow the history to drafts, replies, owners, status or notes, one after the other."""

    keys = "f"
    group = GROUP
    twin = "show CONVERSATION --events"
    in_palette = False


WORKING = (
    SetPriority,
    FollowUp,
    FollowUps,
    ShowContact,
    EditContact,
    MergeContact,
    SplitContact,
    BlockContact,
    UnblockContact,
    ColourTag,
    Teach,
    PreviousMessage,
    NextMessage,
    MessageMenu,
)
