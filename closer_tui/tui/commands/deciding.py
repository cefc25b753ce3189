"""Commands that decide on a draft. Each goes through `check_action`, and waits out the moment after a change."""

from __future__ import annotations

from closer_tui.tui.commands.base import Command

GROUP = "Drafts"


class Approve(Command):
    """Approve the draft as it stands; it leaves after a few seconds in which you can take it back."""

    keys = "a"
    sends = True
    group = GROUP
    hint = "approve"
    twin = "approve DRAFT"
    decides = True


class Edit(Command):
    """Take the draft into the composer, change it, and approve what you wrote."""

    keys = "e"
    group = GROUP
    hint = "edit"
    twin = "approve DRAFT --body TEXT"
    decides = True


class Reject(Command):
    """Reject the draft and say why."""

    keys = "x"
    group = GROUP
    hint = "reject"
    twin = "reject DRAFT --reason REASON"
    decides = True


class Redraft(Command):
    """Ask for another draft, with an instruction if you like."""

    keys = "r"
    group = GROUP
    hint = "redraft"
    twin = "redraft CONVERSATION"


class ApproveTicked(Command):
    """Approve the drafts of all ticked conversations that are up to date and raised no doubt."""

    keys = "A"
    sends = True
    group = GROUP
    twin = "approve --filter FILTER"
    decides = True

    @classmethod
    def label(cls) -> str:
        """What the palette and help call it."""
        return "Approve all ticked"


class Tick(Command):
    """Tick the conversation, or take the tick away."""

    keys = "space,v"
    group = GROUP
    in_palette = False


class Skip(Command):
    """Leave this draft for later and show the next."""

    keys = "n,j,right"
    group = GROUP
    hint = "skip"


class Previous(Command):
    """Show the draft before this one again."""

    keys = "k,left"
    group = GROUP


class Undo(Command):
    """Take back the last thing you did, where it can be taken back."""

    keys = "z"
    group = GROUP
    twin = "undo ID"
