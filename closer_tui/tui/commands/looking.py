"""Commands for looking closely: links, and looking without leaving a trace."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Looking"


class Links(Command):
    """List the links of the conversation and where each really leads; copy one, or open it once you have seen it."""

    keys = "l"
    group = GROUP
    twin = "links CONVERSATION"


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
