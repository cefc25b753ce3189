"""Commands for looking closely: links, and looking without leaving a trace."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Looking"


class Links(Command):
    """List the links of the conversation and where each really leads; copy one, or open it once you have seen it."""

    keys = "l"
    group = GROUP
    twin = "links CONVERSATION"


class Peek(Command):
    """Look without leaving a trace: while it is on, what you look at stays unread."""

    keys = "minus"
    group = GROUP
    twin = "show CONVERSATION"


class CopyLink(Command):
    """Copy the whole address."""

    keys = "y,c"
    group = GROUP
    hint = "copy"
    in_palette = False
    twin = "links CONVERSATION"


class OpenLink(Command):
    """Open the address in the browser of this machine."""

    keys = "o"
    group = GROUP
    hint = "open in the browser"
    in_palette = False
    twin = "links CONVERSATION"


class CompleteSearch(Command):
    """Complete the operator or its value in the search field; again takes the next one."""

    keys = "tab"
    group = GROUP
    hint = "complete"
    in_palette = False
    priority = True


class ForgetSearches(Command):
    """Forget what was searched for; nothing of it stays on disk."""

    group = GROUP
    twin = "search --forget"

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Forget past searches"


class NextHit(Command):
    """Go to the next, older hit of the last search, in its conversation."""

    keys = "right_parenthesis"
    group = GROUP
    twin = "search QUERY"


class PreviousHit(Command):
    """Go back to the newer hit before."""

    keys = "left_parenthesis"
    group = GROUP
    twin = "search QUERY"
