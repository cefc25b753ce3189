"""Commands of the whole program: screens, search, help, looks, leaving."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command
from closer_tui.tui.commands.keyboard import KEYBOARD


class Help(Command):
    """Show every key and command."""

    keys = "question_mark,f1"
    hint = "help"
    twin = "--help"


class Palette(Command):
    """Find a command by its name."""

    keys = "colon,ctrl+p"
    hint = "commands"
    in_palette = False


class Search(Command):
    """Search all messages."""

    keys = "slash"
    hint = "search"
    twin = "search QUERY"


class Theme(Command):
    """Choose how the screen looks; it shows each theme as you move."""

    keys = "comma k"


class GoInbox(Command):
    """Go to the inbox."""

    keys = "comma i"

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Inbox"


class Approvals(Command):
    """Go through all waiting drafts one after the other."""

    keys = "p,f3,comma a"
    hint = "approvals"
    twin = "drafts"


class Escalations(Command):
    """See what waits for a person, by topic."""

    keys = "f4,comma e"
    twin = "escalations"


class Outbox(Command):
    """See what was approved and has not arrived yet."""

    keys = "f5,comma o"
    twin = "outbox"


class Tone(Command):
    """See and set how the bot writes."""

    keys = "f6,comma t"
    twin = "tone show INBOX"


class Quality(Command):
    """See how good the drafts are, and what your edits propose to change."""

    keys = "comma y"
    twin = "quality"


class Knowledge(Command):
    """See the documents drafts may stand on, add some, and try what a question finds."""

    keys = "comma d"
    twin = "knowledge list"


class Inboxes(Command):
    """See the connected inboxes and their state."""

    keys = "f7,comma n"
    twin = "inboxes"


class Welcome(Command):
    """Show the first steps again: the demo, connecting an inbox, opening a backup."""

    keys = "comma w"


class QuietForAnHour(Command):
    """Have quiet for an hour: nothing pops up or rings; again ends it."""

    twin = "notify quiet"


class Halt(Command):
    """Stop the bot at once, everywhere; the same key lets it go on, after asking."""

    keys = "ctrl+backslash,comma exclamation_mark"
    hint = "stop bot"
    twin = "halt"


class Quit(Command):
    """Leave. What was approved still goes out."""

    keys = "q,ctrl+q"
    hint = "quit"


GOING = (GoInbox, Approvals, Escalations, Outbox, Tone, Quality, Knowledge, Inboxes, Welcome)
EVERYWHERE = (Help, Palette, Search, Theme, QuietForAnHour, Halt, *GOING, *KEYBOARD, Quit)
