"""Commands that move about and change nothing."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from closer_tui.tui.commands.base import Command

GROUP = "Moving"


class Down(Command):
    """Go to the next row, or scroll down a line."""

    keys = "j,down"
    group = GROUP
    counts = True
    in_palette = False


class Up(Command):
    """Go to the row before, or scroll up a line."""

    keys = "k,up"
    group = GROUP
    counts = True
    in_palette = False


class PageDown(Command):
    """Go down by a page."""

    keys = "pagedown,ctrl+f"
    group = GROUP
    counts = True
    in_palette = False


class PageUp(Command):
    """Go up by a page."""

    keys = "pageup,ctrl+b"
    group = GROUP
    counts = True
    in_palette = False


class First(Command):
    """Go to the first row, or to the oldest message."""

    keys = "g,home"
    group = GROUP
    in_palette = False


class Last(Command):
    """Go to the last row, or to the newest message."""

    keys = "G,end"
    group = GROUP
    in_palette = False


class Open(Command):
    """Open what the cursor is on."""

    keys = "enter"
    group = GROUP
    hint = "open"
    in_palette = False


class NextPane(Command):
    """Go to the next pane."""

    keys = "tab"
    group = GROUP
    in_palette = False


class PreviousPane(Command):
    """Go to the pane before."""

    keys = "shift+tab"
    group = GROUP
    in_palette = False


class Back(Command):
    """Go back: out of the composer (what is written stays), out of the thread, out of a screen."""

    keys = "escape"
    group = GROUP
    hint = "back"
    in_palette = False


class NextNeedingMe(Command):
    """Go to the next conversation that needs you."""

    keys = "n"
    group = GROUP
    counts = True
    twin = "list --needs-action"


class ScrollThreadDown(Command):
    """Scroll the messages down while the cursor stays in the list."""

    keys = "J,ctrl+down"
    group = GROUP
    counts = True
    in_palette = False


class ScrollThreadUp(Command):
    """Scroll the messages up while the cursor stays in the list."""

    keys = "K,ctrl+up"
    group = GROUP
    counts = True
    in_palette = False


class ScrollDraftDown(Command):
    """Scroll the draft down."""

    keys = "J,ctrl+down"
    group = GROUP
    counts = True
    in_palette = False


class ScrollDraftUp(Command):
    """Scroll the draft up."""

    keys = "K,ctrl+up"
    group = GROUP
    counts = True
    in_palette = False


class ShowMore(Command):
    """Show more of a very long message, or what is older."""

    keys = "o"
    group = GROUP


class ChooseFolder(Command):
    """Show the first to ninth view of the column at the left."""

    keys = "1,2,3,4,5,6,7,8,9"
    group = GROUP
    in_palette = False

    @classmethod
    def bindings(cls) -> Iterable[Binding]:
        """One binding a number, each with its own id for the keymap."""
        for number in range(1, 10):
            yield Binding(
                str(number),
                f"choose_folder({number})",
                f"View {number}",
                show=False,
                tooltip=cls.help(),
                id=f"choose_folder_{number}",
            )


LIST = (Down, Up, PageDown, PageUp, First, Last, Open)
SCROLL = (Down, Up, PageDown, PageUp, First, Last)
