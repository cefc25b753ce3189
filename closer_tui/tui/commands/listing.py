"""Commands on the list itself: what is in it, in which order, what is ticked, and where to go in it."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "The list"


class FilterList(Command):
    """Type a filter for the list, such as `channel:email (tag:vip or waiting:>2h) -owner:bot`."""

    keys = "f"
    group = GROUP
    twin = "list --filter FILTER"


class OnlyUnread(Command):
    """Show only what is unread in this view, or all of it again."""

    keys = "F"
    group = GROUP
    twin = "list --unread"


class OnlyNeedingYou(Command):
    """Show only what needs a person in this view, or all of it again."""

    keys = "I"
    group = GROUP
    twin = "list --needs-action"


class OnlyMine(Command):
    """Show only what is yours in this view, or all of it again."""

    keys = "M"
    group = GROUP
    twin = "list --owner me"


class SortList(Command):
    """Change the order: newest, oldest, waiting longest, window closing. Each view remembers its own."""

    keys = "S"
    group = GROUP
    twin = "list --sort waiting"


class ChangeView(Command):
    """Save what is shown as a view, or edit, rename, move or remove the view you are in."""

    keys = "X"
    group = GROUP
    twin = "view list"


class SaveView(Command):
    """Keep the filter and the order that are shown under a name, in the column of views."""

    group = GROUP
    twin = "view add NAME FILTER"


class EditView(Command):
    """Change the filter of the saved view you are in."""

    group = GROUP
    twin = "view edit NAME FILTER"


class RenameView(Command):
    """Give the saved view you are in another name."""

    group = GROUP
    twin = "view edit NAME --name NEW"


class MoveViewUp(Command):
    """Move the saved view you are in one place up."""

    group = GROUP
    twin = "view move NAME up"


class MoveViewDown(Command):
    """Move the saved view you are in one place down."""

    group = GROUP
    twin = "view move NAME down"


class RemoveView(Command):
    """Remove the saved view you are in; its conversations stay."""

    group = GROUP
    twin = "view remove NAME"


class TickRange(Command):
    """Tick from here to wherever you move; again ends the range, escape drops it."""

    keys = "V"
    group = GROUP


class TickAll(Command):
    """Tick everything in the view, also what is not loaded; again takes the ticks away."""

    keys = "asterisk"
    group = GROUP
    twin = "resolve --filter FILTER"


class TickOthers(Command):
    """Tick what is not ticked in this view, and take the ticks from what is."""

    keys = "tilde"
    group = GROUP


class TickAgain(Command):
    """Tick once more what was ticked last."""

    keys = "grave_accent"
    group = GROUP


class NextUnread(Command):
    """Go to the next unread conversation of this view."""

    keys = "right_square_bracket"
    group = GROUP
    twin = "list --unread"


class PreviousUnread(Command):
    """Go to the unread conversation before this one."""

    keys = "left_square_bracket"
    group = GROUP
    twin = "list --unread"


class GoBack(Command):
    """Go back to the conversation you were in before, in its view."""

    keys = "b"
    group = GROUP


VIEWS = (
    FilterList,
    OnlyUnread,
    OnlyNeedingYou,
    OnlyMine,
    SortList,
    ChangeView,
    SaveView,
    EditView,
    RenameView,
    MoveViewUp,
    MoveViewDown,
    RemoveView,
)
TICKING = (TickRange, TickAll, TickOthers, TickAgain)
WALKING = (NextUnread, PreviousUnread, GoBack)
LISTING = (*VIEWS, *TICKING, *WALKING)
"""What the inbox offers for its list."""
