"""Commands about keys themselves: again, record, play, jump."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Keyboard"


class Repeat(Command):
    """Do the last command again, with the answers it was given: the same tag, the same snooze. Nothing is ever sent by
    it."""

    keys = "full_stop"
    group = GROUP


class Record(Command):
    """Begin to record keys, or stop."""

    keys = "quotation_mark"
    group = GROUP

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Record keys"


class Play(Command):
    """Press the recorded keys again; a number before it says how often. It stops before anything that would send."""

    keys = "ampersand"
    group = GROUP
    counts = True

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Play recorded keys"


class Jump(Command):
    """Show a letter on everything that can be gone to, and go where the letter that is pressed stands."""

    keys = "apostrophe"
    group = GROUP


class Tour(Command):
    """Begin the guided tour of the ten keys that matter, or leave it."""

    keys = "comma h"
    group = GROUP
    twin = "demo"

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Guided tour"


class SkipLesson(Command):
    """Leave the key that the guided tour shows, and go on to the next."""

    keys = "plus"
    group = GROUP


KEYBOARD = (Repeat, Record, Play, Jump, Tour, SkipLesson)
