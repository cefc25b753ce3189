"""Every key and command, from the commands themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from closer_tui.tui.commands import Command, bindings, key_words, moving
from closer_tui.tui.commands.going import EVERYWHERE
from closer_tui.tui.drawing import Run, cell_width, fit, wrap
from closer_tui.tui.kit import Kit
from closer_tui.tui.screens.base import CommandScreen
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.lines import LineView
from closer_tui.tui.widgets.titles import PaneTitle

__all__ = ["HelpScreen", "help_lines"]

KEYS, LABEL = 18, 22


def help_lines(commands: Sequence[type[Command]], keymap: Mapping[str, str], width: int) -> list[list[Run]]:
    """Groups of commands: keys, name, what it does; the keymap id and the command-line twin below."""
    groups: dict[str, list[type[Command]]] = {}
    for command in dict.fromkeys(commands):
        groups.setdefault(command.group, []).append(command)
    lines: list[list[Run]] = []
    for group, members in groups.items():
        lines += [[], [(" " + group, "accent")]]
        for command in members:
            lines += _command_lines(command, keymap, width)
    return lines


def _command_lines(command: type[Command], keymap: Mapping[str, str], width: int) -> list[list[Run]]:
    keys = key_words(keymap.get(command.id(), command.keys)) or ": palette"
    room = max(width - KEYS - LABEL - 3, 20)
    first, *rest = wrap(command.help(), room)
    lines: list[list[Run]] = [
        [(" ", "plain"), (fit(keys, KEYS), "strong"), (fit(command.label(), LABEL), "plain"), (first, "muted")]
    ]
    lines += [[(" " * (1 + KEYS + LABEL), "plain"), (line, "muted")] for line in rest]
    notes = f"id {command.id()}" + (f" · closer-tui {command.twin}" if command.twin else "")
    last = rest[-1] if rest else first
    gap = room - cell_width(last) - cell_width(notes)
    if gap >= 3:
        lines[-1] += [(" " * gap, "plain"), (notes, "line")]
    else:
        lines.append([(" " * (width - 1 - cell_width(notes)), "plain"), (notes, "line")])
    return lines


class HelpText(LineView):
    """The list, scrolling."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.SCROLL)]

    def __init__(self, commands: Sequence[type[Command]], keymap: Mapping[str, str]) -> None:
        super().__init__(id="help-text")
        self._commands = commands
        self._keymap = keymap

    def lay_out(self, width: int) -> list[list[Run]]:
        """All commands."""
        return help_lines(self._commands, self._keymap, width)


class HelpScreen(CommandScreen):
    """Help for the screen it was called from, then for everything else."""

    CSS = """
    HelpScreen {
        & #help-title { color: $accent; }
        & #help-text { height: 1fr; }
    }
    """
    OFFERS: ClassVar[tuple[type[Command], ...]] = (moving.Back,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._below: Sequence[type[Command]] = ()

    def about(self, screen: Screen[object]) -> None:
        """The screen whose keys come first."""
        self._below = getattr(screen, "offers", tuple)()

    def compose(self) -> ComposeResult:
        """A title, the list, the way out."""
        yield PaneTitle("Keys and commands", id="help-title")
        yield HelpText([*self._below, *moving.LIST, *EVERYWHERE], self.kit.keymap)
        yield HintLine((moving.Back,), id="hints")

    def on_mount(self) -> None:
        """Ready to scroll."""
        title = self.query_one("#help-title", PaneTitle)
        title.show("Keys and commands", "other keys: [ui.keymap] in the configuration")
        self.query_one(HelpText).focus()

    def action_back(self) -> None:
        """Back to where it was asked for."""
        self.app.pop_screen()
