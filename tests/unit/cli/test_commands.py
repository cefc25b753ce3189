"""The table of commands is true to what the modules register, and to the words of the screen."""

from __future__ import annotations

import argparse
from importlib import import_module

import pytest

from closer_tui.cli.commands import GROUPS, HELP_OF, HIDDEN, MODULE_OF, overview
from closer_tui.cli.parsing import CommandParser, build_parser

DESIGNED = [
    "demo",
    "serve",
    "token",
    "webhook",
    "connect",
    "inboxes",
    "disconnect",
    "sync",
    "work",
    "list",
    "show",
    "search",
    "drafts",
    "approve",
    "reject",
    "redraft",
    "reply",
    "note",
    "take",
    "hand-back",
    "escalate",
    "resolve",
    "snooze",
    "assign",
    "tag",
    "escalations",
    "outbox",
    "tone",
    "backup",
    "restore",
    "doctor",
    "export",
    "audit",
]
"""What the design of the command line promises."""


def registered(module: str) -> dict[str, CommandParser]:
    parser = build_parser(import_module(f"closer_tui.cli.{module}").register)
    [commands] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(commands.choices)


def test_every_designed_command_is_in_the_table() -> None:
    assert set(DESIGNED) <= set(MODULE_OF)


@pytest.mark.parametrize("module", sorted(set(MODULE_OF.values())))
def test_the_table_names_exactly_what_a_module_registers(module: str) -> None:
    assert set(registered(module)) == {name for name, of in MODULE_OF.items() if of == module}


@pytest.mark.parametrize("name", sorted(MODULE_OF))
def test_every_command_explains_itself_and_has_a_handler(name: str) -> None:
    command = registered(MODULE_OF[name])[name]
    page = " ".join(command.format_help().split())
    assert HELP_OF[name] in page
    assert "--json" in page
    assert "--home DIR" in page
    for leaf in leaves(command):
        assert leaf.get_default("handler") is not None
        for action in leaf._actions:
            assert action.help, f"{leaf.prog}: {action.dest} has no help"


def leaves(command: CommandParser) -> list[CommandParser]:
    below = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    return [leaf for action in below for verb in action.choices.values() for leaf in leaves(verb)] or [command]


def test_the_overview_fits_into_eighty_columns_and_hides_what_is_internal() -> None:
    page = overview("1.0")
    assert max(map(len, page.splitlines())) <= 100
    assert all(f"  {name} " not in page for name, _, _ in HIDDEN)
    assert len({name for _, group in GROUPS for name, _, _ in group}) == sum(len(group) for _, group in GROUPS)
