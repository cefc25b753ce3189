"""Commands that arrange the panes of the inbox; it remembers how."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Panes"


class WidenList(Command):
    """Make the list wider; the conversation gives way."""

    keys = "greater_than_sign"
    group = GROUP


class NarrowList(Command):
    """Make the list narrower; the conversation gets more."""

    keys = "less_than_sign"
    group = GROUP


class FoldViews(Command):
    """Fold the column of views into tabs, or bring it back."""

    keys = "backslash"
    group = GROUP


class FoldContact(Command):
    """Fold the contact away, or bring it back."""

    keys = "vertical_line"
    group = GROUP


class ResetLayout(Command):
    """Let the panes share the screen by its width again, as at first."""

    group = GROUP


ARRANGING = (WidenList, NarrowList, FoldViews, FoldContact, ResetLayout)
