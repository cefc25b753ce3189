"""Commands that shape the bot and its inboxes: the tone profile, what the bot may do, connecting."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

TONE = "Tone"
INBOXES = "Inboxes"


class SaveTone(Command):
    """Make what stands in the form the tone of this inbox, as a new version."""

    keys = "f2,ctrl+enter"
    group = TONE
    hint = "save"
    twin = "tone set INBOX"
    priority = True


class ShowVersions(Command):
    """Go to the versions of this profile; enter there brings one back."""

    keys = "f8,v"
    group = TONE
    hint = "versions"
    twin = "tone versions INBOX"


class NextInbox(Command):
    """Show the tone of the next inbox."""

    keys = "ctrl+n,n"
    group = TONE
    hint = "next inbox"


class RedrawPreview(Command):
    """Write the preview again."""

    keys = "f9,r"
    group = TONE


class DropChanges(Command):
    """Put the form back to what is saved."""

    keys = "f10"
    group = TONE
    hint = "drop changes"


class CycleMode(Command):
    """Switch the bot of this inbox off, or let it draft again."""

    keys = "m"
    group = INBOXES
    hint = "bot on or off"
    twin = "mode INBOX off|draft"
    decides = True

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Bot on or off"


class ConnectMail(Command):
    """Connect a mailbox by IMAP and SMTP."""

    keys = "M"
    group = INBOXES
    hint = "mailbox"
    twin = "connect email --address ADDRESS --imap HOST:PORT --smtp HOST:PORT"

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Connect a mailbox"


class Connect(Command):
    """Connect the inboxes of a CLOSER server with a token."""

    keys = "c"
    group = INBOXES
    hint = "connect"
    twin = "connect closer --url URL --token TOKEN"

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Connect an inbox"


class Disconnect(Command):
    """Forget the credentials of this inbox and stop reading it; what was stored stays readable."""

    keys = "D"
    group = INBOXES
    hint = "disconnect"
    twin = "disconnect INBOX"
    decides = True
