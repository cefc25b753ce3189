"""The parser of one module's commands: our words for wrong usage, and the options that every command takes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from closer_tui.cli.commands import HELP_OF
from closer_tui.cli.output import one_line

MOST = 1_000_000
"""More rows than this are for `export`."""

Register = Callable[["argparse._SubParsersAction[CommandParser]"], None]


class CommandParser(argparse.ArgumentParser):
    """Says what is wrong in one line and ends with 2; options cannot be abbreviated.

    `--home` and `--json` are taken out of the words before a parser sees them; they stand here for `--help` alone.
    """

    def __init__(self, **named: object) -> None:
        super().__init__(allow_abbrev=False, conflict_handler="resolve", **named)  # type: ignore[arg-type]
        self.add_argument("--json", action="store_true", help="one JSON document on stdout, and nothing else there")
        self.add_argument("--home", metavar="DIR", help="keep config, data and state in this directory")

    def error(self, message: str) -> NoReturn:
        """Wrong usage: one line, what to ask for next, exit code 2."""
        self.exit(2, f"closer-tui: {one_line(message)}. Try `{self.prog} --help`.\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """As argparse does it, with the words on stderr."""
        if message:
            sys.stderr.write(message)
        sys.exit(status)


def build_parser(*registers: Register) -> CommandParser:
    """A parser that knows what these modules register."""
    parser = CommandParser(prog="closer-tui")
    sub = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=CommandParser)
    for register in registers:
        register(sub)
    for name, command in sub.choices.items():
        command.description = command.description or HELP_OF.get(name)
    return parser


def amount(text: str) -> int:
    """The type of `--limit` and of versions: what fits every counter there is."""
    if text.isascii() and text.isdigit() and 0 < int(text[:12]) <= MOST:
        return int(text[:12])
    raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number from 1 to {MOST}")


def port_number(text: str) -> int:
    """The type of `--port`."""
    if text.isascii() and text.isdigit() and int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
