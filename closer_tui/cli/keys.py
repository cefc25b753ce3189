"""`commands`: every command of the screen with its keys, what it does, how it is taken back, and its twin here."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.tables import table
from closer_tui.config.paths import Paths

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's command."""
    commands = sub.add_parser("commands", help="list the commands of the screen: keys, undo, and their twins here")
    commands.add_argument("--screen", metavar="NAME", help="of one screen only: inbox, approvals, outbox …")
    commands.set_defaults(handler=_commands)


def _commands(args: Namespace, _paths: Paths) -> int:
    from closer_tui.tui.commands.catalogue import catalogue

    found = [entry for entry in catalogue() if args.screen in {None, *entry.screens}]
    rows = [(entry.id, entry.keys["plain"], entry.help, entry.undo, entry.twin) for entry in found]
    lines = list(table(("COMMAND", "KEYS", "DOES", "UNDO", "TWIN"), rows)) if rows else ["No such screen."]
    return answer(args, [entry.json() for entry in found], lines)
